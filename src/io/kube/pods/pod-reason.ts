// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, isForbidden} from '../../../errors.js';
import {ApiError, PodError, PortError} from '../../../kube/api-error.js';
import type {Cluster, KubeObject} from '../cluster.js';
import {mapField, textField} from '../verbs/fields.js';
import {ambientReason, isAmbientPod} from './ambient-pod.js';
import type {PodKey} from './pod-target.js';
import {containerReason, hasProxy, withoutProxy} from './proxy-container.js';

/** The words before a reason why a port of a pod cannot be forwarded. */
export const FORWARDING = 'failure running port forward process';

/** Why nothing in a pod can be reached. */
export interface PodReason {
  message: string;
  hint?: string | undefined;
}

/** Why nothing in the pod can be reached, if its state tells; undefined where it runs or may not be looked at. */
export async function reasonInPod(cluster: Pick<Cluster, 'get'>, key: PodKey): Promise<PodReason | undefined> {
  let pod: KubeObject | undefined;
  try {
    pod = await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key);
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
  return reasonFor(cluster, pod, key);
}

async function reasonFor(
  cluster: Pick<Cluster, 'get'>,
  pod: KubeObject | undefined,
  key: PodKey,
): Promise<PodReason | undefined> {
  return pod ? reasonIn(pod) : {message: notFound(key), hint: (await namesake(cluster, key)) ?? NAMING};
}

const NAMING = 'name its namespace with -n NAMESPACE or as POD.NAMESPACE; TYPE/NAME finds the pods of something';

/** What may have been meant instead of a pod, by the short names that commands take. */
const NAMESAKES: ReadonlyMap<string, {apiVersion: string; kind: string}> = new Map([
  ['deploy', {apiVersion: 'apps/v1', kind: 'Deployment'}],
  ['sts', {apiVersion: 'apps/v1', kind: 'StatefulSet'}],
  ['ds', {apiVersion: 'apps/v1', kind: 'DaemonSet'}],
  ['svc', {apiVersion: 'v1', kind: 'Service'}],
]);

/** A hint where something else than a pod has the name; undefined where nothing has, or may not be looked at. */
async function namesake(cluster: Pick<Cluster, 'get'>, {namespace, name}: PodKey): Promise<string | undefined> {
  const found = await Promise.all(
    [...NAMESAKES].map(async ([word, type]) =>
      (await seen(cluster, type, {namespace, name})) ? {word, type} : undefined,
    ),
  );
  const [first] = found.filter((each) => each !== undefined);
  return first && `there is a ${first.type.kind} of that name: ${first.word}/${name}.${namespace} means its pods`;
}

/** The pod, if there is one; undefined where it cannot be looked at: what failed first is what to tell of. */
async function lookAt(cluster: Pick<Cluster, 'get'>, key: PodKey): Promise<{pod: KubeObject | undefined} | undefined> {
  try {
    return {pod: await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key)};
  } catch {
    return undefined;
  }
}

function notFound({namespace, name}: PodKey): string {
  return `building port forwarded: failed retrieving: pods ${JSON.stringify(name)} not found in the ${JSON.stringify(namespace)} namespace`;
}

function reasonIn(pod: KubeObject): PodReason | undefined {
  const phase = textField(mapField(pod, 'status') ?? {}, 'phase') ?? 'Unknown';
  if (phase === 'Running') return undefined;
  const container = containerReason(pod);
  const more = container ? `; ${container.message}` : '';
  return {message: `building port forwarded: pod is not running. Status=${phase}${more}`, hint: container?.hint};
}

/** Why the proxy of a pod that runs does not answer; undefined where the pod's state does not tell. */
async function proxyReason(cluster: Pick<Cluster, 'get'>, pod: KubeObject): Promise<PodReason | undefined> {
  if (isAmbientPod(pod)) return ambientReason(pod);
  if (hasProxy(pod)) {
    const found = containerReason(pod);
    return found && {...found, message: `pod ${pod.metadata.name}.${pod.metadata.namespace ?? ''}: ${found.message}`};
  }
  const {namespace = ''} = pod.metadata;
  const found = await seen(cluster, {apiVersion: 'v1', kind: 'Namespace'}, {name: namespace});
  return withoutProxy(pod, found && (found.metadata.labels ?? {}));
}

/** An object that is asked for to give a hint; undefined where it cannot be read, too. */
async function seen(
  cluster: Pick<Cluster, 'get'>,
  type: {apiVersion: string; kind: string},
  key: {namespace?: string; name: string},
): Promise<KubeObject | undefined> {
  try {
    return await cluster.get(type, key);
  } catch {
    return undefined;
  }
}

/**
 * Returns the error under the name of what failed; where the state of the pod says more than the connection, with that.
 *
 * @param failure What the message begins with.
 * @param forwarding What stands before the pod's state.
 * @param isProxy Whether the port is one of the pod's proxy, which an ambient pod has not.
 */
export async function explained(
  cluster: Pick<Cluster, 'get'>,
  pod: PodKey,
  error: unknown,
  {failure, forwarding, isProxy = false}: {failure: string; forwarding: string; isProxy?: boolean},
): Promise<unknown> {
  if (!(error instanceof ApiError)) return error;
  // A server that does not answer is not asked again: that would take as long once more.
  const isAnswered = error.status !== undefined || error instanceof PodError;
  const found = isAnswered ? await lookAt(cluster, pod) : undefined;
  const reason = found && (await reasonFor(cluster, found.pod, pod));
  const isUnserved = isProxy && error instanceof PortError;
  const own = isUnserved && found?.pod && !reason ? await proxyReason(cluster, found.pod) : undefined;
  if (own) {
    const {hint = error.hint} = own;
    return new IstioctlError(`${failure}: ${own.message}`, {cause: error, ...(hint !== undefined && {hint})});
  }
  const {hint} = reason ?? error;
  const message = reason ? `${forwarding}: ${reason.message}` : error.message;
  return new IstioctlError(`${failure}: ${message}`, {cause: error, ...(hint !== undefined && {hint})});
}
