// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {istiodPods} from '../../../src/io/istiod/find.js';
import type {KubeObject, ListOptions, ObjectKey, ObjectKind} from '../../../src/io/kube/cluster.js';
import {byLogging} from '../../../src/io/kube/pods/pod-order.js';
import {
  type PodFinder,
  podOf,
  podsOf,
  podsWithLabels,
  somePodsWithLabels,
} from '../../../src/io/kube/pods/pod-target.js';
import {ztunnelOf, ztunnelsOf} from '../../../src/io/kube/pods/ztunnel.js';

const NAMESPACE = 'istio-system';
const LABELS = {app: 'ztunnel'};
const selector = {matchLabels: LABELS};
const SET = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: {namespace: NAMESPACE, name: 'ztunnel'},
  spec: {selector},
};

interface Traits {
  node?: string;
  ready?: boolean;
  ending?: boolean;
  phase?: string;
}

function pod(name: string, {node = 'n1', ready = true, ending = false, phase = 'Running'}: Traits = {}): KubeObject {
  const since = '2026-01-01T00:00:00Z';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace: NAMESPACE, name, labels: LABELS, ...(ending && {deletionTimestamp: since})},
    spec: {nodeName: node, containers: [{name: 'istio-proxy'}]},
    status: {phase, conditions: [{type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: since}]},
  };
}

/** A cluster with these pods of a DaemonSet; a watch tells of `later`. */
function finder(pods: readonly KubeObject[], later: readonly KubeObject[] = []): PodFinder {
  return {
    findKinds: async () => [{apiVersion: 'apps/v1', kind: 'DaemonSet', resource: 'daemonsets'}],
    get: async (kind: ObjectKind, {name}: ObjectKey) =>
      kind.kind === 'DaemonSet' ? SET : pods.find(({metadata}) => metadata.name === name),
    list: async (_: ObjectKind, {fieldSelector}: ListOptions = {}) => {
      const node = /^spec\.nodeName=(.*)$/.exec(fieldSelector ?? '')?.[1];
      return pods.filter(({spec}) => node === undefined || (spec as {nodeName: string}).nodeName === node);
    },
    async *watch() {
      for (const object of later) yield {type: 'ADDED', object};
    },
  };
}

const old = pod('old', {ending: true});
const fresh = pod('fresh', {ready: false});
const target = {text: 'daemonset/ztunnel', namespace: NAMESPACE};
const request = {namespace: NAMESPACE, istioNamespace: NAMESPACE, single: false};
const text = 'app=ztunnel';

describe('a pod that is terminating', () => {
  test('comes last, even behind pods that are not ready', () => {
    const pods = [old, pod('pending', {phase: 'Pending', ready: false}), fresh, pod('ready')];
    expect(pods.toSorted(byLogging).map(({metadata}) => metadata.name)).toEqual(['ready', 'fresh', 'pending', 'old']);
  });

  test('is not chosen', async () => {
    expect((await podOf(finder([old, fresh]), target)).name).toBe('fresh');
    expect(await podsOf(finder([old, fresh]), target)).toEqual([{namespace: NAMESPACE, name: 'fresh'}]);
    expect(await podsWithLabels(finder([old, fresh]), text, NAMESPACE)).toHaveLength(1);
    expect(await istiodPods(finder([old, fresh]) as never, {namespace: NAMESPACE})).toEqual([fresh]);
  });

  test('is asked where it is named', async () => {
    const named = {text: 'old', namespace: NAMESPACE};
    expect(await podOf(finder([old, fresh]), named)).toEqual({namespace: NAMESPACE, name: 'old'});
    expect(await ztunnelsOf(finder([old, fresh]), {...request, target: 'old'})).toHaveLength(1);
  });

  test('is waited for, until another one appears', async () => {
    expect((await podOf(finder([old], [old, fresh]), target)).name).toBe('fresh');
  });

  test('is named where it is the only one', async () => {
    const hint = expect.stringMatching(/all pods .* are terminating; name one, for example old,/);
    await expect(podOf(finder([old]), target)).rejects.toMatchObject({
      message: 'no pods match "daemonset/ztunnel"',
      hint,
    });
    await expect(somePodsWithLabels(finder([old]), text, NAMESPACE)).rejects.toMatchObject({
      message: 'no pods found',
      hint,
    });
    await expect(somePodsWithLabels(finder([]), text, NAMESPACE)).rejects.toMatchObject({
      hint: 'namespace istio-system has no pod with the labels app=ztunnel',
    });
  });
});

describe('the ztunnel', () => {
  test('of a node is not the one that is terminating', async () => {
    const cluster = finder([old, fresh, pod('other', {node: 'n2'})]);
    expect((await ztunnelOf(cluster, {...request, node: 'n1'})).ztunnel.name).toBe('fresh');
    expect(await ztunnelsOf(cluster, {...request, node: 'n1'})).toEqual([{namespace: NAMESPACE, name: 'fresh'}]);
    expect((await ztunnelOf(cluster, {...request, single: false})).ztunnel.name).toBe('other');
  });

  test('is the only one where the others are terminating', async () => {
    expect((await ztunnelOf(finder([old, fresh]), {...request, single: true})).ztunnel.name).toBe('fresh');
  });

  test('that is terminating is named where no other has come', async () => {
    await expect(ztunnelOf(finder([old]), {...request, node: 'n1'})).rejects.toMatchObject({
      hint: 'ztunnel old on node n1 is terminating, and no other one has taken its place yet',
    });
  });
});

test('of pods with labels the ready ones come first, else in the order of the server', async () => {
  const pods = [pod('b', {ready: false}), pod('d'), pod('a'), pod('c', {ready: false, phase: 'Pending'})];
  expect((await podsWithLabels(finder(pods), text, NAMESPACE)).map(({name}) => name)).toEqual(['d', 'a', 'b', 'c']);
});
