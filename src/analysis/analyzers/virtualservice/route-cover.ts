// SPDX-License-Identifier: Apache-2.0

import type {HttpRoute} from '../../../api/istio-types.js';
import type {Resource} from '../../resource.js';

/** One condition under which a route is taken; without any it is always taken. */
export interface RouteMatch {
  virtualService: Resource<'VirtualService'>;
  /** `#1`, or the name of the route. */
  route: string;
  index: number;
  /** Conditions besides those that cannot fail, as text; equal texts match the same requests. */
  conditions: string;
  /** The beginning of paths, where it is the only condition. */
  prefix: string | undefined;
  /** With which each path that is matched begins. */
  path: string | undefined;
  /** It hands over to another VirtualService, which has conditions of its own. */
  delegates: boolean;
}

/** The matches of a VirtualService for gateways, in the order in which they are tried. */
export function matchesOf(virtualService: Resource<'VirtualService'>): RouteMatch[] {
  return (virtualService.spec.http ?? []).flatMap((route, index) => {
    const common = {virtualService, index, route: route.name ? `"${route.name}"` : `#${index}`};
    const alternatives = route.match?.length ? route.match : [{}];
    return alternatives.map((match) => ({...common, ...read(match), delegates: route.delegate !== undefined}));
  });
}

type Match = NonNullable<HttpRoute['match']>[number];

function read(given: Match): Pick<RouteMatch, 'conditions' | 'prefix' | 'path'> {
  const entries = Object.entries(given).filter(([field]) => field !== 'name');
  const conditions = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  const uri = given.uri ?? {};
  const plain = !given.ignoreUriCase;
  const path = plain ? (uri.prefix ?? uri.exact) : undefined;
  if (Object.keys(conditions).length === 0) return {conditions: '{}', prefix: '', path};
  const alone = plain && Object.keys(conditions).length === 1 && uri.prefix !== undefined;
  // Every path begins with a slash.
  const prefix = alone ? (uri.prefix === '/' ? '' : uri.prefix) : undefined;
  return {conditions: prefix === '' ? '{}' : JSON.stringify(conditions), prefix, path};
}

/** Matches by what they cover, so that many can be held against many. */
export class Cover {
  readonly #byPrefix = new Map<string, RouteMatch>();
  readonly #byConditions = new Map<string, RouteMatch>();

  add(match: RouteMatch): void {
    if (match.delegates) return;
    if (match.prefix !== undefined && !this.#byPrefix.has(match.prefix)) this.#byPrefix.set(match.prefix, match);
    if (!this.#byConditions.has(match.conditions)) this.#byConditions.set(match.conditions, match);
  }

  /** A match that was added and takes every request that this one would. */
  over({conditions, path}: RouteMatch): RouteMatch | undefined {
    const found = this.#byConditions.get(conditions) ?? this.#byPrefix.get('');
    if (found || path === undefined) return found;
    for (let end = path.length; end > 0; end--) {
      const shorter = this.#byPrefix.get(path.slice(0, end));
      if (shorter) return shorter;
    }
    return undefined;
  }
}
