// SPDX-License-Identifier: Apache-2.0
import {PATCH, stripDirectives} from './merge-directives.js';
import {getKey, isTree, type Tree} from './tree.js';

/** Lists of scalars merge as sets. */
export function mergeScalars(original: unknown[], patch: unknown[]): unknown[] {
  return orderList([...new Set([...original, ...patch])], patch, original, undefined);
}

/** Merges lists of maps by a key; `merge` merges two elements that have the same. */
export function mergeListByKey(
  original: unknown[],
  patch: unknown[],
  key: string,
  merge: (original: Tree, patch: Tree) => Tree,
): unknown[] {
  const additions = patch.map((item) => elementWithKey(item, key)).filter((item) => getKey(item, PATCH) === undefined);
  if (patch.some((item) => getKey(item, PATCH) === 'replace')) return additions.map(stripDirectives);
  const deleted = new Set(patch.filter((item) => getKey(item, PATCH) === 'delete').map((item) => getKey(item, key)));
  const merged = original.filter((item) => !deleted.has(getKey(item, key)));
  for (const item of additions) {
    const at = merged.findIndex((other) => getKey(other, key) === getKey(item, key));
    const below = merged[at];
    if (isTree(below)) merged[at] = merge(below, item);
    else merged.push(stripDirectives(item));
  }
  return orderList(merged, additions, original, key);
}

function elementWithKey(item: unknown, key: string): Tree {
  if (!isTree(item)) throw new Error(`a list that merges by "${key}" has the element ${JSON.stringify(item)}`);
  const directive = getKey(item, PATCH);
  if (directive !== undefined && directive !== 'delete' && directive !== 'replace') {
    throw new Error(`${PATCH} ${JSON.stringify(directive)} has no meaning in a list`);
  }
  if (directive !== 'replace' && getKey(item, key) === undefined) {
    throw new Error(`an element of a list that merges by "${key}" has no "${key}"`);
  }
  return item;
}

/**
 * Puts a list into order: what `first` names comes in its order, everything else in the order of `original`. Where the
 * two meet, an element that stood in front of another in `original` stays in front; new ones come as early as they can.
 */
export function orderList(list: unknown[], first: unknown[], original: unknown[], key: string | undefined): unknown[] {
  const id = (item: unknown) => (key === undefined ? item : getKey(item, key));
  const rank = ranks(first.map(id));
  const place = ranks(original.map(id));
  const named = list.filter((item) => rank.has(id(item))).sort((a, b) => at(rank, id(a)) - at(rank, id(b)));
  const rest = list.filter((item) => !rank.has(id(item))).sort((a, b) => at(place, id(a)) - at(place, id(b)));
  const ordered: unknown[] = [];
  let next = 0;
  for (const item of named) {
    while (next < rest.length && at(place, id(rest[next])) < (place.get(id(item)) ?? -1)) ordered.push(rest[next++]);
    ordered.push(item);
  }
  return [...ordered, ...rest.slice(next)];
}

function ranks(ids: unknown[]): Map<unknown, number> {
  const ranked = new Map<unknown, number>();
  for (const [i, id] of ids.entries()) if (!ranked.has(id)) ranked.set(id, i);
  return ranked;
}

function at(ranked: Map<unknown, number>, id: unknown): number {
  return ranked.get(id) ?? Number.MAX_SAFE_INTEGER;
}
