// SPDX-License-Identifier: Apache-2.0
import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {goModule} from '../../scripts/go-module.js';
import type {ObjectToApply} from '../../src/io/kube/cluster.js';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {analyze} from '../analysis/analyze.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {untilServed} from '../cluster/kinds.js';
import {authority, workload} from '../envoy-server/certificates.js';
import {ISTIOD_TIMEOUT, whyNoIstiod} from '../istiod/binary.js';
import {type Istiod, istiodPorts, startIstiod} from '../istiod/istiod.js';
import {authorityFiles, installIstiod} from '../istiod/mesh-of-istiod.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';

const API = {apiVersion: 'gateway.networking.k8s.io/v1'};
const GATEWAY = {...API, kind: 'Gateway'};
const refs = (...names: string[]) => ({certificateRefs: names.map((name) => ({name}))});
const gateway = (name: string, listeners: object[], gatewayClassName = 'istio') => ({
  ...GATEWAY,
  metadata: {namespace: 'shop', name},
  spec: {gatewayClassName, listeners: listeners.map((listener, i) => ({name: `l${i}`, ...listener}))},
});
const port = (protocol: string, more: object = {}) => ({port: 443, protocol, ...more});
const kinds = (...names: string[]) => ({allowedRoutes: {kinds: names.map((kind) => ({kind}))}});

/** Gateways, what is said of each, and what becomes of it: refused by the API server, or a reason of istiod's. */
const GATEWAYS: [name: string, object: ReturnType<typeof gateway>, codes: string[], truth: string | undefined][] = [
  ['http', gateway('http', [port('HTTP')]), [], undefined],
  ['udp', gateway('udp', [port('UDP')]), ['ISTX207'], 'UnsupportedProtocol'],
  ['lower', gateway('lower', [port('http')]), ['ISTX207'], 'UnsupportedProtocol'],
  ['hbone', gateway('hbone', [port('HBONE')]), ['ISTX207'], 'UnsupportedProtocol'],
  ['waypoint', gateway('waypoint', [port('HTTP')], 'istio-waypoint'), ['ISTX207'], 'UnsupportedProtocol'],
  ['right-waypoint', gateway('right-waypoint', [{port: 15_008, protocol: 'HBONE'}], 'istio-waypoint'), [], undefined],
  ['plain-tls', gateway('plain-tls', [port('HTTP', {tls: refs('good')})]), ['ISTX208'], 'refused'],
  ['https-through', gateway('https-through', [port('HTTPS', {tls: {mode: 'Passthrough'}})]), ['ISTX208'], 'refused'],
  ['no-certificate', gateway('no-certificate', [port('HTTPS', {tls: {}})]), ['ISTX208'], 'refused'],
  ['tls-without', gateway('tls-without', [port('TLS')]), ['ISTX208'], 'refused'],
  ['tls-default', gateway('tls-default', [port('TLS', {tls: refs('good')})]), [], undefined],
  [
    'three',
    gateway('three', [port('HTTPS', {tls: refs('good', 'good', 'good')})]),
    ['ISTX208'],
    'InvalidCertificateRef',
  ],
  [
    'names',
    gateway('names', [
      {name: 'a', ...port('HTTP')},
      {name: 'a', ...port('HTTP'), port: 80},
    ]),
    ['ISTX209'],
    'refused',
  ],
  ['twice', gateway('twice', [port('HTTP'), port('HTTP')]), ['ISTX209'], 'refused'],
  ['host', gateway('host', [port('HTTP'), port('HTTP', {hostname: 'x.com'})]), [], undefined],
  ['kinds', gateway('kinds', [port('HTTP', kinds('HTTPRoute', 'TCPRoute'))]), ['ISTX211'], 'InvalidRouteKinds'],
  ['kinds-right', gateway('kinds-right', [port('HTTP', kinds('HTTPRoute', 'GRPCRoute'))]), [], undefined],
  ['good', gateway('good', [port('HTTPS', {tls: refs('good')})]), [], undefined],
  ['generic', gateway('generic', [port('HTTPS', {tls: refs('generic')})]), [], undefined],
  ['empty', gateway('empty', [port('HTTPS', {tls: refs('empty')})]), ['ISTX506'], 'InvalidCertificateRef'],
  ['no-key', gateway('no-key', [port('HTTPS', {tls: refs('no-key')})]), ['ISTX506'], 'InvalidCertificateRef'],
  ['no-pem', gateway('no-pem', [port('HTTPS', {tls: refs('no-pem')})]), ['ISTX506'], 'InvalidCertificateRef'],
  ['bad-key', gateway('bad-key', [port('HTTPS', {tls: refs('bad-key')})]), ['ISTX506'], 'InvalidCertificateRef'],
  ['other-key', gateway('other-key', [port('HTTPS', {tls: refs('other-key')})]), ['ISTX502'], 'InvalidCertificateRef'],
  [
    'map',
    gateway('map', [port('HTTPS', {tls: {certificateRefs: [{group: '', kind: 'ConfigMap', name: 'm'}]}})]),
    ['ISTX507'],
    'InvalidCertificateRef',
  ],
];

