// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {mapsIn} from '../../src/install/apply/field.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {eventually} from '../support/eventually.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from './control-plane.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

describeOnControlPlane('the node that stands in', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    const annotations = {'node.test/fate': 'ErrImagePull', 'node.test/message': 'no such image'};
    await cluster.create({...NAMESPACE, metadata: {name: 'broken', annotations}}, {fieldManager: 'test'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  /** Creates a pod and answers it as soon as it is as it should be. */
  async function podThat(
    is: (pod: KubeObject) => boolean,
    annotations: object,
    spec: object = {},
    namespace = 'default',
  ) {
    const name = `pod-${Math.random().toString(36).slice(2)}`;
    const containers = [{name: 'main', image: 'i'}];
    await cluster.create(
      {...POD, metadata: {name, namespace, annotations}, spec: {containers, ...spec}},
      {fieldManager: 'test'},
    );
    return podBecomes(is, {namespace, name});
  }

  function podBecomes(is: (pod: KubeObject) => boolean, key: {namespace: string; name: string}): Promise<KubeObject> {
    return eventually(
      `pod ${key.name} is as it should be`,
      async (saw) => {
        const pod = await cluster.get(POD, key);
        saw(pod?.['status']);
        return pod !== undefined && is(pod) && pod;
      },
      {within: 50_000},
    );
  }

  const isReady = (pod: KubeObject): boolean =>
    mapsIn(pod, ['status', 'conditions']).some(({type, status}) => type === 'Ready' && status === 'True');
  const phaseIs = (phase: string) => (pod: KubeObject) => (pod['status'] as {phase: string}).phase === phase;
  const waitsFor = (reason: string, where: string) => (pod: KubeObject) =>
    JSON.stringify(mapsIn(pod, ['status', where]).map(({state}) => state)).includes(`"reason":"${reason}"`);
  const init = {initContainers: [{name: 'init', image: 'i'}]};

  test.each<[string, (pod: KubeObject) => boolean, object, object, object]>([
    ['ready, unless told otherwise', isReady, {}, {}, {phase: 'Running', hostIP: '127.0.0.1'}],
    [
      'a pod whose work is done',
      phaseIs('Succeeded'),
      {},
      {restartPolicy: 'Never'},
      {containerStatuses: [{state: {terminated: {exitCode: 0, reason: 'Completed'}}}]},
    ],
    [
      'an image that cannot be pulled',
      waitsFor('ImagePullBackOff', 'containerStatuses'),
      {'node.test/fate': 'ImagePullBackOff', 'node.test/message': 'not found'},
      {},
      {phase: 'Pending', containerStatuses: [{state: {waiting: {message: 'Back-off pulling image "i": not found'}}}]},
    ],
    [
      'an init container that crashes',
      waitsFor('CrashLoopBackOff', 'initContainerStatuses'),
      {'node.test/fate': 'Init:CrashLoopBackOff', 'node.test/message': 'panic'},
      init,
      {
        phase: 'Pending',
        initContainerStatuses: [{restartCount: 3, lastState: {terminated: {message: 'panic', exitCode: 1}}}],
      },
    ],
    [
      'a container that runs out of memory',
      waitsFor('CrashLoopBackOff', 'containerStatuses'),
      {'node.test/fate': 'OOMKilled'},
      init,
      {phase: 'Running', containerStatuses: [{lastState: {terminated: {reason: 'OOMKilled', exitCode: 137}}}]},
    ],
    [
      'more than the node has',
      (pod) => JSON.stringify(pod['status']).includes('Unschedulable'),
      {},
      {containers: [{name: 'main', image: 'i', resources: {requests: {cpu: '1000'}}}]},
      {
        conditions: [
          {type: 'PodScheduled', message: expect.stringContaining('0/1 nodes are available: 1 Insufficient cpu')},
        ],
      },
    ],
  ])('%s', async (_, is, annotations, spec, status) => {
    expect((await podThat(is, annotations, spec))['status']).toMatchObject(status);
  });

  test('a slow pod is created first', async () => {
    await podThat(waitsFor('ContainerCreating', 'containerStatuses'), {'node.test/after': '1h'});
    const pod = await podThat(isReady, {'node.test/after': '2s'});
    // Whole seconds, both cut off.
    const {startTime} = pod['status'] as {startTime: string};
    const since = mapsIn(pod, ['status', 'conditions']).find(({type}) => type === 'Ready')?.['lastTransitionTime'];
    expect(Date.parse(String(since)) - Date.parse(startTime)).toBeGreaterThanOrEqual(2000);
  });

  test('a slow pod is ready once it has to be no longer slow', async () => {
    const {metadata} = await podThat(waitsFor('ContainerCreating', 'containerStatuses'), {'node.test/after': '1h'});
    const key = {namespace: 'default', name: metadata.name};
    await cluster.patch(POD, key, {metadata: {annotations: {'node.test/after': '0s'}}}, {type: 'merge'});
    await podBecomes(isReady, key);
  });

  test('a pod becomes what its namespace says, and another thing when that changes', async () => {
    const {metadata} = await podThat(waitsFor('ErrImagePull', 'containerStatuses'), {}, {}, 'broken');
    const mended = {metadata: {annotations: {'node.test/fate': 'Ready'}}};
    await cluster.patch(NAMESPACE, {name: 'broken'}, mended, {type: 'merge'});
    await podBecomes(isReady, {namespace: 'broken', name: metadata.name});
  });

  test('a deleted pod goes, and what went wrong is an event', async () => {
    const is = waitsFor('CreateContainerConfigError', 'containerStatuses');
    const annotations = {'node.test/fate': 'CreateContainerConfigError', 'node.test/message': 'secret "x" not found'};
    const {metadata} = await podThat(is, annotations);
    const fieldSelector = `involvedObject.name=${metadata.name},type=Warning`;
    // The node writes the status first.
    const event = await eventually('the node reports it', async () => {
      const [first] = await cluster.list({apiVersion: 'v1', kind: 'Event'}, {namespace: 'default', fieldSelector});
      return first;
    });
    expect(event['message']).toBe('Error: CreateContainerConfigError: secret "x" not found');
    await cluster.delete(POD, metadata);
    await eventually('the pod is gone', async () => (await cluster.get(POD, metadata)) === undefined);
  });

  test('a Deployment and a DaemonSet become available', async () => {
    const labels = {app: 'x'};
    const template = {metadata: {labels}, spec: {containers: [{name: 'main', image: 'i'}]}};
    for (const kind of ['Deployment', 'DaemonSet']) {
      const key = {namespace: 'default', name: kind.toLowerCase()};
      const object = {apiVersion: 'apps/v1', kind, metadata: key, spec: {selector: {matchLabels: labels}, template}};
      await cluster.create(object, {fieldManager: 'test'});
      const ready = kind === 'Deployment' ? 'readyReplicas' : 'numberReady';
      await eventually(`the ${kind} is available`, async (saw) => {
        const status = (await cluster.get(object, key))?.['status'] as Record<string, unknown> | undefined;
        saw(status);
        return status?.[ready] === 1;
      });
    }
  });
});
