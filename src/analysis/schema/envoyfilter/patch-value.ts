// SPDX-License-Identifier: Apache-2.0

import {decodeMessage, isRecord, type UnknownField} from '../../../api/messages/decode.js';
import {DecodeError} from '../../../api/messages/decode-error.js';
import type {MessageType} from '../../../api/messages/notation.js';
import {goQuote} from '../../model/go-format.js';
import {error, type Problem, type Problems, warning} from '../problem.js';
import {envoyMessage} from './envoy-types.js';

/** What a patch of each kind holds. */
const PATCHED: ReadonlyMap<string, string> = new Map([
  ['CLUSTER', 'envoy.config.cluster.v3.Cluster'],
  ['LISTENER', 'envoy.config.listener.v3.Listener'],
  ['ROUTE_CONFIGURATION', 'envoy.config.route.v3.RouteConfiguration'],
  ['FILTER_CHAIN', 'envoy.config.listener.v3.FilterChain'],
  ['HTTP_FILTER', 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter'],
  ['NETWORK_FILTER', 'envoy.config.listener.v3.Filter'],
  ['VIRTUAL_HOST', 'envoy.config.route.v3.VirtualHost'],
  ['HTTP_ROUTE', 'envoy.config.route.v3.Route'],
  ['EXTENSION_CONFIG', 'envoy.config.core.v3.TypedExtensionConfig'],
  ['BOOTSTRAP', 'envoy.config.bootstrap.v3.Bootstrap'],
  ['LISTENER_FILTER', 'envoy.config.listener.v3.ListenerFilter'],
]);

/** What Envoy, or istiod on its behalf, will make of the value of a patch (spec §4.13). */
export function* patchValue(applyTo: string | number, value: unknown): Problems {
  const type = envoyMessage(PATCHED.get(String(applyTo)) ?? '');
  if (!type) {
    yield error(`Envoy filter: unknown object type for applyTo ${applyTo}`);
    return;
  }
  const unknown: UnknownField[] = [];
  let decoded: object;
  try {
    decoded = decodeMessage(type, value, {
      onUnknown: (field) => unknown.push(field),
    });
  } catch (failure) {
    if (!(failure instanceof DecodeError)) throw failure;
    yield undecodable(`Envoy filter: ${failure.message}`);
    return;
  }
  const first = firstUnknown(unknown);
  if (first) {
    yield warning(`Envoy filter: unknown field ${goQuote(String(first.path.at(-1)))} in ${first.message.name}`);
    return;
  }
  yield* deprecatedTypes(type, decoded);
}

/** The reference meets inner fields before outer ones, and those of one message by name. */
function firstUnknown(fields: readonly UnknownField[]): UnknownField | undefined {
  const rank = ({path}: UnknownField) => `${String(1000 - path.length).padStart(4, '0')} ${path.join('.')}`;
  return fields.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}

function undecodable(text: string): Problem {
  if (!text.includes('could not resolve Any message type')) return error(text);
  return error(`referenced type unknown${text.includes('.v2.') ? ' (hint: try using the v3 XDS API)' : ''}: ${text}`);
}

function* deprecatedTypes(type: MessageType, value: object): Problems {
  const urls: string[] = [];
  const names: string[] = [];
  collect(type, value, {urls, names});
  if (urls.length > 0) yield warning(`using deprecated type_url(s); ${urls.join(', ')}`);
  if (names.length > 0) yield warning(`using deprecated types by name without typed_config; ${names.join(', ')}`);
}

/** Packages of the API's old version, which is frozen. */
const FROZEN = /^envoy\.(?:api|.*\.v[12](?:alpha\d*)?)(?:\.|$)/;

/** Looks through messages, though not through lists of them: the reference does not either. */
function collect(type: MessageType, value: object, found: {urls: string[]; names: string[]}): void {
  const fields: Readonly<Record<string, unknown>> = {...value};
  if (type.fields.has('typedConfig') && !('typedConfig' in fields) && !('configDiscovery' in fields)) {
    found.names.push(typeof fields['name'] === 'string' ? fields['name'] : '');
  }
  for (const [name, entry] of Object.entries(fields)) {
    const field = type.fields.get(name)?.type;
    if (!isRecord(entry)) continue;
    if (field?.kind === 'message') collect(field.message(), entry, found);
    else if (field?.kind === 'any') {
      const url = String(entry['@type']);
      const content = field.resolve(url);
      if (FROZEN.test(content?.name ?? '')) found.urls.push(url);
      if (content) collect(content, entry, found);
    }
  }
}
