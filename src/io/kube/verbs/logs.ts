// SPDX-License-Identifier: Apache-2.0

import type {ObjectKey} from '../cluster.js';
import type {ApiClient} from '../http/api-client.js';
import type {LogOptions} from '../pods/pod-access.js';

/**
 * The log of a container, in pieces. A server that sends nothing for longer than the request timeout is given up,
 * unless the log is followed: then there may be nothing to send.
 */
export function podLogs(client: ApiClient, pod: ObjectKey, options: LogOptions = {}): AsyncIterable<string> {
  const {signal = new AbortController().signal, ...wanted} = options;
  const namespace = pod.namespace ?? client.origin.namespace;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== undefined) query.set(name, String(value));
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod.name)}/log?${query.toString()}`;
  const silence = wanted.follow ? undefined : client.timeout;
  const operation = {verb: 'read the log of', subject: `Pod/${namespace}/${pod.name}`};
  return client.text(operation, {method: 'GET', path}, {signal, silence});
}
