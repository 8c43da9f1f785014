// SPDX-License-Identifier: Apache-2.0
import {booleanField, enumField, type Message, messageField, textField} from '../../dump/message.js';

/** What a connection manager makes of a path before it looks for a route. */
export interface NormalPath {
  path: string;
  /** Envoy answers itself, with this status: it refuses the path, or sends the client to the unescaped one. */
  answer?: {status: number; why: string};
}

const ESCAPED_SLASHES = [
  'IMPLEMENTATION_SPECIFIC_DEFAULT',
  'KEEP_UNCHANGED',
  'REJECT_REQUEST',
  'UNESCAPE_AND_REDIRECT',
  'UNESCAPE_AND_FORWARD',
];

/**
 * `path_with_escaped_slashes_action`, `normalize_path` and `merge_slashes` of HttpConnectionManager, in this order
 * (api-v3/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto). The query is left alone.
 */
export function normalPath(manager: Message, path: string): NormalPath {
  const action = enumField(manager, 'path_with_escaped_slashes_action', ESCAPED_SLASHES) ?? '';
  const [bare, query] = splitQuery(path);
  const escaped = /%2f|%5c/i.test(bare);
  if (escaped && action === 'REJECT_REQUEST') {
    return {path, answer: {status: 400, why: 'the path holds escaped slashes, which are refused'}};
  }
  let normal = escaped && action.startsWith('UNESCAPE') ? unescapeSlashes(bare) : bare;
  if (booleanField(manager, 'normalize_path')) {
    const canonical = canonicalPath(normal);
    if (canonical === undefined) return {path, answer: {status: 400, why: 'the path cannot be normalized'}};
    normal = canonical;
  }
  if (booleanField(manager, 'merge_slashes')) normal = mergeSlashes(normal);
  if (escaped && action === 'UNESCAPE_AND_REDIRECT') {
    return {
      path: normal + query,
      answer: {status: 307, why: `the path holds escaped slashes; the client is sent to ${normal}`},
    };
  }
  return {path: normal + query};
}

/**
 * A path without its query, what a route matched of it replaced by `prefix` (`prefix_rewrite` of RouteAction and
 * RedirectAction). Of a regular expression all that it matched is replaced, which is the whole path.
 */
export function withPrefix(prefix: string, match: Message, bare: string): string {
  if (messageField(match, 'safe_regex')) return prefix;
  const matched = textField(match, 'prefix') || textField(match, 'path_separated_prefix') || textField(match, 'path');
  return prefix + bare.slice(matched.length);
}

/** A path and what follows it from the question mark on. */
export function splitQuery(path: string): [path: string, query: string] {
  const at = path.indexOf('?');
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)];
}

function unescapeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
}

/** Of nothing but slashes Envoy leaves two (source/common/http/path_utility.cc). */
function mergeSlashes(path: string): string {
  return /^\/{2,}$/.test(path) ? '//' : path.replace(/\/{2,}/g, '/');
}

/**
 * RFC 3986 §6 as URLs in browsers are normalized, and with the same library's idea of what has to be escaped besides;
 * undefined for what is no absolute path.
 */
function canonicalPath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  // Parameters, which reach up to the next slash, do not keep a dot segment from being one, unless its dots are escaped
  // or a backslash is before them.
  const bare = path.replace(/\/(\.\.?);[^/]*/g, '/$1');
  // A stray percent sign must not come to be part of an escape.
  const marked = bare.replace(/%(?![\da-f]{2})/gi, '\0');
  const unescaped = marked.replace(/%[2-7][\da-f]/gi, (escape) => {
    const letter = String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return /[\w.~-]/.test(letter) ? letter : escape;
  });
  const safe = unescaped.replace(/\0(?=[\da-f]{2})/gi, '%25').replaceAll('\0', '%');
  return new URL(`http://host${safe}`).pathname.replaceAll('^', '%5E').replaceAll('|', '%7C');
}
