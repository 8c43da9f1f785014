// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {inDependencyOrder} from '../../../src/install/apply/component.js';
import {hintsFor} from '../../../src/install/explain/hints.js';
import {podProgress, podTrouble} from '../../../src/install/explain/pod-trouble.js';
import {formatDuration} from '../../../src/install/wait/duration.js';
import {readinessOf} from '../../../src/install/wait/readiness.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';

function object(kind: string, spec: object, status: object, metadata: object = {}): KubeObject {
  return {apiVersion: 'apps/v1', kind, metadata: {name: 'x', namespace: 'ns', uid: 'u', ...metadata}, spec, status};
}

const revision = (n: string) => ({annotations: {'deployment.kubernetes.io/revision': n}});
const owned = {ownerReferences: [{apiVersion: 'apps/v1', kind: 'Deployment', name: 'x', uid: 'u'}]};
const newest = object('ReplicaSet', {}, {readyReplicas: 2}, {...revision('2'), ...owned});
const older = object('ReplicaSet', {}, {readyReplicas: 5}, {...revision('1'), ...owned});
const daemon = {desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberReady: 2};

describe('readiness', () => {
  test.each<[string, KubeObject, KubeObject[], string | undefined]>([
    [
      'all replicas of the newest ReplicaSet',
      object('Deployment', {replicas: 2}, {}, revision('2')),
      [older, newest],
      undefined,
    ],
    ['one replica where none is asked for', object('Deployment', {}, {}, revision('2')), [newest], undefined],
    ['too few replicas', object('Deployment', {replicas: 3}, {}, revision('2')), [newest], '2 of 3 replicas are ready'],
    [
      'only the old ReplicaSet',
      object('Deployment', {}, {}, revision('2')),
      [older],
      'its ReplicaSet has not been created',
    ],
    [
      'a change not seen yet',
      object('Deployment', {}, {observedGeneration: 1}, {...revision('2'), generation: 2}),
      [newest],
      'its last change has not been taken up by the deployment controller',
    ],
    ['all pods of a DaemonSet', object('DaemonSet', {}, daemon), [], undefined],
    ['no node', object('DaemonSet', {}, {}), [], 'no node runs it: no node matches its node selector and tolerations'],
    [
      'an old pod',
      object('DaemonSet', {}, {...daemon, updatedNumberScheduled: 1}),
      [],
      '1 of 2 pods have its last change',
    ],
    ['a pod not ready', object('DaemonSet', {}, {...daemon, numberReady: 1}), [], '1 of 2 pods are ready'],
    ['no node, on delete', object('DaemonSet', {updateStrategy: {type: 'OnDelete'}}, {}), [], undefined],
    [
      'a partitioned update',
      object('StatefulSet', {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, {updatedReplicas: 1}),
      [],
      undefined,
    ],
    [
      'an update under way',
      object('StatefulSet', {replicas: 3}, {updatedReplicas: 1}),
      [],
      '1 of 3 pods have its last change',
    ],
    [
      'a CRD',
      object('CustomResourceDefinition', {}, {conditions: [{type: 'Established', status: 'True'}]}),
      [],
      undefined,
    ],
    ['a CRD not established', object('CustomResourceDefinition', {}, {}), [], 'not established yet'],
    ['a namespace that ends', object('Namespace', {}, {phase: 'Terminating'}), [], 'phase is Terminating'],
    ['anything else', object('ConfigMap', {}, {}), [], undefined],
    ['a kind called constructor', object('constructor', {}, {}), [], undefined],
  ])('%s', (_, live, replicaSets, progress) => {
    expect(readinessOf(live, replicaSets)).toEqual(progress === undefined ? {ready: true} : {ready: false, progress});
  });
});

describe('trouble of a pod', () => {
  const waiting = (reason: string, message?: string) => ({name: 'main', state: {waiting: {reason, message}}});
  test.each<[string, object, string | undefined]>([
    [
      'an image that is missing',
      {containerStatuses: [waiting('ErrImagePull', 'not found')]},
      'container main failed to start: ErrImagePull: not found',
    ],
    [
      'a crash',
      {
        containerStatuses: [
          {
            ...waiting('CrashLoopBackOff'),
            lastState: {terminated: {exitCode: 2, reason: 'Error', message: 'no config\n'}},
          },
        ],
      },
      'container main failed to start: CrashLoopBackOff: last exit code 2 (Error): no config',
    ],
    [
      'an init container before the others',
      {
        initContainerStatuses: [waiting('CreateContainerConfigError', 'no secret')],
        containerStatuses: [waiting('PodInitializing')],
      },
      'init container main failed to start: CreateContainerConfigError: no secret',
    ],
    [
      'no node that fits',
      {conditions: [{type: 'PodScheduled', status: 'False', message: '0/3 nodes are available'}]},
      'cannot be scheduled: 0/3 nodes are available',
    ],
    [
      'a readiness gate',
      {conditions: [{type: 'Ready', status: 'False', message: 'corresponding condition does not exist'}]},
      'corresponding condition does not exist',
    ],
    [
      'an eviction',
      {
        phase: 'Failed',
        reason: 'Evicted',
        message: 'disk pressure',
        conditions: [{type: 'Ready', status: 'False', message: 'containers with unready status: []'}],
      },
      'Evicted: disk pressure',
    ],
    ['a pod on its way', {containerStatuses: [waiting('ContainerCreating')]}, undefined],
  ])('%s', (_, status, expected) => {
    const trouble = podTrouble(object('Pod', {nodeName: 'n1'}, status));
    expect(trouble).toBe(expected === undefined ? undefined : `pod x on node n1: ${expected}`);
  });

  test.each<[string, object, object, string]>([
    ['nobody scheduled it', {}, {phase: 'Pending'}, 'pod x: no scheduler has looked at it yet'],
    [
      'its node is silent',
      {nodeName: 'n1'},
      {phase: 'Pending'},
      'pod x on node n1: its node has not started it, and says nothing of it',
    ],
    [
      'it is being created',
      {nodeName: 'n1'},
      {containerStatuses: [{...waiting('ContainerCreating'), ready: false}]},
      'pod x on node n1: container main waits: ContainerCreating',
    ],
    [
      'a probe fails',
      {nodeName: 'n1'},
      {containerStatuses: [{name: 'main', ready: false, state: {running: {}}}]},
      'pod x on node n1: container main runs, but is not ready',
    ],
  ])('without any: %s', (_, spec, status, expected) => {
    const pod = object('Pod', spec, status);
    expect([podTrouble(pod), podProgress(pod)]).toEqual([undefined, expected]);
  });
});

test.each<[string, RegExp | undefined]>([
  ['Back-off pulling image "x": ImagePullBackOff', /--set hub=HUB/],
  ['pods "istiod-1" is forbidden: exceeded quota: none', /ResourceQuota/],
  ['violates PodSecurity "restricted:latest": hostPath volumes', /pod-security\.kubernetes\.io\/enforce=privileged/],
  ['Internal error occurred: failed calling webhook "x": connection refused', /admission webhook/],
  ['0/3 nodes are available: 3 Insufficient memory.', /no node has so much room/],
  ['0/3 nodes are available: 3 node(s) had untolerated taint {a: b}.', /tolerations/],
  ['MountVolume.SetUp failed: hostPath type check failed: /etc/cni/net.d is not a directory', /cniConfDir/],
  ['everything is fine', undefined],
])('%s has a hint', (text, hint) => {
  const hints = hintsFor([text, text]);
  expect(hints).toHaveLength(hint === undefined ? 0 : 1);
  if (hint !== undefined) expect(hints[0]).toMatch(hint);
});

test('components wait for those they depend on, also for ones that are only on the way', async () => {
  const log: string[] = [];
  let open = (): void => {};
  const gatewaysStarted = new Promise<void>((resolve) => {
    open = resolve;
  });
  const begin = async (component: string): Promise<boolean> => {
    log.push(`start ${component}`);
    if (log.filter((line) => /start .*Gateways/.test(line)).length === 2) open();
    // A gateway that waits for Cni would wait for ever.
    if (component === 'Cni') await gatewaysStarted;
    else await new Promise(setImmediate);
    log.push(`end ${component}`);
    return true;
  };
  const leave = () => expect.fail('all go well');
  await inDependencyOrder(['EgressGateways', 'Ztunnel', 'Cni', 'Base', 'IngressGateways'], {begin, leave});
  expect(log[0]).toBe('start Base');
  expect(log).toHaveLength(10);
  expect(log.indexOf('start Ztunnel')).toBeGreaterThan(log.indexOf('end Cni'));
  // Pilot is not part of this, but what it would depend on is.
  for (const gateways of ['IngressGateways', 'EgressGateways']) {
    expect(log.indexOf(`start ${gateways}`)).toBeGreaterThan(log.indexOf('end Base'));
    expect(log.indexOf(`start ${gateways}`)).toBeLessThan(log.indexOf('end Cni'));
  }
});

test.each<[failed: string, components: string[], begun: string[], left: string[]]>([
  ['Pilot', ['Base', 'Pilot', 'Cni', 'IngressGateways'], ['Base', 'Pilot', 'Cni'], ['IngressGateways after Pilot']],
  ['Base', ['Base', 'Pilot', 'IngressGateways'], ['Base'], ['Pilot after Base', 'IngressGateways after Base']],
  // Cni stands between, and is not part of this.
  ['Base', ['Base', 'Ztunnel'], ['Base'], ['Ztunnel after Base']],
  ['Ztunnel', ['Ztunnel', 'Pilot'], ['Ztunnel', 'Pilot'], []],
])('what comes after %s is not begun where that fails', async (failed, components, begun, left) => {
  const log = {begun: [] as string[], left: [] as string[]};
  const begin = async (component: string): Promise<boolean> => {
    log.begun.push(component);
    return component !== failed;
  };
  const leave = (component: string, after: string) => void log.left.push(`${component} after ${after}`);
  await inDependencyOrder(components, {begin, leave});
  expect({begun: log.begun.sort(), left: log.left}).toEqual({begun: begun.sort(), left});
});

test.each([
  [300_000, '5m0s'],
  [3_661_000, '1h1m1s'],
  [1500, '1.5s'],
  [0, '0s'],
])('%i ms is %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
