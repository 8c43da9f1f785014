// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../manifest/tree.js';
import {conditionOf, countIn} from './field.js';
import {isPodReady, podTrouble} from './pod-trouble.js';
import {isOwnedBy} from './readiness.js';

/** What keeps a workload from being ready. */
export interface Trouble {
  reason: string;
  /** The last warnings about the pod, or about what should have created it; the newest first. */
  events: string[];
}

/**
 * Looks for the reason why a workload is not ready: the newest pod that is not, then what keeps pods from being
 * created, then the last warning about it. Undefined when the cluster does not say.
 */
export async function troubleOf(cluster: ClusterReader, workload: KubeObject): Promise<Trouble | undefined> {
  const {namespace} = workload.metadata;
  const labelSelector = selectorOf(workload);
  if (labelSelector === undefined) return undefined;
  const pods = await cluster.list({apiVersion: 'v1', kind: 'Pod'}, {namespace, labelSelector});
  for (const pod of pods.filter((pod) => !isPodReady(pod)).sort(newestFirst)) {
    const events = await lastWarnings(cluster, pod);
    const reason = podTrouble(pod);
    if (reason !== undefined) return {reason, events};
    if (events[0] !== undefined) return {reason: `pod ${pod.metadata.name}: ${events[0]}`, events: events.slice(1)};
  }
  const sets =
    workload.kind === 'Deployment'
      ? await cluster.list({apiVersion: 'apps/v1', kind: 'ReplicaSet'}, {namespace, labelSelector})
      : [];
  const creators = [...sets.filter((set) => isOwnedBy(set, workload)).sort(newestFirst), workload];
  for (const creator of creators) {
    const refused = conditionOf(creator, 'ReplicaFailure');
    const message = refused?.['status'] === 'True' ? textIn(refused, ['message']) : undefined;
    const events = await lastWarnings(cluster, creator);
    const reason = message ?? events[0];
    if (reason !== undefined) {
      const more = events.filter((event) => !event.includes(reason));
      return {reason: `${creator.kind} ${creator.metadata.name}: ${reason}`, events: more};
    }
  }
  return undefined;
}

const SHOWN_EVENTS = 3;

/** The last things that went wrong with an object, as whoever tried them reported; alike ones once. */
async function lastWarnings(cluster: ClusterReader, object: KubeObject): Promise<string[]> {
  const {namespace, uid} = object.metadata;
  if (uid === undefined) return [];
  const fieldSelector = `involvedObject.uid=${uid},type=Warning`;
  const events = await cluster.list({apiVersion: 'v1', kind: 'Event'}, {namespace, fieldSelector});
  const texts = events.sort((a, b) => timeOf(b).localeCompare(timeOf(a))).map(textOf);
  return [...new Set(texts)].slice(0, SHOWN_EVENTS);
}

function textOf(event: KubeObject): string {
  const text = [textIn(event, ['reason']), textIn(event, ['message'])].filter(Boolean).join(': ');
  const count = Math.max(countIn(event, ['count']), countIn(event, ['series', 'count']));
  return count > 1 ? `${text} (${count} times)` : text;
}

function timeOf(event: KubeObject): string {
  const lasting = textIn(event, ['series', 'lastObservedTime']) ?? textIn(event, ['lastTimestamp']);
  return lasting ?? textIn(event, ['eventTime']) ?? event.metadata.creationTimestamp ?? '';
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
