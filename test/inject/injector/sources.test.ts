// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {gatherSources, type SourceRequest} from '../../../src/inject/injector/gather.js';
import {configMapText, renderedSources, revisionInCluster} from '../../../src/inject/injector/sources.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';
import {render} from '../../manifest/render.js';
import {fakeCluster} from '../fake-cluster.js';

const objects: KubeObject[] = [
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {name: 'istio-revision-tag-prod', labels: {'istio.io/tag': 'prod', 'istio.io/rev': 'canary'}},
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {name: 'istio-revision-tag-default', labels: {'istio.io/tag': 'default', 'istio.io/rev': 'blue'}},
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'istio-canary', namespace: 'mesh'},
    data: {mesh: 'trustDomain: x'},
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'istio-sidecar-injector-canary', namespace: 'mesh'},
    data: {config: 'c'},
  },
];

/** As much of a cluster as is asked. */
const cluster = {
  get: async ({kind}: {kind: string}, {namespace, name}: {namespace?: string | undefined; name: string}) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace),
  list: async ({kind}: {kind: string}, {labelSelector = ''}: {labelSelector?: string} = {}) => {
    const [key = '', value] = labelSelector.split('=');
    return objects.filter((one) => one.kind === kind && one.metadata.labels?.[key] === value);
  },
};

describe('the configuration of a cluster', () => {
  test.each([
    ['', 'blue'],
    ['default', 'blue'],
    ['prod', 'canary'],
    ['canary', 'canary'],
    ['none', 'none'],
  ])('revision %j is %j', async (asked, revision) => {
    expect(await revisionInCluster(cluster, asked)).toBe(revision);
  });

  test('without tags the default revision has no name', async () => {
    expect(await revisionInCluster({...cluster, list: async () => []}, '')).toBe('');
    expect(await revisionInCluster({...cluster, list: async () => []}, 'default')).toBe('');
  });

  const lookup = {istioNamespace: 'mesh', meshConfigMap: 'istio', injectConfigMap: 'istio-sidecar-injector'};

  test('is that of the revision', async () => {
    const mesh = await configMapText(cluster, {...lookup, revision: 'canary'}, 'mesh');
    expect(mesh).toEqual({name: 'configmap "mesh/istio-canary", key "mesh"', text: 'trustDomain: x'});
  });

  test.each([
    ['', 'mesh', 'could not read valid configmap "istio" from namespace "mesh": not found'],
    [
      'canary',
      'values',
      'missing configuration map key "values" in "istio-sidecar-injector-canary" of namespace "mesh"',
    ],
  ] as const)('which may lack it: revision %j, %s', async (revision, what, message) => {
    await expect(configMapText(cluster, {...lookup, revision}, what)).rejects.toThrow(message);
  });
});

describe('the configuration of an installation', () => {
  test('has the names of its revision', async () => {
    const {objects: rendered} = await render({set: ['revision=canary'], only: 'Pilot'});
    expect(renderedSources(rendered).config.name).toContain('istio-sidecar-injector-canary');
    expect(JSON.parse(renderedSources(rendered).values.text)).toMatchObject({revision: 'canary'});
  });

  test('is missing where no istiod is installed', () => {
    expect(() => renderedSources([])).toThrow('there is nothing to inject with');
  });
});

describe('where the configuration comes from', () => {
  const file = (text: string) => ({name: text, text});
  const none = {config: undefined, values: undefined, mesh: undefined};
  const never = () => Promise.reject(new Error('not to be asked'));
  const request: SourceRequest = {
    files: {config: file('c'), values: file('v'), mesh: file('m')},
    render: undefined,
    connect: never,
    lookup: {istioNamespace: 'mesh', meshConfigMap: 'istio', injectConfigMap: 'istio-sidecar-injector'},
    revision: undefined,
    nativeSidecars: undefined,
  };

  test('files alone need no cluster', async () => {
    const {sources} = await gatherSources(request);
    expect(sources).toEqual({config: file('c'), values: file('v'), mesh: file('m')});
  });

  test('a cluster is asked for what no file gives, and left', async () => {
    let closed = 0;
    const connected = fakeCluster({
      ...cluster,
      close: () => {
        closed++;
      },
    });
    const asked = {
      ...request,
      files: {...request.files, mesh: undefined},
      connect: async () => connected,
      revision: 'prod',
    };
    const {sources} = await gatherSources(asked);
    expect(sources).toMatchObject({config: file('c'), mesh: {text: 'trustDomain: x'}, revision: 'canary'});
    await expect(gatherSources({...asked, files: none})).rejects.toThrow('missing configuration map key "values"');
    expect(closed).toBe(2);
  });

  test('what would be installed comes before what is', async () => {
    const {objects: rendered} = await render({only: 'Pilot'});
    const asked = {
      ...request,
      files: {...none, mesh: file('m')},
      render: async () => ({objects: rendered, warnings: 'w'}),
    };
    const {sources, webhooks, warnings} = await gatherSources(asked);
    expect(sources.mesh).toEqual(file('m'));
    expect(sources.config.text).toContain('templates:');
    expect(webhooks.length).toBeGreaterThan(0);
    expect(warnings).toBe('w');
  });
});
