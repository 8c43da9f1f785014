// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../../errors.js';
import {ApiError} from '../../../kube/api-error.js';
import {timeLimit} from '../../../time-limit.js';
import type {Cluster, FoundKind, KindFinder, KubeObject} from '../cluster.js';
import {objectOfWord} from '../find/object-of-word.js';
import {whyNoPods} from './no-pods.js';
import {byLogging, byReadiness, isTerminating} from './pod-order.js';
import {podSelector} from './pod-selector.js';

/** What it takes to find pods. */
export type PodFinder = KindFinder & Pick<Cluster, 'get' | 'list' | 'watch'>;

/** What a user typed for a pod: `reviews-v1-abc`, or `deploy/reviews` for a pod of it, without the namespace. */
export interface PodTarget {
  text: string;
  namespace: string;
}

/** One pod. */
export type PodKey = {namespace: string; name: string};

const POD = {apiVersion: 'v1', kind: 'Pod'};

/** Milliseconds to wait for a pod of something that has none. */
const APPEARS_WITHIN = 2000;

/**
 * Takes `[<type>/]<name>[.<namespace>]` apart (spec/proxy.md §1.3). A type may have dots: after a slash the namespace
 * follows the last dot of the name.
 */
export function parsePodTarget(text: string, namespace: string): PodTarget {
  const slash = text.indexOf('/') > 0 ? text.lastIndexOf('/') : 0;
  const dot = text.lastIndexOf('.');
  if (dot < slash || dot < 0) return {text, namespace};
  return {text: text.slice(0, dot), namespace: text.slice(dot + 1)};
}

/**
 * The one pod that is meant: of several that run the same, the one that kubectl would take logs of, and none that is
 * terminating. A name alone is taken as it is; whether there is such a pod shows when it is asked. Throws an
 * IstioctlError where nothing of that type and name exists, where it does not lead to pods, and where it has none within
 * two seconds.
 */
export async function podOf(cluster: PodFinder, target: PodTarget): Promise<PodKey> {
  const found = await follow(cluster, target);
  if ('pod' in found) return found.pod;
  const {namespace, text} = target;
  const options = {namespace, labelSelector: found.selector};
  const pods = await cluster.list(POD, options);
  const [best] = pods.filter((pod) => !isTerminating(pod)).toSorted(byLogging);
  const pod = best ?? (await firstToAppear(cluster, options));
  if (!pod) {
    const reason = pods.length > 0 ? undefined : await whyNoPods(cluster, {namespace, ...found});
    throw new IstioctlError(`no pods match ${JSON.stringify(text)}`, {
      hint: reason ?? noPodsHint(found.selector, namespace, pods),
    });
  }
  return {namespace, name: pod.metadata.name};
}

/** The hint for labels that lead to no pod that could be chosen; `pods` have them and are terminating. */
function noPodsHint(selector: string, namespace: string, pods: readonly KubeObject[]): string {
  const [first] = pods;
  if (!first) return `namespace ${namespace} has no pod with the labels ${selector}`;
  return `all pods with the labels ${selector} are terminating; name one, for example ${first.metadata.name}, to ask it`;
}

/** All pods that are meant and are not terminating, ready ones first; none is no error. Throws as {@link podOf} does. */
export async function podsOf(cluster: PodFinder, target: PodTarget): Promise<PodKey[]> {
  const found = await follow(cluster, target);
  if ('pod' in found) return [found.pod];
  return podsWithLabels(cluster, found.selector, target.namespace);
}

/** All pods of a namespace with these labels that are not terminating: ready ones first, else in the server's order. */
export async function podsWithLabels(
  cluster: Pick<PodFinder, 'list'>,
  labelSelector: string,
  namespace: string,
): Promise<PodKey[]> {
  return keysOf(await cluster.list(POD, {namespace, labelSelector}), namespace);
}

/** As {@link podsWithLabels}. Throws an IstioctlError where there is none. */
export async function somePodsWithLabels(
  cluster: Pick<PodFinder, 'list'>,
  labelSelector: string,
  namespace: string,
): Promise<[PodKey, ...PodKey[]]> {
  const pods = await cluster.list(POD, {namespace, labelSelector});
  const [first, ...others] = keysOf(pods, namespace);
  if (first) return [first, ...others];
  const reason = pods.length > 0 ? undefined : await whyNoPods(cluster, {namespace, selector: labelSelector});
  throw new IstioctlError('no pods found', {hint: reason ?? noPodsHint(labelSelector, namespace, pods)});
}

function keysOf(pods: readonly KubeObject[], namespace: string): PodKey[] {
  return pods
    .filter((pod) => !isTerminating(pod))
    .toSorted(byReadiness)
    .map(({metadata: {name}}) => ({namespace, name}));
}

/** Leads to one pod, or to labels that pods have. */
type Lead = {pod: PodKey} | {selector: string; object: KubeObject};

async function follow(cluster: PodFinder, {text, namespace}: PodTarget): Promise<Lead> {
  if (!text.includes('/')) return {pod: {namespace, name: text}};
  const [type = '', name = '', ...more] = text.split('/');
  if (more.length > 0) {
    throw notRetrieved('arguments in resource/name form may not have more than one slash', namespace);
  }
  if (type === '' || name === '' || type.includes(',')) {
    throw notRetrieved('arguments in resource/name form must have a single resource and name', namespace);
  }
  const kinds = await cluster.findKinds(type);
  const [first] = kinds;
  if (!first) throw notRetrieved(`the server doesn't have a resource type ${JSON.stringify(type)}`, namespace);
  const found = await objectOfWord(cluster, kinds, {namespace, name});
  if (!found) throw await notThere(cluster, first, {namespace, name});
  const {kind, object} = found;
  if (kind.resource === 'pods') return {pod: {namespace, name}};
  const selector = podSelector(object);
  if (typeof selector === 'string') return {selector, object};
  throw new IstioctlError(`${JSON.stringify(text)} does not refer to a pod: ${selector.problem}`);
}

async function notThere(cluster: PodFinder, kind: FoundKind, {namespace, name}: PodKey): Promise<IstioctlError> {
  const isMissing = await isMissingNamespace(cluster, namespace);
  const missing = isMissing ? `namespaces ${JSON.stringify(namespace)}` : `${kind.resource} ${JSON.stringify(name)}`;
  return notRetrieved(`${missing} not found`, namespace);
}

async function isMissingNamespace(cluster: PodFinder, name: string): Promise<boolean> {
  try {
    return (await cluster.get({apiVersion: 'v1', kind: 'Namespace'}, {name})) === undefined;
  } catch {
    return false; // Who may not look at namespaces learns that the object is missing, which is true as well.
  }
}

function notRetrieved(reason: string, namespace: string): IstioctlError {
  return new IstioctlError(`failed retrieving: ${reason} in the ${JSON.stringify(namespace)} namespace`);
}

async function firstToAppear(
  cluster: PodFinder,
  options: {namespace: string; labelSelector: string},
): Promise<KubeObject | undefined> {
  const {signal, clear} = timeLimit(APPEARS_WITHIN);
  try {
    for await (const {type, object} of cluster.watch(POD, {...options, signal})) {
      if (type !== 'DELETED' && !isTerminating(object)) return object;
    }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error; // Looking once has to do for who may not watch.
  } finally {
    clear();
  }
  return undefined;
}
