// SPDX-License-Identifier: Apache-2.0
import type {HttpRoute} from './types.js';

type Match = NonNullable<HttpRoute['match']>[number];

/**
 * Returns the routes in the order in which Gateway API wants them tried: exact paths before prefixes before expressions,
 * longer ones first, then those with a method, more headers, more query parameters (HTTPRouteRule, "matches").
 */
export function sortRoutes(routes: readonly HttpRoute[]): HttpRoute[] {
  return [...routes].sort(compareRoutes);
}

function compareRoutes({match: [a] = []}: HttpRoute, {match: [b] = []}: HttpRoute): number {
  if (!a || !b) return Number(!a) - Number(!b);
  return (
    rank(b) - rank(a) ||
    path(b).length - path(a).length ||
    Number(b.method !== undefined) - Number(a.method !== undefined) ||
    count(b.headers) - count(a.headers) ||
    count(b.queryParams) - count(a.queryParams)
  );
}

function rank({uri}: Match): number {
  if (!uri) return -1;
  if ('exact' in uri) return 3;
  return 'prefix' in uri ? 2 : 1;
}

function path({uri}: Match): Buffer {
  const [text = ''] = Object.values(uri ?? {});
  return Buffer.from(text);
}

function count(map: object | undefined): number {
  return Object.keys(map ?? {}).length;
}
