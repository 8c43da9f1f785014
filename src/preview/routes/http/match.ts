// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import {isMessage, textOf} from '../../values/message.js';
import {unlessEmpty} from '../../values/present.js';
import {claimMatcher} from './claims.js';
import {type HttpMatch, matchesSegments, type StringMatch} from './spec.js';
import {asksForPresence, regex, stringMatcher} from './string-match.js';

/**
 * Returns Envoy's RouteMatch for one match of a VirtualService; without one, everything matches
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest).
 */
export function routeMatch(virtualService: Pick<VirtualService, 'annotations'>, match?: HttpMatch): EnvoyMessage {
  if (!match) return {prefix: '/'};
  const claims: EnvoyMessage[] = [];
  const headers: EnvoyMessage[] = [];
  for (const [name, test] of byName(match.headers)) {
    const claim = claimMatcher(name, test);
    if (claim) claims.push(claim);
    else headers.push(headerMatcher(name, test));
  }
  for (const [name, test] of byName(match.withoutHeaders)) {
    const claim = claimMatcher(name, test);
    if (claim) claims.push({...claim, invert: true});
    else headers.push(absentHeader(name, test));
  }
  return {
    ...pathMatch(match.uri, matchesSegments(virtualService)),
    case_sensitive: !match.ignoreUriCase,
    headers: unlessEmpty([...headers.sort(order), ...pseudoHeaders(match)]),
    query_parameters: unlessEmpty(byName(match.queryParams).map(([name, test]) => parameterMatcher(name, test))),
    dynamic_metadata: unlessEmpty(claims),
  };
}

/** Says whether the match lets every request through, so that later routes are never reached. */
export function isCatchAll(match: EnvoyMessage): boolean {
  const path = match['safe_regex'];
  const anyText = isMessage(path) && path['regex'] === '.*';
  const anyPath = anyText || match['prefix'] === '/' || match['path_separated_prefix'] === '/';
  return anyPath && !match['headers'] && !match['query_parameters'] && !match['dynamic_metadata'];
}

function pathMatch(test: StringMatch | undefined, bySegments: boolean): EnvoyMessage {
  if (test?.exact !== undefined) return {path: test.exact};
  if (test?.regex !== undefined) return {safe_regex: regex(test.regex)};
  if (test?.prefix === undefined) return {prefix: '/'};
  if (!bySegments || test.prefix === '/') return {prefix: test.prefix};
  return {path_separated_prefix: test.prefix.replace(/\/$/, '')};
}

function pseudoHeaders(match: HttpMatch): EnvoyMessage[] {
  const tests = [
    [':method', match.method],
    [':authority', match.authority],
    [':scheme', match.scheme],
  ] as const;
  return tests.flatMap(([name, test]) => (test ? [headerMatcher(name, test)] : []));
}

function headerMatcher(name: string, test: StringMatch): EnvoyMessage {
  return asksForPresence(test) ? {name, present_match: true} : {name, string_match: stringMatcher(test)};
}

/** A header that is missing counts as empty, but where its presence is what must not be. */
function absentHeader(name: string, test: StringMatch): EnvoyMessage {
  const matcher = {...headerMatcher(name, test), invert_match: true};
  return asksForPresence(test) ? matcher : {...matcher, treat_missing_header_as_empty: true};
}

function parameterMatcher(name: string, test: StringMatch): EnvoyMessage {
  return asksForPresence(test) ? {name, present_match: true} : {name, string_match: stringMatcher(test)};
}

function byName<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => compare(a, b));
}

function order(a: EnvoyMessage, b: EnvoyMessage): number {
  return compare(textOf(a['name']), textOf(b['name']));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