const toService = {name: 'cart', port: 80};
const route = (name: string, kind: string, parent: string, backend: object = toService) => ({
  ...(kind === 'TCPRoute' ? {apiVersion: 'gateway.networking.k8s.io/v1alpha2'} : API),
  kind,
  metadata: {namespace: 'shop', name},
  spec: {
    parentRefs: [{name: parent}],
    ...(kind === 'TLSRoute' && {hostnames: ['x.com']}),
    rules: [{backendRefs: [backend]}],
  },
});

const ROUTES: [name: string, object: ReturnType<typeof route>, codes: string[], truth: string | undefined][] = [
  ['r-http', route('r-http', 'HTTPRoute', 'http'), [], undefined],
  ['r-grpc', route('r-grpc', 'GRPCRoute', 'good'), [], undefined],
  ['r-tls', route('r-tls', 'TLSRoute', 'good'), ['ISTX210'], 'NotAllowedByListeners'],
  ['r-tls-right', route('r-tls-right', 'TLSRoute', 'tls-default'), [], undefined],
  ['r-on-tls', route('r-on-tls', 'HTTPRoute', 'tls-default'), ['ISTX210'], 'NotAllowedByListeners'],
  [
    'r-entry',
    route('r-entry', 'HTTPRoute', 'http', {group: 'networking.istio.io', kind: 'ServiceEntry', name: 'e', port: 80}),
    ['ISTX212'],
    'InvalidKind',
  ],
  [
    'r-group',
    route('r-group', 'HTTPRoute', 'http', {kind: 'Hostname', name: 'x.com', port: 80}),
    ['ISTX212'],
    'InvalidKind',
  ],
  [
    'r-host',
    route('r-host', 'HTTPRoute', 'http', {
      group: 'networking.istio.io',
      kind: 'Hostname',
      name: 'cart.shop.svc.cluster.local',
      port: 80,
    }),
    [],
    undefined,
  ],
];

const server = workload(authority('public'), {dns: ['x.com']});
const pem = (key: KeyObject) => String(key.export({type: 'pkcs8', format: 'pem'}));
const {certificate} = server;
const key = pem(server.key);
const secret = (namespace: string, name: string, stringData: object) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: {namespace, name},
  stringData,
});

const SURROUNDINGS: object[] = [
  secret('shop', 'good', {'tls.crt': certificate, 'tls.key': key}),
  secret('shop', 'generic', {cert: certificate, key}),
  secret('shop', 'empty', {'tls.crt': '', 'tls.key': ''}),
  secret('shop', 'no-key', {'tls.crt': certificate}),
  secret('shop', 'no-pem', {'tls.crt': 'certificate', 'tls.key': key}),
  secret('shop', 'bad-key', {'tls.crt': certificate, 'tls.key': certificate}),
  secret('shop', 'other-key', {'tls.crt': certificate, 'tls.key': pem(generateKeyPairSync('ed25519').privateKey)}),
  {apiVersion: 'v1', kind: 'ConfigMap', metadata: {namespace: 'shop', name: 'm'}, data: {'tls.crt': certificate}},
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {namespace: 'shop', name: 'cart'},
    spec: {selector: {app: 'cart'}, ports: [{name: 'http', port: 80}]},
  },
];

const ALL = [...GATEWAYS, ...ROUTES];

/** Reasons that the tables name; others come of a cluster whose gateways do not run. */
const REASONS = new Set(ALL.map(([, , , truth]) => truth));

