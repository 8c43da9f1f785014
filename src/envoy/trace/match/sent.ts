// SPDX-License-Identifier: Apache-2.0
import {RE2JS} from 're2js';
import {booleanField, type Message, messageField, textField} from '../../dump/message.js';
import {type Headers, headerValue} from './header-match.js';
import {splitQuery, withPrefix} from './path.js';
import {changedHeaders} from './sent-headers.js';

/** A request as it is sent on. */
export interface SentRequest {
  path: string;
  authority: string;
  /** Without pseudo-headers and what Envoy adds by itself. */
  headers: Headers;
  /** Parts that are changed in a way that is not followed here. */
  unclear: string[];
}

/** What a route has to say of a request that it sends on. */
export interface Route {
  route: Message;
  host: Message;
  config: Message;
  /** The entry of a weighted cluster. */
  weighted?: Message | undefined;
}

/**
 * The request after what its route, virtual host and route configuration change of it
 * (api-v3/config/route/v3/route_components.proto, RouteAction and ClusterWeight).
 */
export function sentBy({route, host, config, weighted}: Route, request: {path: string; headers: Headers}): SentRequest {
  const action = messageField(route, 'route') ?? {};
  // What comes last wins, by default what is said in general; a weighted cluster comes first in any case.
  const levels = [route, host, config];
  if (booleanField(config, 'most_specific_header_mutations_wins')) levels.reverse();
  const {headers, unclear} = changedHeaders(weighted ? [weighted, ...levels] : levels, request.headers);
  const authority = headerValue(request.headers, ':authority') ?? '';
  const header = textField(action, 'host_rewrite_header').toLowerCase();
  const newAuthority =
    textField(action, 'host_rewrite_literal') ||
    headers.get(header)?.[0] ||
    (weighted && textField(weighted, 'host_rewrite_literal')) ||
    authority;
  const rewrites = Object.entries(UNCLEAR)
    .filter(([name]) => (name === 'auto_host_rewrite' ? booleanField(action, name) : messageField(action, name)))
    .map(([name, part]) => `${part} (${name})`);
  if (unclear.includes(header)) rewrites.push('the host (host_rewrite_header)');
  return {
    path: newPath(action, messageField(route, 'match') ?? {}, request.path),
    authority: newAuthority,
    headers: new Map([...headers].filter(([name]) => !name.startsWith(':'))),
    unclear: [...rewrites, ...unclear.map((name) => `the header ${name}`)],
  };
}

const UNCLEAR = {auto_host_rewrite: 'the host', host_rewrite_path_regex: 'the host', path_rewrite_policy: 'the path'};

function newPath(action: Message, match: Message, path: string): string {
  const [bare, query] = splitQuery(path);
  const prefix = textField(action, 'prefix_rewrite');
  if (prefix !== '') return withPrefix(prefix, match, bare) + query;
  const regex = messageField(action, 'regex_rewrite');
  if (!regex) return path;
  const pattern = textField(messageField(regex, 'pattern') ?? {}, 'regex');
  return (
    RE2JS.compile(pattern)
      .matcher(bare)
      .replaceAll(javaSubstitution(textField(regex, 'substitution')), true) + query
  );
}

/** RE2 calls groups `\1`, of one digit; its port to JavaScript `$1`, of as many as there are, and `\` makes literal. */
function javaSubstitution(substitution: string): string {
  return substitution.replace(/\\(\d)(\d?)|\\\\|\$/g, (part, group?: string, digit?: string) => {
    if (group === undefined) return part === '$' ? '\\$' : part;
    return digit ? `$${group}\\${digit}` : `$${group}`;
  });
}
