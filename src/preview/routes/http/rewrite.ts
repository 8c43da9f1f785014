// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import {textOf} from '../../values/message.js';
import {unlessZero} from '../../values/present.js';
import {type HttpRoute, isGatewayRoute} from './spec.js';
import {regex} from './string-match.js';

/**
 * Returns the fields of a route action that change the path
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRewrite).
 */
export function pathRewrite(
  {uriRegexRewrite, uri}: NonNullable<HttpRoute['rewrite']>,
  virtualService: VirtualService,
  match: EnvoyMessage,
): EnvoyMessage {
  if (uriRegexRewrite) {
    const {match: pattern = '', rewrite} = uriRegexRewrite;
    return {regex_rewrite: {pattern: regex(pattern), substitution: unlessZero(rewrite)}};
  }
  if (!uri) return {};
  if (uri !== '/' || !isGatewayRoute(virtualService)) return {prefix_rewrite: uri};
  return {regex_rewrite: {pattern: regex(withoutPrefix(match)), substitution: String.raw`/\2`}};
}

/** A prefix that is replaced by `/` must not leave two slashes. */
function withoutPrefix(match: EnvoyMessage): string {
  const prefix = textOf(match['path_separated_prefix']).replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
  return `^${prefix}(/?)(.*)`;
}
