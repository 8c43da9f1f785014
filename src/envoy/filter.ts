// SPDX-License-Identifier: Apache-2.0
import {type Message, messageField} from './message.js';

export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** Whether a filter drops what it gets: its configuration names Istio's cluster for that anywhere. */
export function leadsNowhere(filter: Message): boolean {
  return JSON.stringify(messageField(filter, 'typed_config') ?? {}).includes('BlackHoleCluster');
}
