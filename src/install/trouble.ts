// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../manifest/tree.js';
import {conditionOf} from './field.js';
import {isPodReady, podTrouble} from './pod-trouble.js';
import {isOwnedBy} from './readiness.js';

/**
 * Looks for the reason why a workload is not ready: the newest pod that is not, then what keeps pods from being
 * created, then the last warning about it. Undefined when the cluster does not say.
 */
export async function troubleOf(cluster: ClusterReader, workload: KubeObject): Promise<string | undefined> {
  const {namespace} = workload.metadata;
  const labelSelector = selectorOf(workload);
  if (labelSelector === undefined) return undefined;
  const pods = await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace, labelSelector});
  for (const pod of pods.filter((pod) => !isPodReady(pod)).sort(newestFirst)) {
    const trouble = podTrouble(pod);
    if (trouble !== undefined) return trouble;
    const event = await lastWarning(cluster, pod);
    if (event !== undefined) return `pod ${pod.metadata.name}: ${event}`;
  }
  const sets =
    workload.kind === 'Deployment'
      ? await cluster.list({apiVersion: 'apps/v1', kind: 'ReplicaSet'}, {namespace, labelSelector})
      : [];
  const creators = [...sets.filter((set) => isOwnedBy(set, workload)).sort(newestFirst), workload];
  for (const creator of creators) {
    const refused = conditionOf(creator, 'ReplicaFailure');
    const message = refused?.['status'] === 'True' ? textIn(refused, ['message']) : undefined;
    const trouble = message ?? (await lastWarning(cluster, creator));
    if (trouble !== undefined) return `${creator.kind} ${creator.metadata.name}: ${trouble}`;
  }
  return undefined;
}

/** The last thing that went wrong with an object, as whoever tried it reported. */
async function lastWarning(cluster: ClusterReader, object: KubeObject): Promise<string | undefined> {
  const {namespace, uid} = object.metadata;
  if (uid === undefined) return undefined;
  const fieldSelector = `involvedObject.uid=${uid},type=Warning`;
  const events = await cluster.list({apiVersion: 'v1', kind: 'Event'}, {namespace, fieldSelector});
  const last = events.sort((a, b) => timeOf(b).localeCompare(timeOf(a)))[0];
  if (last === undefined) return undefined;
  return [textIn(last, ['reason']), textIn(last, ['message'])].filter(Boolean).join(': ');
}

function timeOf(event: KubeObject): string {
  return textIn(event, ['lastTimestamp']) ?? textIn(event, ['eventTime']) ?? event.metadata.creationTimestamp ?? '';
}

function newestFirst(a: KubeObject, b: KubeObject): number {
  return (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}

/** Workloads of ours select by labels alone. */
function selectorOf(workload: KubeObject): string | undefined {
  const labels = getIn(workload, ['spec', 'selector', 'matchLabels']);
  if (!isTree(labels)) return undefined;
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.length === 0 ? undefined : pairs.join(',');
}
