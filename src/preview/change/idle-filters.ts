// SPDX-License-Identifier: Apache-2.0
import type {Patch} from '../envoy-filters/patch.js';
import type {Mesh} from '../model/mesh.js';
import type {Preview} from '../resources.js';

/** A patch of an EnvoyFilter that finds nothing to change in some proxies. */
export interface IdleFilter {
  namespace: string;
  name: string;
  /** Place in configPatches. */
  index: number;
  /** It did find something before the change. */
  before: boolean;
  /** Proxies that it is for. */
  proxies: string[];
}

/** Returns the patches for a proxy that find nothing, and did before the change or are new. */
export function newlyIdle(before: Preview | undefined, after: Preview, mesh: Mesh): Omit<IdleFilter, 'proxies'>[] {
  const known = new Set((before?.withoutEffect ?? []).map(keyOf));
  return after.withoutEffect
    .filter((patch) => !known.has(keyOf(patch)))
    .map(({filter: {namespace, name}, index}) => ({
      namespace,
      name,
      index,
      before: before !== undefined && mesh.envoyFilters.some((one) => one.namespace === namespace && one.name === name),
    }));
}

/** Returns the list with the patches of one more proxy. */
export function withIdle(
  known: readonly IdleFilter[],
  found: Omit<IdleFilter, 'proxies'>[],
  proxy: string,
): IdleFilter[] {
  const all = [...known];
  for (const each of found) {
    const at = all.findIndex(
      (one) => one.name === each.name && one.namespace === each.namespace && one.index === each.index,
    );
    const one = all[at];
    if (one) all[at] = {...one, before: one.before || each.before, proxies: [...one.proxies, proxy]};
    else all.push({...each, proxies: [proxy]});
  }
  return all;
}

function keyOf({filter: {namespace, name}, index}: Patch): string {
  return `${namespace}/${name} ${index}`;
}
