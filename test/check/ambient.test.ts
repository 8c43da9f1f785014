// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Facts} from '../../src/check/facts.js';
import {checkOf} from '../../src/check/run.js';
import {waypointEndpoints} from '../../src/check/waypoints.js';
import type {Cluster, KubeObject, ListOptions} from '../../src/io/kube/cluster.js';

const settings = {istioNamespace: 'istio-system', namespace: undefined, version: '1.30.3', now: new Date('2026-01-01')};

/** What a check makes of these facts. */
function outcomes(id: string, facts: Partial<Facts>): string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test gives what the check needs
  const found = checkOf(id).run({settings, ...facts} as Facts);
  return found.map(({level, text, details = []}) => [`${level} ${text}`, ...details].join('; '));
}

const namespace = (name: string, mode?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {name, ...(mode !== undefined && {labels: {'istio.io/dataplane-mode': mode}})},
});

interface Traits {
  redirection?: string;
  mode?: string;
  phase?: string;
  ending?: boolean;
  spec?: object;
  annotations?: Record<string, string>;
}

function pod(
  key: string,
  {redirection, mode, phase = 'Running', ending = false, spec, annotations}: Traits = {},
): KubeObject {
  const [home = '', name = ''] = key.split('/');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: home,
      name,
      labels: mode === undefined ? {} : {'istio.io/dataplane-mode': mode},
      annotations: {...annotations, ...(redirection !== undefined && {'ambient.istio.io/redirection': redirection})},
      ...(ending && {deletionTimestamp: '2026-01-01T00:00:00Z'}),
    },
    spec: {containers: [{name: 'app'}], ...spec},
    status: {phase},
  };
}

const enabled = {redirection: 'enabled'};
const cni: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: {namespace: 'istio-system', name: 'istio-cni-node'},
  spec: {template: {metadata: {labels: {'k8s-app': 'istio-cni-node'}}}},
  status: {numberReady: 1, desiredNumberScheduled: 1},
};
const namespaces = [namespace('shop', 'ambient'), namespace('plain'), namespace('istio-system', 'ambient')];

describe('pods that are not redirected', () => {
  const check = (...pods: KubeObject[]) => outcomes('C045', {daemonSets: [cni], namespaces, pods});

  test('are found, by the label of their namespace or their own', () => {
    expect(check(pod('shop/a', enabled), pod('shop/slow'), pod('plain/b', {mode: 'ambient'}))).toEqual([
      'failed 2 of 3 ambient pods are not redirected to ztunnel; shop/slow, plain/b; they speak plain text, and no policy is enforced for them',
    ]);
  });

  test.each(['disabled', 'pending'])('are those whose redirection is %s', (redirection) => {
    expect(check(pod('shop/a', {redirection}))).toEqual([expect.stringMatching(/^failed 1 of 1 ambient pods/)]);
  });

  test('are none where all are', () => {
    expect(check(pod('shop/a', enabled), pod('shop/b', enabled))).toEqual([
      'ok 2 ambient pods are redirected to ztunnel',
    ]);
    expect(check(pod('shop/a', enabled))).toEqual(['ok 1 ambient pod is redirected to ztunnel']);
  });

  test.each<[string, KubeObject]>([
    ['is of no ambient namespace', pod('plain/a')],
    ['opted out', pod('shop/a', {mode: 'none'})],
    ['has a sidecar', pod('shop/a', {spec: {initContainers: [{name: 'istio-proxy'}]}})],
    ['was injected', pod('shop/a', {annotations: {'sidecar.istio.io/status': '{}'}})],
    ['has the network of its node', pod('shop/a', {spec: {hostNetwork: true}})],
    ['has not started', pod('shop/a', {phase: 'Pending'})],
    ['has ended', pod('shop/a', {phase: 'Succeeded'})],
    ['is terminating', pod('shop/a', {ending: true})],
    ['belongs to Istio', pod('istio-system/a')],
  ])('do not count where one %s', (_, other) => {
    expect(check(other)).toEqual([]);
  });
});

