// SPDX-License-Identifier: Apache-2.0
import {field, type Message, messageField, messagesField, textField, typeOf} from '../dump/message.js';
import {stringMatcher, Undecidable} from './match/string-match.js';

/**
 * How a cluster protects a connection to an endpoint: the first of `transport_socket_matches` whose labels the endpoint
 * has, else `transport_socket`, else none (api-v3/config/cluster/v3/cluster.proto).
 */
export function peerOf(cluster: Message, labels: Message): string {
  const matches = messagesField(cluster, 'transport_socket_matches');
  const match = matches.find((each) =>
    Object.entries(messageField(each, 'match') ?? {}).every(([name, value]) => labels[name] === value),
  );
  const socket = (match && messageField(match, 'transport_socket')) ?? messageField(cluster, 'transport_socket');
  return socket ? socketText(socket) : 'plain text';
}

function socketText(socket: Message): string {
  const config = messageField(socket, 'typed_config') ?? {};
  const type = typeOf(config).split('.').at(-1) ?? '';
  if (type === 'UpstreamTlsContext') return tlsText(config);
  if (type === 'RawBuffer') return 'plain text';
  const inner = messageField(config, 'transport_socket');
  if (inner) return socketText(inner);
  return type || textField(socket, 'name');
}

function tlsText(context: Message): string {
  const common = messageField(context, 'common_tls_context') ?? {};
  const shown = ['tls_certificates', 'tls_certificate_sds_secret_configs'].some(
    (name) => messagesField(common, name).length > 0,
  );
  const sni = textField(context, 'sni');
  const names = namesOf(common);
  const parts = [
    shown ? 'mutual TLS' : 'TLS',
    ...(sni === '' ? [] : [`SNI ${sni}`]),
    ...(names.length === 0 ? [] : [`peer must be ${names.join(' or ')}`]),
    ...(validates(common) ? [] : ['the peer is not verified']),
  ];
  return parts.join(', ');
}

const CONTEXTS = ['validation_context', 'validation_context_sds_secret_config', 'combined_validation_context'];

function validates(common: Message): boolean {
  return CONTEXTS.some((name) => field(common, name) !== undefined);
}

/** What the name in the peer's certificate has to be. */
function namesOf(common: Message): string[] {
  const combined = messageField(common, 'combined_validation_context');
  const context =
    (combined && messageField(combined, 'default_validation_context')) ?? messageField(common, 'validation_context');
  if (!context) return [];
  const typed = messagesField(context, 'match_typed_subject_alt_names').map(
    (each) => messageField(each, 'matcher') ?? {},
  );
  return [...typed, ...messagesField(context, 'match_subject_alt_names')].map(wantedName);
}

function wantedName(matcher: Message): string {
  try {
    return stringMatcher(matcher).wants.replaceAll('"', '');
  } catch (error) {
    if (error instanceof Undecidable) return error.message;
    throw error;
  }
}

/** What a filter chain asks of its clients; undefined where it takes plain text. */
export function downstreamTls(chain: Message): {mutual: boolean; secrets: string[]} | undefined {
  const socket = messageField(chain, 'transport_socket');
  const config = socket && messageField(socket, 'typed_config');
  if (!config || !typeOf(config).endsWith('.DownstreamTlsContext')) return undefined;
  const common = messageField(config, 'common_tls_context') ?? {};
  const secrets = messagesField(common, 'tls_certificate_sds_secret_configs').map((each) => textField(each, 'name'));
  return {mutual: field(config, 'require_client_certificate') === true, secrets};
}
