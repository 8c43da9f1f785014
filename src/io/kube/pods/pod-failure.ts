// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../../errors.js';
import {PodError, PortError} from '../../../kube/api-error.js';
import type {ClusterOrigin, ObjectKey} from '../cluster.js';
import {from} from '../http/failure.js';
import {Stalled} from '../http/http.js';
import {NotSpdy} from '../http/spdy-frame.js';

/** A port of a pod, as messages name it. */
export interface PodPort {
  origin: ClusterOrigin;
  pod: ObjectKey;
  port: number;
}

/** What a node said about a port that it could not forward. */
export class NodeComplaint extends Error {}

/** The node gave a connection up and did not say why. */
export class ConnectionCut extends Error {}

/** The error for a connection to a pod's port that could not be made, or broke; each hop has its own words. */
export function portFailure(at: PodPort, cause: unknown): IstioctlError {
  if (cause instanceof IstioctlError) return cause;
  const {origin, pod, port} = at;
  const name = podName(pod);
  const where = `port ${port} of pod ${name}`;
  const failed = (message: string, hint: string, transient = true): PodError =>
    new PodError(`${message}; ${from(origin)}`, {cause, hint, transient});
  const unserved = (message: string, hint: string, transient = true): PodError =>
    new PortError(`${message}; ${from(origin)}`, {cause, hint, transient});
  if (cause instanceof NodeComplaint) return complaintFailure(at, cause.message, unserved);
  if (cause instanceof Stalled) {
    const limit = `${Math.round(cause.milliseconds / 100) / 10}s`;
    return failed(
      `${where} did not send the ${cause.phase} within ${limit}`,
      'The process in the pod may be busy or stuck; --kubeclient-timeout gives it more time.',
    );
  }
  if (cause instanceof NotSpdy) {
    return failed(
      `cluster ${JSON.stringify(origin.cluster)} (${origin.server}) sent something else than a forwarded port for pod ${name}: ${cause.message}`,
      'A proxy between here and the API server may not let WebSockets through.',
      false,
    );
  }
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code.startsWith('HPE_')) {
    const hint = 'Another program or protocol listens on that port; is it the right one?';
    return unserved(`${where} answered something that is not HTTP`, hint, false);
  }
  if (cause instanceof ConnectionCut || code === 'ECONNRESET') {
    return unserved(`the connection to ${where} was cut`, 'The process in the pod may have ended; look at its log.');
  }
  const text = cause instanceof Error ? cause.message : String(cause);
  return failed(
    `the connection to ${where} through cluster ${JSON.stringify(origin.cluster)} (${origin.server}) was lost: ${text}`,
    'The API server or a proxy before it may have been restarted; try again.',
  );
}

function complaintFailure(
  {pod, port}: PodPort,
  said: string,
  failed: (message: string, hint: string, transient?: boolean) => PodError,
): PodError {
  const name = podName(pod);
  if (/connection refused/.test(said)) {
    const hint = 'No process in the pod listens there: the container may be starting, or has no proxy.';
    return failed(`port ${port} of pod ${name} refused the connection`, hint);
  }
  if (/reset by peer|broken pipe/.test(said)) {
    return failed(
      `the connection to port ${port} of pod ${name} was cut`,
      'The process in the pod may have ended; look at its log.',
    );
  }
  if (/container not found|no running|not running|sandbox|network namespace.*(closed|no such)/i.test(said)) {
    return failed(`pod ${name} has no running container to connect to: ${said}`, 'Wait until the pod runs.');
  }
  return failed(`the node of pod ${name} could not connect to port ${port}: ${said}`, "Look at the kubelet's log.");
}

export function podName({namespace, name}: ObjectKey): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