describe('ambient namespaces without istio-cni', () => {
  const facts = {daemonSets: [], namespaces: namespaces.slice(0, 2)};

  test('are found, once', () => {
    const pods = [pod('shop/a'), pod('shop/b')];
    expect(outcomes('C040', {...facts, pods})).toEqual([
      'failed no istio-cni is installed, and 1 namespace is in ambient mode; shop; their pods speak plain text, and no policy is enforced for them',
    ]);
    expect(outcomes('C045', {...facts, pods})).toEqual([]);
  });

  test('may have been taken in by something else', () => {
    const pods = [pod('shop/a', enabled), pod('shop/b')];
    expect(outcomes('C040', {...facts, pods})).toEqual([
      'warning no istio-cni is installed, and 1 namespace is in ambient mode; shop; 1 pod is redirected; new pods need istio-cni',
    ]);
    expect(outcomes('C045', {...facts, pods})).toEqual([expect.stringMatching(/^failed 1 of 2 ambient pods/)]);
  });

  test('are none where istio-cni runs, or nobody wants ambient mode', () => {
    expect(outcomes('C040', {...facts, daemonSets: [cni], pods: []})).toEqual([expect.stringMatching(/^ok istio-cni/)]);
    expect(outcomes('C040', {...facts, namespaces: [namespace('plain')], pods: []})).toEqual([]);
  });
});

describe('waypoints without a ready endpoint', () => {
  const gateway = (programmed: string, addresses: object[] = [], gatewayClassName = 'istio-waypoint'): KubeObject => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: {namespace: 'shop', name: 'wp'},
    spec: {gatewayClassName},
    status: {conditions: [{type: 'Programmed', status: programmed}], addresses},
  });
  const slice = (key: string, ...readiness: (boolean | undefined)[]): KubeObject => {
    const [home = '', service = ''] = key.split('/');
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {namespace: home, name: `${service}-x`, labels: {'kubernetes.io/service-name': service}},
      endpoints: readiness.map((ready) => ({conditions: ready === undefined ? {} : {ready}})),
    };
  };
  const NONE = /^failed waypoint shop\/wp has no ready endpoint; all traffic .* fails; `kubectl get pods -n shop -l/;
  const elsewhere = [
    {type: 'IPAddress', value: '10.0.0.1'},
    {type: 'Hostname', value: 'own.infra.svc.cluster.local'},
  ];

  test.each<[string, KubeObject[], KubeObject, RegExp]>([
    ['no slice', [], gateway('True'), NONE],
    ['an empty slice', [slice('shop/wp')], gateway('True'), NONE],
    ['endpoints that are not ready', [slice('shop/wp', false, false)], gateway('True'), NONE],
    ['endpoints of another Service', [slice('shop/cart', true), slice('plain/wp', true)], gateway('True'), NONE],
    ['one that is ready', [slice('shop/wp', false), slice('shop/wp', false, true)], gateway('True'), /^ok /],
    ['one whose readiness is unknown', [slice('shop/wp', undefined)], gateway('True'), /^ok /],
    ['a ready one of the Service of its address', [slice('infra/own', true)], gateway('True', elsewhere), /^ok /],
    ['none of the Service of its address', [slice('shop/wp', true)], gateway('True', elsewhere), NONE],
  ])('%s', (_, slices, waypoint, expected) => {
    expect(outcomes('C044', {gateways: [waypoint], waypointEndpoints: slices})).toEqual([
      expect.stringMatching(expected),
    ]);
  });

  test.each([gateway('False'), gateway('True', [], 'istio')])('are not looked for: %#', (other) => {
    expect(outcomes('C044', {gateways: [other], waypointEndpoints: []})).toEqual([]);
  });

  test('are read in one list for each namespace', async () => {
    const asked: (ListOptions | undefined)[] = [];
    const cluster = {
      async list(_: unknown, options?: ListOptions) {
        asked.push(options);
        return [slice('shop/wp', true)];
      },
    } as unknown as Cluster;
    const second = {...gateway('True'), metadata: {namespace: 'shop', name: 'wp2'}};
    const ingress = gateway('True', [], 'istio');
    expect(
      await waypointEndpoints(cluster, [gateway('True'), second, gateway('True', elsewhere), ingress]),
    ).toHaveLength(2);
    expect(asked).toEqual([
      {namespace: 'shop', labelSelector: 'kubernetes.io/service-name in (wp,wp2)'},
      {namespace: 'infra', labelSelector: 'kubernetes.io/service-name in (own)'},
    ]);
  });
});
