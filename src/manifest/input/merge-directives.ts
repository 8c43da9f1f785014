// SPDX-License-Identifier: Apache-2.0
import {getKey, isTree, setKey, type Tree} from './tree.js';

export const PATCH = '$patch';
export const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';
const RETAIN = '$retainKeys';

/** The patch without anything that tells how to patch; list elements that only delete are gone. */
export function stripDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => getKey(item, PATCH) === undefined).map(stripDirectives);
  if (!isTree(value)) return value;
  const kept: Tree = {};
  for (const [key, entry] of Object.entries(value)) if (!key.startsWith('$')) setKey(kept, key, stripDirectives(entry));
  return kept;
}

/** A copy of the map with only the keys that `$retainKeys` names, if the patch has it. */
export function applyRetainKeys(original: Tree, patch: Tree): Tree {
  const retained = getKey(patch, RETAIN);
  if (retained === undefined) return {...original};
  if (!Array.isArray(retained)) throw new Error(`${RETAIN} must be a list of keys`);
  const names = new Set(retained);
  for (const [key, value] of Object.entries(patch)) {
    if (!key.startsWith('$') && value !== null && !names.has(key))
      throw new Error(`${RETAIN} does not name "${key}" of its patch`);
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => names.has(key)));
}

/** The map in place, with what `$deleteFromPrimitiveList/«field»` names taken out of its lists of scalars. */
export function deletedPrimitives(map: Tree, patch: Tree): Tree {
  for (const [key, scalars] of Object.entries(patch)) {
    if (!key.startsWith(DELETE_PRIMITIVES)) continue;
    const field = key.slice(DELETE_PRIMITIVES.length);
    const list = getKey(map, field);
    if (!Array.isArray(list) || !Array.isArray(scalars)) continue;
    setKey(
      map,
      field,
      list.filter((item) => !scalars.includes(item)),
    );
  }
  return map;
}
