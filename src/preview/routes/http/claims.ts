// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {StringMatch} from './spec.js';
import {stringMatcher} from './string-match.js';

const CLAIMS = '@request.auth.claims';

/**
 * Returns the matcher of the metadata of the JWT filter for a header `@request.auth.claims…`; undefined for others.
 * The claim may be a text or a list that holds it (https://istio.io/latest/docs/tasks/security/authentication/jwt-route).
 */
export function claimMatcher(header: string, test: StringMatch): EnvoyMessage | undefined {
  const claims = claimPath(header);
  if (!claims) return undefined;
  const value: EnvoyMessage = {string_match: stringMatcher(test) ?? {}};
  return {
    filter: 'envoy.filters.http.jwt_authn',
    path: ['payload', ...claims].map((key) => ({key})),
    value: {or_match: {value_matchers: [{list_match: {one_of: value}}, value]}},
  };
}

/** `.a.b` or `[a][b]` behind the prefix. */
function claimPath(header: string): readonly string[] | undefined {
  if (!header.toLowerCase().startsWith(CLAIMS)) return undefined;
  const rest = header.slice(CLAIMS.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  if (rest.startsWith('[') && rest.endsWith(']') && rest.length > 2) return rest.slice(1, -1).split('][');
  return undefined;
}
