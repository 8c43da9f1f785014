// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../model/scope.js';
import {placesFrom} from '../rule-places.js';
import {conflicts, joinMatch} from './match-conflict.js';
import {isVisible, type Visibility, visibilityOf} from './visibility.js';

type HttpRoute = NonNullable<VirtualService['spec']['http']>[number];
type HttpMatch = NonNullable<HttpRoute['match']>[number];

/** A VirtualService without hosts: others hand routes over to it. */
export interface Delegate {
  object: VirtualService;
  visibility: Visibility;
}

/** Returns the delegates of a mesh by `namespace/name`. */
export function delegatesOf(
  objects: readonly VirtualService[],
  exportTo: readonly string[],
): ReadonlyMap<string, Delegate> {
  const found = objects.filter(({spec}) => !spec.hosts?.length);
  return new Map(
    found.map((object) => {
      const visibility = visibilityOf(object.spec.exportTo ?? [], exportTo, object.namespace);
      return [`${object.namespace}/${object.name}`, {object, visibility}];
    }),
  );
}

/**
 * Returns the VirtualService with the routes of its delegates in place of those that name them (istio.io, "Virtual
 * Service", Delegate). A route whose delegate does not exist or is not exported to the namespace goes.
 */
export function withDelegates(root: VirtualService, delegates: ReadonlyMap<string, Delegate>): VirtualService {
  const {http} = root.spec;
  if (!http?.some(({delegate}) => delegate)) return root;
  const merged = http.flatMap((route) => {
    if (!route.delegate) return [route];
    const found = delegates.get(`${route.delegate.namespace || root.namespace}/${route.delegate.name}`);
    if (!found || !isVisible(found.visibility, root.namespace)) return [];
    return (found.object.spec.http ?? []).flatMap((one) => mergeRoute(route, one) ?? []);
  });
  return {...root, spec: {...root.spec, http: merged}};
}

/** What the root says that its delegate does not. */
const INHERITED = [
  'rewrite',
  'directResponse',
  'timeout',
  'retries',
  'fault',
  'mirror',
  'mirrorPercent',
  'mirrorPercentage',
  'corsPolicy',
  'mirrors',
  'headers',
] as const satisfies readonly (keyof HttpRoute)[];

function mergeRoute(root: HttpRoute, delegate: HttpRoute): HttpRoute | undefined {
  const match = mergeMatches(root.match ?? [], delegate.match ?? []);
  if (!match) return undefined;
  const name = [root.name, delegate.name].filter(Boolean).join('-');
  const inherited = INHERITED.filter((field) => delegate[field] === undefined && root[field] !== undefined);
  const {match: _, ...rest} = delegate;
  return {
    ...rest,
    ...Object.fromEntries(inherited.map((field) => [field, root[field]])),
    ...(name && {name}),
    ...(match.length > 0 && {match}),
    ...placesFrom(root, delegate),
  };
}

/** Returns the conditions of both; undefined where one of the delegate contradicts every one of the root. */
function mergeMatches(root: readonly HttpMatch[], delegate: readonly HttpMatch[]): HttpMatch[] | undefined {
  if (root.length === 0) return [...delegate];
  if (delegate.length === 0) return [...root];
  const merged = delegate.map((one) =>
    root.filter((above) => !conflicts(above, one)).map((above) => joinMatch(above, one)),
  );
  return merged.some((list) => list.length === 0) ? undefined : merged.flat();
}
