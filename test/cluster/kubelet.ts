// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../../src/install/apply/field.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {eventually} from '../support/eventually.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const NODE = {apiVersion: 'v1', kind: 'Node'};

/** What a pod's status becomes; undefined leaves the pod alone. */
export type Fate = (pod: KubeObject) => object | undefined;

/** The status of a pod that runs and is ready. */
export const ready: Fate = () => ({
  phase: 'Running',
  conditions: ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({type, status: 'True'})),
});

/** The status of a pod with one container that waits. */
export function waiting(reason: string, message: string): Fate {
  return (pod) => {
    const containerStatuses = mapsIn(pod, ['spec', 'containers']).map(({name, image}) => ({
      name,
      image,
      imageID: '',
      ready: false,
      restartCount: 0,
      state: {waiting: {reason, message}},
    }));
    return {phase: 'Pending', containerStatuses};
  };
}

/** Stands in for kubelets, as long as the answer of this is not called: gives every new pod its fate. */
export function runPods(cluster: Cluster, fate: Fate): () => Promise<void> {
  const ending = new AbortController();
  const done = new Set<string>();
  const running = untilEnded(ending.signal, async () => {
    for (const pod of await cluster.list(POD)) await settle(pod);
  });
  async function settle(pod: KubeObject): Promise<void> {
    const {namespace, name, uid = '', deletionTimestamp} = pod.metadata;
    // A pod that is being deleted goes when its kubelet has confirmed that it stopped.
    if (deletionTimestamp !== undefined) {
      await cluster.delete(POD, {namespace, name}, {gracePeriodSeconds: 0});
    } else if (!done.has(uid)) {
      const status = fate(pod);
      if (status !== undefined)
        await cluster.patch(POD, {namespace, name}, {status}, {type: 'strategic', subresource: 'status'});
      done.add(uid);
    }
  }
  return async () => {
    ending.abort();
    await running;
  };
}

/** Does a round of work again and again until the signal fires; a round that fails is one that the next makes up for. */
async function untilEnded(signal: AbortSignal, round: () => Promise<void>): Promise<void> {
  const oneRound = async (): Promise<boolean> => {
    if (!signal.aborted) await round();
    return signal.aborted;
  };
  await eventually('the stand-in is stopped', oneRound, {within: Number.POSITIVE_INFINITY, every: 100});
}

/** Registers a node, so that DaemonSets have somewhere to be. */
export async function addNode(cluster: Cluster, name: string): Promise<void> {
  await cluster.create({...NODE, metadata: {name, labels: {'kubernetes.io/os': 'linux'}}}, {fieldManager: 'test'});
  const status = {conditions: [{type: 'Ready', status: 'True', reason: 'Test', message: ''}]};
  await cluster.patch(NODE, {name}, {status}, {type: 'strategic', subresource: 'status'});
}

const MUTATING = {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'};

/**
 * Stands in for istiod's webhook server, of which there is none: until the answer of this is called, webhooks that
 * nobody serves are made to let pods pass.
 */
export function letPodsPast(cluster: Cluster): () => Promise<void> {
  const ending = new AbortController();
  const running = untilEnded(ending.signal, async () => {
    for (const {metadata, ...configuration} of await cluster.list(MUTATING)) {
      const webhooks = mapsIn(configuration, ['webhooks']);
      if (webhooks.every(({failurePolicy}) => failurePolicy === 'Ignore')) continue;
      const ignoring = webhooks.map((webhook) => ({...webhook, failurePolicy: 'Ignore'}));
      const {name, resourceVersion} = metadata;
      const patch = {metadata: {resourceVersion}, webhooks: ignoring};
      // Of two who write at once the other one wins: the next round sees what it wrote.
      await cluster.patch(MUTATING, {name}, patch, {type: 'merge'}).catch(() => {});
    }
  });
  return async () => {
    ending.abort();
    await running;
  };
}
