// SPDX-License-Identifier: Apache-2.0

import {
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
  textsField,
  typeOf,
} from './dump/message.js';
import {filterName, HTTP_CONNECTION_MANAGER, leadsNowhere, TCP_PROXY} from './filter.js';
import {routeMatchText} from './route-match.js';

/** Names for the lists of protocols that Istio writes (spec/proxy.md §2.2). */
const PROTOCOLS: ReadonlyMap<string, string> = new Map([
  ['http/1.0,http/1.1,h2c', 'HTTP'],
  ['istio,istio-http/1.0,istio-http/1.1,istio-h2', 'Istio HTTP Plain'],
  ['http/1.0,http/1.1,h2c,istio-http/1.0,istio-http/1.1,istio-h2', 'HTTP TLS'],
  ['istio-peer-exchange,istio', 'TCP TLS'],
]);

/** Which connections a filter chain takes; `ALL` without a condition. */
export function chainMatch(chain: Message): string {
  const match = messageField(chain, 'filter_chain_match');
  if (!match) return 'ALL';
  const parts: string[] = [];
  const names = textsField(match, 'server_names');
  if (names.length > 0) parts.push(`SNI: ${names.join(',')}`);
  const transport = textField(match, 'transport_protocol');
  if (transport !== '') parts.push(`Trans: ${transport}`);
  const protocols = textsField(match, 'application_protocols').join(',');
  if (protocols !== '') parts.push(`App: ${PROTOCOLS.get(protocols) ?? protocols}`);
  const ports = integerField(match, 'destination_port');
  const ranges = messagesField(match, 'prefix_ranges').map(rangeText).join(',');
  if (ranges !== '' || ports) parts.push(`Addr: ${ranges || '*'}${ports ? `:${ports}` : ''}`);
  return parts.join('; ') || 'ALL';
}

function rangeText(range: Message): string {
  return `${textField(range, 'address_prefix')}/${integerField(range, 'prefix_len') ?? 0}`;
}

const HTTP_TYPE = 'envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const TCP_TYPE = 'envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';

/** Where the first filter that decides it sends a connection. */
export function chainDestination(chain: Message): string {
  for (const filter of messagesField(chain, 'filters')) {
    const name = filterName(filter);
    const config = messageField(filter, 'typed_config');
    if (name === HTTP_CONNECTION_MANAGER) return foreignType(filter, HTTP_TYPE) ?? httpDestination(config ?? {});
    if (name === TCP_PROXY && !leadsNowhere(filter)) {
      return foreignType(filter, TCP_TYPE) ?? clusterText(textField(config ?? {}, 'cluster'));
    }
  }
  return 'Non-HTTP/Non-TCP';
}

/** Filters with former names have former messages, whose fields have stayed. */
function foreignType(filter: Message, wanted: string): string | undefined {
  const found = typeOf(messageField(filter, 'typed_config'));
  const isFormer = filterName(filter) !== textField(filter, 'name');
  return found === wanted || isFormer ? undefined : `mismatched message type: got "${found}", want "${wanted}"`;
}

function httpDestination(config: Message): string {
  const inline = messageField(config, 'route_config');
  if (inline) return inlineText(inline);
  const rds = messageField(config, 'rds');
  const name = rds ? textField(rds, 'route_config_name') : '';
  return name === '' ? 'HTTP' : `Route: ${name}`;
}

/** Names that say themselves what they are, such as PassthroughCluster, stand alone. */
function clusterText(cluster: string): string {
  return cluster.includes('Cluster') ? cluster : `Cluster: ${cluster}`;
}

function inlineText(config: Message): string {
  const hosts = messagesField(config, 'virtual_hosts');
  return catchAllCluster(hosts) ?? `Inline Route: ${hosts.map(virtualHostText).join('; ')}`;
}

/** One virtual host for all domains with one route for all paths is the same as its cluster. */
function catchAllCluster(hosts: Message[]): string | undefined {
  const [host] = hosts;
  if (!host || hosts.length > 1 || !forAllDomains(host)) return undefined;
  const [route, second] = messagesField(host, 'routes');
  const match = route && messageField(route, 'match');
  if (!match || second || field(match, 'prefix') !== '/') return undefined;
  const action = messageField(route, 'route');
  const cluster = action && field(action, 'cluster');
  return typeof cluster === 'string' ? clusterText(cluster) : undefined;
}

function forAllDomains(host: Message): boolean {
  const domains = textsField(host, 'domains');
  return domains.length === 1 && domains[0] === '*';
}

function virtualHostText(host: Message): string {
  const routes = messagesField(host, 'routes').map(routeMatchText).join(', ');
  return forAllDomains(host) ? routes : `${textsField(host, 'domains').join('/')} ${routes}`;
}
