// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {IstioctlError} from '../../../src/errors.js';
import {gatherSources} from '../../../src/inject/injector/gather.js';
import {createInjector} from '../../../src/inject/injector/injector.js';
import {nativeSidecarRule} from '../../../src/inject/pod/native-sidecars.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';
import {getIn} from '../../../src/manifest/input/tree.js';
import {parseYaml} from '../../../src/yaml/parse.js';
import {fakeCluster} from '../fake-cluster.js';
import {injected, sourcesOf} from '../installation.js';

const node = (name: string, kubeletVersion?: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {name},
  status: {nodeInfo: kubeletVersion === undefined ? {} : {kubeletVersion}},
});

const podOn = (nodeName?: string) => ({metadata: {}, spec: nodeName === undefined ? {} : {nodeName}});

describe('proxies are native sidecars', () => {
  test.each([
    [['v1.33.0', 'v1.34.2'], true],
    [['v1.33.0', 'v1.28.0'], false],
    [['v1.32.9'], false],
    [['v1.33.5-eks-3025e55'], true],
    [['v1.33.1+k3s1'], true],
    [['1.33.0'], true],
    [['v1.100.0'], true],
    [['v2.0.0'], true],
    [['v0.99.0'], false],
    [['nonsense'], false],
    [[undefined], false],
    [[], true],
  ])('where the kubelets are %j: %j', (versions, expected) => {
    const nodes = versions.map((version, i) => node(`n${i}`, version));
    expect(nativeSidecarRule({setting: undefined, nodes})(podOn())).toBe(expected);
    expect(nativeSidecarRule({setting: 'auto', nodes})(podOn())).toBe(expected);
  });

  test("where the kubelet of a bound pod's own node is new enough", () => {
    const uses = nativeSidecarRule({setting: undefined, nodes: [node('old', 'v1.29.0'), node('new', 'v1.33.0')]});
    expect([podOn('old'), podOn('new'), podOn('gone'), podOn()].map(uses)).toEqual([false, true, false, false]);
  });

  test.each([
    ['true', true],
    ['false', false],
    ['TRUE', false],
    ['', false],
  ])('where the setting %j says so, whatever the nodes are', (setting, expected) => {
    for (const version of ['v1.20.0', 'v1.40.0']) {
      expect(nativeSidecarRule({setting, nodes: [node('n', version)]})(podOn())).toBe(expected);
    }
    expect(nativeSidecarRule({setting, nodes: undefined})(podOn())).toBe(expected);
  });

  test('not without a cluster', () => {
    expect(nativeSidecarRule({setting: undefined, nodes: undefined})(podOn('n'))).toBe(false);
  });
});

const APP = JSON.stringify({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p'}, spec: {containers: [{name: 'a'}]}});

async function isNative(
  {set = [], compat = false}: {set?: string[]; compat?: boolean},
  facts: {nativeSidecars?: string; nodes?: KubeObject[]},
): Promise<boolean> {
  const injector = await createInjector({...(await sourcesOf(set, compat)), ...facts});
  const pod = parseYaml(injected(injector, APP));
  return getIn(pod, ['spec', 'initContainers', 1, 'restartPolicy']) === 'Always';
}

describe('what decides on native sidecars', () => {
  const capable = [node('n', 'v1.33.0')];
  const values = (value: string) => ({set: [`values.pilot.env.ENABLE_NATIVE_SIDECARS=${value}`]});

  test('nodes, unless the values of the installation do, unless the environment does', async () => {
    expect(await isNative({}, {})).toBe(false);
    expect(await isNative({}, {nodes: capable})).toBe(true);
    expect(await isNative(values('false'), {nodes: capable})).toBe(false);
    expect(await isNative(values('true'), {})).toBe(true);
    expect(await isNative(values('true'), {nativeSidecars: 'false', nodes: capable})).toBe(false);
    expect(await isNative(values('false'), {nativeSidecars: 'auto', nodes: capable})).toBe(true);
  });

  test('with --compat 1.30 nodes and the environment alone', async () => {
    expect(await isNative({...values('true'), compat: true}, {})).toBe(false);
    expect(await isNative({...values('false'), compat: true}, {nodes: capable})).toBe(true);
    expect(await isNative({compat: true}, {nativeSidecars: 'true'})).toBe(true);
  });
});

describe('the nodes of a cluster', () => {
  const maps = ['config', 'values', 'mesh'].map((key) => ({name: key, text: key}));
  const [config, values] = maps;
  const mesh = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'istio', namespace: 'istio-system'},
    data: {mesh: ''},
  };

  const gather = (nativeSidecars: string | undefined, list: (kind: string) => KubeObject[]) =>
    gatherSources({
      files: {config, values, mesh: undefined},
      render: undefined,
      connect: async () => fakeCluster({get: async () => mesh, list: async ({kind}: {kind: string}) => list(kind)}),
      lookup: {istioNamespace: 'istio-system', meshConfigMap: 'istio', injectConfigMap: 'x'},
      revision: undefined,
      nativeSidecars,
    });

  test('are read where they decide', async () => {
    const nodes = [node('n', 'v1.33.0')];
    const kinds: string[] = [];
    const list = (kind: string) => {
      kinds.push(kind);
      return kind === 'Node' ? nodes : [];
    };
    expect((await gather(undefined, list)).sources.nodes).toEqual(nodes);
    expect((await gather('auto', list)).sources.nodes).toEqual(nodes);
    kinds.length = 0;
    expect((await gather('true', list)).sources).toMatchObject({nativeSidecars: 'true'});
    expect(kinds).not.toContain('Node');
  });

  test('that may not be listed leave the proxies as they were, which is said', async () => {
    const forbidden = Object.assign(new IstioctlError('no'), {status: 403});
    const {sources, warnings} = await gather(undefined, (kind) => {
      if (kind === 'Node') throw forbidden;
      return [];
    });
    expect(sources.nodes).toBeUndefined();
    expect(warnings).toBe(
      '! cannot list Nodes: not allowed; proxies are no native sidecars unless ENABLE_NATIVE_SIDECARS=true\n',
    );
  });
});
