// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {MUTATING, VALIDATING} from '../../src/revision/labels.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {untilServed} from '../cluster/kinds.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';
import {
  type Break,
  breaksIn,
  deployment,
  gateway,
  injector,
  pod,
  remoteSecret,
  staleLease,
  waypoint,
} from './breaks.js';
import {serveGatewayApi, setBundle} from './stand-ins.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const SERVICE = {apiVersion: 'v1', kind: 'Service'};
const DEFINITION = {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'};
const GATEWAY = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway'};
const byTest = {fieldManager: 'test'};

interface Result {
  id: string;
  level: string;
  text: string;
  details: string[];
}

describeOnControlPlane('check', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  let istiod: Server;
  let syncz: object[] = [];
  let clusterz: object[] = [];

  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    istiod = createServer((request, response) => {
      if (request.url === '/version') response.end('1.30.3-abc-Clean');
      else response.end(JSON.stringify(request.url === '/debug/clusterz' ? clusterz : syncz));
    }).listen(0, '127.0.0.1');
    await once(istiod, 'listening');
    expect(await run('install -y --set profile=ambient')).toMatchObject({exitCode: 0});
    await trustRoot();
    await Promise.all(['Gateway', 'GatewayClass', 'HTTPRoute'].map((kind) => serveGatewayApi(cluster, kind)));
    await untilServed(cluster, GATEWAY);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    istiod.closeAllConnections();
    istiod.close();
    cluster.close();
    await plane.stop();
  });

  const {labelled, removed, created, fated} = breaksIn(() => cluster);
  const run = (line: string): Promise<Run> => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 120_000});

  /** What one check finds. */
  async function found(id: string): Promise<{exitCode: number | null; results: Result[]}> {
    const {exitCode, stdout, stderr} = await run(`check --only ${id} -o json`);
    expect(stderr).not.toContain('stack');
    return {exitCode, results: JSON.parse(stdout).results};
  }

  const rootOf = (): string => readFileSync(`${plane.dir}/ca.crt`, 'utf8');

  function root(namespace: string, pem = rootOf()): KubeObject {
    return {...CONFIG_MAP, metadata: {namespace, name: 'istio-ca-root-cert'}, data: {'root-cert.pem': pem}};
  }

  /** What a running istiod does: writes its root where webhooks and proxies look for it. */
  async function trustRoot(): Promise<void> {
    for (const namespace of ['istio-system', 'default']) await cluster.apply(root(namespace), byTest);
    for (const kind of [MUTATING, VALIDATING])
      for (const configuration of await cluster.list(kind)) await setBundle(cluster, configuration, rootOf());
  }

  async function istiodPod(): Promise<KubeObject> {
    const [pod] = await cluster.list(POD, {namespace: 'istio-system', labelSelector: 'app=istiod'});
    if (pod === undefined) throw new Error('no istiod runs');
    return pod;
  }

  /** Lets the ports of istiod's pod be those of the server here. */
  async function answerForIstiod(): Promise<void> {
    const {port} = istiod.address() as AddressInfo;
    const annotations = {'node.test/ports': `15014=${port},15012=${port}`};
    await cluster.patch(POD, (await istiodPod()).metadata, {metadata: {annotations}}, {type: 'merge'});
  }

  function until(id: string, exitCode: number): Promise<Result[]> {
    return eventually(`${id} ends with ${exitCode}`, async (saw) => {
      const {results, ...round} = await found(id);
      saw(results);
      return round.exitCode === exitCode && results;
    });
  }

  test.each<[id: string, broken: Break, level: string, text: string]>([
    [
      'C011',
      removed(DEFINITION, {name: 'telemetries.telemetry.istio.io'}),
      'failed',
      'CRDs of Istio are missing: telemetries.telemetry.istio.io',
    ],
    [
      'C012',
      removed(DEFINITION, {name: 'httproutes.gateway.networking.k8s.io'}),
      'warning',
      'CRDs of the Gateway API are missing: httproutes.gateway.networking.k8s.io',
    ],
    ['C020', fated('NotReady'), 'failed', 'istiod of revision default: 0/1 ready, 1.30.3'],
    ['C022', fated('OOMKilled'), 'failed', 'istiod ran out of memory: istio-system/istiod-'],
    [
      'C024',
      created(() => staleLease('istio-gateway-deployment-default')),
      'warning',
      'nobody leads istio-gateway-deployment-default',
    ],
    [
      'C030',
      removed(MUTATING, {name: 'istio-sidecar-injector'}),
      'ok',
      'revision default has an injection webhook', // the default tag answers for it
    ],
    [
      'C031',
      async () => {
        const webhook = await cluster.get(MUTATING, {name: 'istio-revision-tag-default'});
        if (webhook === undefined) throw new Error('no tag');
        await setBundle(cluster, webhook, '-----BEGIN CERTIFICATE-----\nother\n-----END CERTIFICATE-----\n');
        return () => setBundle(cluster, webhook, rootOf());
      },
      'failed',
      'webhook istio-revision-tag-default: caBundle does not match the root certificate of istiod',
    ],
    [
      'C032',
      removed(SERVICE, {namespace: 'istio-system', name: 'istiod'}),
      'failed',
      'Service istio-system/istiod does not exist',
    ],
    [
      'C033',
      created(() => injector('rival', {}, {'istio-injection': 'enabled'})),
      'failed',
      'webhooks istio-revision-tag-default, rival inject the same pods',
    ],
    [
      'C034',
      created(() => injector('lost', {'istio.io/tag': 'prod', 'istio.io/rev': 'gone'}, {'istio.io/rev': 'prod'})),
      'failed',
      'tag prod stands for revision gone, which does not exist',
    ],
    [
      'C035',
      labelled('default', 'istio.io/rev', 'nope'),
      'failed',
      'namespace default chooses revision or tag nope, which does not exist',
    ],
    ['C040', fated('NotReady'), 'failed', 'istio-cni: ready on 0 of 1 nodes (DaemonSet istio-system/istio-cni-node)'],
    ['C041', fated('NotReady'), 'failed', 'ztunnel: ready on 0 of 1 nodes (DaemonSet istio-system/ztunnel)'],
    ['C042', created(() => waypoint('waypoint')), 'failed', 'waypoint default/waypoint is not programmed'],
    [
      'C043',
      labelled('default', 'istio.io/use-waypoint', 'nope'),
      'failed',
      'namespace default uses waypoint default/nope, which does not exist',
    ],
    ['C052', created(() => pod('old', 'registry.test/proxyv2:1.26.1')), 'warning', '1 of 2 proxies is too far from'],
    [
      'C053',
      async () => {
        const remove = await created(() => pod('bare', 'registry.test/app:1'))();
        const unlabel = await labelled('default', 'istio-injection', 'enabled')();
        return async () => Promise.all([remove(), unlabel()]);
      },
      'warning',
      '1 of 1 pod lacks the sidecar that the namespace asks for',
    ],
    [
      'C060',
      async () => {
        await cluster.apply(root('istio-system', 'garbage'), {...byTest, force: true});
        return trustRoot;
      },
      'failed',
      'the root certificate cannot be read',
    ],
    [
      'C061',
      async () => {
        await cluster.apply(root('default', 'other'), {...byTest, force: true});
        return trustRoot;
      },
      'failed',
      '1 namespace has another root certificate',
    ],
    [
      'C054',
      async () => {
        const unlabel = await labelled('default', 'pod-security.kubernetes.io/enforce', 'restricted')();
        const join = await labelled('default', 'istio.io/rev', 'default')();
        const remove = await created(() => deployment('refused'))();
        return async () => Promise.all([remove(), join(), unlabel()]);
      },
      'failed',
      '1 workload cannot make its pods: default/ReplicaSet refused-',
    ],
    [
      'C062',
      created(() => gateway('front', 'no-such-cert')),
      'failed',
      'Secret default/no-such-cert of Gateway default/front does not exist',
    ],
    [
      'C070',
      created(() => remoteSecret('west', 'clusters: []')),
      'failed',
      'cluster west of Secret istio-system/west is a kubeconfig without clusters',
    ],
  ])('%s finds what is broken, and that it is mended', {timeout: 300_000}, async (id, broken, level, text) => {
    const mend = await broken();
    const exitCode = level === 'failed' ? 79 : 0;
    try {
      const round = await eventually(`${id} finds it`, async (saw) => {
        const {results, ...ended} = await found(id);
        saw(results);
        return results.some((result) => result.level === level && result.text.includes(text)) && ended;
      });
      expect(round.exitCode).toBe(exitCode);
    } finally {
      await mend();
    }
    const after = await until(id, 0);
    expect(after.filter((result) => result.level !== 'ok')).toEqual([]);
  });

  test('istiod is asked whether it answers, who is connected, and who is in sync', {timeout: 300_000}, async () => {
    const silent = await found('C023');
    expect([silent.exitCode, silent.results[0]?.text]).toEqual([79, expect.stringMatching(/does not answer$/)]);
    await answerForIstiod();
    expect(await until('C023', 0)).toMatchObject([
      {level: 'ok', text: expect.stringMatching(/^istiod istiod-\S+ answers$/)},
    ]);
    await cluster.create(pod('shop', 'registry.test/proxyv2:1.30.3'), byTest);
    const lost = await until('C050', 79);
    expect(lost).toMatchObject([
      {
        text: '2 of 2 proxies are not connected',
        details: [expect.stringMatching(/^default\/shop, istio-system\/ztunnel-/)],
      },
    ]);
    const [ztunnel] = await cluster.list(POD, {namespace: 'istio-system', labelSelector: 'app=ztunnel'});
    const others = [{proxy: `${ztunnel?.metadata.name}.istio-system`}];
    syncz = [
      ...others,
      {proxy: 'shop.default', cluster_sent: 'b', cluster_acked: 'a', listener_sent: 'c', listener_acked: 'c'},
    ];
    expect((await found('C050')).results).toMatchObject([{level: 'ok', text: '2 proxies are connected'}]);
    const stale = await found('C051');
    expect(stale).toMatchObject({
      exitCode: 79,
      results: [{text: '1 of 2 connected proxies is not in sync', details: ['shop.default (cluster)']}],
    });
    syncz = [...others, {proxy: 'shop.default', cluster_sent: 'b', cluster_acked: 'b'}];
    expect((await found('C051')).exitCode).toBe(0);
  });

  test('istiod is asked which clusters it reaches', {timeout: 300_000}, async () => {
    await answerForIstiod();
    const secret = remoteSecret('west', '');
    await cluster.apply(secret, byTest);
    const west = {id: 'west', secretName: 'istio-system/west'};
    clusterz = [
      {id: 'Kubernetes', syncStatus: 'synced'},
      {...west, syncStatus: 'timeout'},
    ];
    const lost = await until('C071', 79);
    expect(lost).toMatchObject([{text: expect.stringMatching(/^istiod istiod-\S+: cluster west is timeout$/)}]);
    clusterz = [{...west, syncStatus: 'synced'}];
    expect(await found('C071')).toMatchObject({exitCode: 0, results: [{level: 'ok'}]});
    await cluster.delete(secret, secret.metadata);
  });

  test('a mesh that is healthy, for people, programs and CI', {timeout: 300_000}, async () => {
    await answerForIstiod();
    const pods = await cluster.list(POD);
    syncz = pods.map(({metadata: {name, namespace}}) => ({proxy: `${name}.${namespace}`}));
    await until('C023', 0);
    const text = await run('check');
    expect([text.exitCode, text.stderr], text.stdout).toEqual([0, '']);
    expect(text.stdout).toMatch(/^API server and rights\n {2}ok {2}the API server answers, v1\.\S+\n\nversions\n/);
    expect(text.stdout).toMatch(/\n\d+ ok, 0 failed, 0 warnings, 0 skipped\n$/);
    const junit = await run('check -o junit');
    expect(junit.stdout).toMatch(/<testsuite name="istioctl check" tests="\d+" failures="0" errors="0" skipped="0"/);
  });
});