vi.setConfig({testTimeout: 240_000});
describeOnControlPlane('Gateway API', () => {
  const missing = whyNoIstiod();
  describe.skipIf(missing !== undefined)(`with a real istiod${missing ? ` (${missing})` : ''}`, () => {
    let plane: ControlPlane;
    let cluster: ConnectedCluster;
    let istiod: Istiod;
    const run = (line: string) => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 120_000});
    const apply = (object: object) => cluster.apply(object as ObjectToApply, {fieldManager: 'test', force: true});

    beforeAll(async () => {
      plane = await startControlPlane({nodes: 1});
      cluster = await connect({kubeconfig: plane.kubeconfig});
      const ports = await istiodPorts();
      const ca = authority('mesh root');
      for (const name of ['istio-system', 'shop']) await apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name}});
      await apply(secret('istio-system', 'cacerts', authorityFiles(ca)));
      for (const definition of definitions()) await apply(definition);
      await untilServed(cluster, GATEWAY);
      const pod = await installIstiod(run, cluster, ports);
      for (const object of SURROUNDINGS) await apply(object);
      istiod = await startIstiod({
        kubeconfig: plane.kubeconfig,
        pod,
        ports,
        authority: authorityFiles(ca),
        // Without it there are no waypoints.
        environment: {PILOT_ENABLE_AMBIENT: 'true'},
      });
    }, BUILD_TIMEOUT + ISTIOD_TIMEOUT);
    afterAll(async () => {
      cluster?.close();
      await istiod?.stop();
      await plane?.stop();
    });

    test.each(ALL)('%s', async (name, object, codes, truth) => {
      const {messages} = await analyze([object, ...targets(object), ...SURROUNDINGS].map(json).join('\n---\n'), {
        now: new Date(),
      });
      const own = messages.filter(({subject}) => subject?.name === name && subject.kind === object.kind);
      expect(judging(own)).toEqual(codes);

      const applied = apply(object);
      if (truth === 'refused') {
        await expect(applied).rejects.toThrow(/invalid|duplicate/);
        return;
      }
      await applied;
      const {apiVersion, kind, metadata} = object;
      await eventually(
        `istiod judges ${name}`,
        async () => {
          const found = reasonsIn((await cluster.get({apiVersion, kind}, metadata))?.['status']);
          expect(found).not.toEqual([]);
          expect(found.find((reason) => REASONS.has(reason))).toBe(truth);
          return true;
        },
        {within: 60_000},
      );
    });

    test('analyze says the same of the cluster', async () => {
      const {stdout} = await run('analyze -n shop -o json');
      const found: {code: string; origin: string}[] = JSON.parse(stdout);
      for (const [name, {kind}, codes, truth] of ALL) {
        if (truth === 'refused') continue;
        const own = found.filter(({origin}) => origin === `${kind} shop/${name}`);
        expect([name, ...judging(own)]).toEqual([name, ...codes]);
      }
    });
  });
});

/** What is said of the objects as they are; that nothing uses a waypoint, and what the Gateway's pods lack, is not. */
const judging = (messages: readonly {code: string}[]) =>
  messages.map(({code}) => code).filter((code) => code.startsWith('ISTX') && code !== 'ISTX106');

const json = (object: object) => JSON.stringify(object);

/** The Gateways that a route names. */
function targets({spec}: {spec: object}): object[] {
  const parents = 'parentRefs' in spec ? (spec.parentRefs as {name: string}[]) : [];
  return parents.flatMap(({name}) => GATEWAYS.filter(([own]) => own === name).map(([, object]) => object));
}

/** The reasons that istiod gives for listeners and parents. */
function reasonsIn(status: unknown): string[] {
  const {listeners = [], parents = []} = (status ?? {}) as Record<string, {conditions: {reason: string}[]}[]>;
  return [...listeners, ...parents].flatMap(({conditions}) => conditions.map(({reason}) => reason));
}

/** The definitions of Gateway API that this istiod is made for, with their validation. */
function definitions(): object[] {
  const folder = join(goModule('sigs.k8s.io/gateway-api@v1.6.0'), 'config/crd/experimental');
  const files = readdirSync(folder).filter(
    (file) => file.startsWith('gateway.networking.k8s.io_') && !file.includes('_vap_'),
  );
  return files.map((file) => parseYaml(readFileSync(join(folder, file), 'utf8')) as object);
}
