// SPDX-License-Identifier: Apache-2.0
import {type Message, messageField, textField} from './dump/message.js';

export const HTTP_CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';
export const TCP_PROXY = 'envoy.filters.network.tcp_proxy';

/** What Istio 1.5 and older called them, with messages of Envoy's second API. */
const FORMER: Readonly<Record<string, string>> = {
  'envoy.http_connection_manager': HTTP_CONNECTION_MANAGER,
  'envoy.tcp_proxy': TCP_PROXY,
};

/** The name of a filter, of whatever time it is. */
export function filterName(filter: Message): string {
  const name = textField(filter, 'name');
  return FORMER[name] ?? name;
}

/** Whether a filter drops what it gets: its configuration names Istio's cluster for that anywhere. */
export function leadsNowhere(filter: Message): boolean {
  return JSON.stringify(messageField(filter, 'typed_config') ?? {}).includes('BlackHoleCluster');
}
