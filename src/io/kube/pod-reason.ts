// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import {ambientReason, isAmbientPod} from './ambient-pod.js';
import {ApiError} from './api-error.js';
import type {Cluster, KubeObject} from './cluster.js';
import {mapField, textField} from './fields.js';
import {PodError, PortError} from './pod-failure.js';
import type {PodKey} from './pod-target.js';
import {containerReason, hasProxy, withoutProxy} from './proxy-container.js';

/** The words before a reason why a port of a pod cannot be forwarded. */
export const FORWARDING = 'failure running port forward process';

/** Why nothing in a pod can be reached. */
export interface PodReason {
  message: string;
  hint?: string | undefined;
}

/** Why nothing in the pod can be reached, if its state tells; undefined where it runs or cannot be looked at. */
export async function reasonInPod(cluster: Pick<Cluster, 'get'>, key: PodKey): Promise<PodReason | undefined> {
  const found = await lookAt(cluster, key);
  return found && reasonIn(found.pod, key);
}

/** The pod, if there is one; undefined where it cannot be looked at: what failed first is what to tell of. */
async function lookAt(cluster: Pick<Cluster, 'get'>, key: PodKey): Promise<{pod: KubeObject | undefined} | undefined> {
  try {
    return {pod: await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key)};
  } catch {
    return undefined;
  }
}

function reasonIn(pod: KubeObject | undefined, {namespace, name}: PodKey): PodReason | undefined {
  if (!pod) {
    return {
      message: `building port forwarded: failed retrieving: pods ${JSON.stringify(name)} not found in the ${JSON.stringify(namespace)} namespace`,
      hint: 'name its namespace with -n NAMESPACE or as POD.NAMESPACE; TYPE/NAME finds the pods of something',
    };
  }
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
  const found = await namespaceOf(cluster, namespace);
  return withoutProxy(pod, found && (found.metadata.labels ?? {}));
}

/** Undefined where it cannot be read, too: it is asked for a hint only. */
async function namespaceOf(cluster: Pick<Cluster, 'get'>, name: string): Promise<KubeObject | undefined> {
  try {
    return await cluster.get({apiVersion: 'v1', kind: 'Namespace'}, {name});
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
  const reason = found && reasonIn(found.pod, pod);
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
