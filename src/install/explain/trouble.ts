// SPDX-License-Identifier: Apache-2.0
import type {ClusterReader, KubeObject} from '../../io/kube/cluster.js';
import {getIn, isTree, textIn} from '../../manifest/input/tree.js';
import {conditionOf, countIn} from '../apply/field.js';
import {isOwnedBy} from '../wait/readiness.js';
import {isPodReady, podProgress, podTrouble} from './pod-trouble.js';

/** What keeps a workload from being ready. */
export interface Trouble {
  reason: string;
  /** The last warnings about the pod, or about what should have created it; the newest first. */
  events: string[];
}

const POD = {apiVersion: 'v1', kind: 'Pod'};

/**
 * Looks for the reason why a workload is not ready: the newest pod that is not, then what keeps pods from being
 * created, then the last warning about it. Undefined when the cluster does not say.
 */
export async function troubleOf(cluster: ClusterReader, workload: KubeObject): Promise<Trouble | undefined> {
  const {namespace} = workload.metadata;
  const labelSelector = selectorOf(workload);
  if (labelSelector === undefined) return undefined;
  const pods = await cluster.list(POD, {namespace, labelSelector});
  const [newest, ...older] = pods.filter((pod) => !isPodReady(pod)).sort(newestFirst);
  if (newest === undefined) return creationTrouble(cluster, workload, labelSelector);
  for (const pod of [newest, ...older]) {
    const events = await lastWarnings(cluster, pod);
    const reason = podTrouble(pod) ?? (events.length === 0 ? undefined : await latestTrouble(cluster, pod));
    if (reason !== undefined) return {reason, events: events.filter((event) => !reason.includes(messageOf(event)))};
    const [last, ...more] = events;
    if (last !== undefined) return {reason: podProgress(pod, last), events: more};
  }
  const refused = await creationTrouble(cluster, workload, labelSelector);
  return refused ?? {reason: podProgress(newest), events: []};
}

/** What the status says by now: warnings are read after the pods, and a node writes the status first. */
async function latestTrouble(cluster: ClusterReader, {metadata}: KubeObject): Promise<string | undefined> {
  const {namespace, name} = metadata;
  // Listed, because who may list pods need not have the right to get one.
  const [pod] = await cluster.list(POD, {namespace, fieldSelector: `metadata.name=${name}`});
  return pod === undefined ? undefined : podTrouble(pod);
}

/** What keeps pods from being created, as the controllers report it. */
async function creationTrouble(
  cluster: ClusterReader,
  workload: KubeObject,
  labelSelector: string,
): Promise<Trouble | undefined> {
  const {namespace} = workload.metadata;
  const sets =
    workload.kind === 'Deployment'
      ? await cluster.list({apiVersion: 'apps/v1', kind: 'ReplicaSet'}, {namespace, labelSelector})
      : [];
  for (const creator of [...sets.filter((set) => isOwnedBy(set, workload)).sort(newestFirst), workload]) {
    const [last, ...events] = await lastWarnings(cluster, creator);
    // The condition keeps the first refusal, the events have the last.
    const refused = conditionOf(creator, 'ReplicaFailure');
    const reason = last ?? (refused?.['status'] === 'True' ? textIn(refused, ['message']) : undefined);
    if (reason !== undefined) return {reason: `${creator.kind} ${creator.metadata.name}: ${reason}`, events};
  }
  return undefined;
}

const SHOWN_EVENTS = 3;

/** The last things that went wrong with an object, as whoever tried them reported; of alike ones the last. */
async function lastWarnings(cluster: ClusterReader, object: KubeObject): Promise<string[]> {
  const {namespace, uid} = object.metadata;
  if (uid === undefined) return [];
  const fieldSelector = `involvedObject.uid=${uid},type=Warning`;
  const events = await cluster.list({apiVersion: 'v1', kind: 'Event'}, {namespace, fieldSelector});
  const texts = events.sort((a, b) => timeOfEvent(b).localeCompare(timeOfEvent(a))).map(textOf);
  const shown = new Map<string, string>();
  for (const text of texts) {
    // Pods that nothing comes of have another name each time.
    const alike = messageOf(text).replace(/pods "[^"]+"/, 'pods');
    if (!shown.has(alike)) shown.set(alike, text);
  }
  return [...shown.values()].slice(0, SHOWN_EVENTS);
}

/** What controllers put before every refusal of a pod, and the recorder before what it has counted together. */
const PREAMBLE = /^(\(combined from similar events\): )?(Error creating: )?/;

/** Returns the refusal in what a controller says of a pod that it could not create. */
export function refusalIn(message: string): string {
  return message.replace(PREAMBLE, '');
}

function textOf(event: KubeObject): string {
  const reason = textIn(event, ['reason']);
  const said = textIn(event, ['message']);
  const message = said && refusalIn(said);
  const text = (reason === 'FailedCreate' && message ? [message] : [reason, message]).filter(Boolean).join(': ');
  const count = Math.max(countIn(event, ['count']), countIn(event, ['series', 'count']));
  return count > 1 ? `${text} (${count} times)` : text;
}

/** The text of an event without its reason and count. */
function messageOf(text: string): string {
  return text.replace(/^\w+: (Error: )?/, '').replace(/ \(\d+ times\)$/, '');
}

/** Returns when an event was seen last, as text that sorts by time; empty where it does not say. */
export function timeOfEvent(event: KubeObject): string {
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
