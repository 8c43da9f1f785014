// SPDX-License-Identifier: Apache-2.0
import type {GrpcRouteMatch, HttpRoute, HttpRouteMatch, NamedMatch} from './types.js';

type Match = NonNullable<HttpRoute['match']>[number];
type StringMatch = NonNullable<Match['uri']>;

/** Returns the match of a VirtualService for one of an HTTPRoute. */
export function httpMatch({path, headers, queryParams, method}: HttpRouteMatch): Match {
  return {
    uri: pathMatch(path ?? {}),
    ...named('headers', headers),
    ...named('queryParams', queryParams),
    ...(method !== undefined && {method: {exact: method}}),
  };
}

/** Returns the match of a VirtualService for one of a GRPCRoute, whose methods are paths. */
export function grpcMatch({method, headers}: GrpcRouteMatch): Match {
  return {...(method && {uri: methodMatch(method)}), ...named('headers', headers)};
}

function pathMatch({type = 'PathPrefix', value = '/'}: NonNullable<HttpRouteMatch['path']>): StringMatch {
  if (type === 'Exact') return {exact: value};
  if (type === 'RegularExpression') return {regex: value};
  return {prefix: value === '/' ? value : value.replace(/\/$/, '')};
}

function methodMatch({type = 'Exact', service, method}: NonNullable<GrpcRouteMatch['method']>): StringMatch {
  if (service === undefined) return {regex: `/[^/]+/${method ?? ''}`};
  if (type === 'Exact') return method === undefined ? {prefix: `/${service}/`} : {exact: `/${service}/${method}`};
  return {regex: method === undefined ? `/${service}/.+` : `/${service}/${method}`};
}

/** Of two matches of one name the last counts. */
function named(field: 'headers' | 'queryParams', matches: readonly NamedMatch[] = []): Partial<Match> {
  if (matches.length === 0) return {};
  const entries = matches.map(({name = '', type, value = ''}): [string, StringMatch] => [
    name,
    type === 'RegularExpression' ? {regex: value} : {exact: value},
  ]);
  return {[field]: Object.fromEntries(entries)};
}
