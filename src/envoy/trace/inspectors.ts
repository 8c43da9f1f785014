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
} from '../dump/message.js';
import type {Connection} from './filter-chain.js';
import {headerValue} from './match/header-match.js';
import type {TraceRequest} from './request.js';

/** What sidecars offer to each other by ALPN: for HTTP, and for anything else. */
const MESH_HTTP = ['istio-http/1.1', 'istio', 'http/1.1'];
const MESH_TCP = ['istio-peer-exchange', 'istio'];

/** Who is at the other end of the connection. */
export type Client = 'application' | 'mesh';

/**
 * What a listener finds out about a connection. TLS and HTTP are only seen where there is an inspector for them that is
 * not disabled for the port (api-v3/config/listener/v3/listener_components.proto, ListenerFilter.filter_disabled).
 */
export function inspect(
  listener: Message,
  request: TraceRequest,
  {address, port}: {address: string | undefined; port: number},
  client: Client,
): Connection {
  const tls = (request.tls || client === 'mesh') && inspectorWorks(listener, 'tls_inspector', port);
  const base = {address, port};
  if (!tls)
    return {
      ...base,
      sni: undefined,
      transport: 'raw_buffer',
      protocols: plainProtocols(listener, request, port, client),
    };
  if (client === 'mesh') {
    return {
      ...base,
      transport: 'tls',
      sni: request.sni ?? `outbound_.${request.port}_._.${request.host}`,
      protocols: request.protocol === 'http' ? MESH_HTTP : MESH_TCP,
    };
  }
  const offered = isGrpc(request) ? ['h2'] : request.protocol === 'http' ? ['h2', 'http/1.1'] : [];
  return {...base, transport: 'tls', sni: request.sni, protocols: offered};
}

function plainProtocols(listener: Message, request: TraceRequest, port: number, client: Client): string[] {
  const readable = request.protocol === 'http' && !request.tls && client === 'application';
  if (!readable || !inspectorWorks(listener, 'http_inspector', port)) return [];
  return [isGrpc(request) ? 'h2c' : 'http/1.1'];
}

function isGrpc({headers}: TraceRequest): boolean {
  return (headerValue(headers, 'content-type') ?? '').startsWith('application/grpc');
}

function inspectorWorks(listener: Message, name: string, port: number): boolean {
  const found = messagesField(listener, 'listener_filters').find((filter) => {
    const type = typeOf(messageField(filter, 'typed_config')).toLowerCase();
    return textField(filter, 'name') === `envoy.filters.listener.${name}` || type.endsWith(`.${name.replace('_', '')}`);
  });
  if (!found) return false;
  const disabled = messageField(found, 'filter_disabled');
  return !disabled || !isDisabled(disabled, port);
}

/** ListenerFilterChainMatchPredicate; the end of a range is not part of it. */
function isDisabled(predicate: Message, port: number): boolean {
  const rules = (name: string) => messagesField(messageField(predicate, name) ?? {}, 'rules');
  if (field(predicate, 'or_match')) return rules('or_match').some((rule) => isDisabled(rule, port));
  if (field(predicate, 'and_match')) return rules('and_match').every((rule) => isDisabled(rule, port));
  const negated = messageField(predicate, 'not_match');
  if (negated) return !isDisabled(negated, port);
  const range = messageField(predicate, 'destination_port_range');
  if (range) return port >= (integerField(range, 'start') ?? 0) && port < (integerField(range, 'end') ?? 0);
  return field(predicate, 'any_match') === true;
}

/** Whether a listener has filter chains for what comes from other sidecars. */
export function takesMesh(listener: Message): boolean {
  return messagesField(listener, 'filter_chains').some((chain) =>
    textsField(messageField(chain, 'filter_chain_match') ?? {}, 'application_protocols').some((name) =>
      name.startsWith('istio'),
    ),
  );
}
