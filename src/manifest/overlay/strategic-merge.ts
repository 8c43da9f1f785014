// SPDX-License-Identifier: Apache-2.0
import {type MergeField, type MergeType, mergeType, mergeTypeOfKind} from '../../api/merge-keys.js';
import {applyRetainKeys, deletedPrimitives, ORDER, PATCH, stripDirectives} from '../input/merge-directives.js';
import {mergeListByKey, mergeScalars, orderList} from '../input/merge-list.js';
import {getKey, isTree, setKey, type Tree} from '../input/tree.js';

/**
 * The object with a Kubernetes strategic merge patch applied; neither argument is changed. Lists with a merge key merge
 * element by element, others are replaced, null deletes; the directives `$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList/«field»` and `$setElementOrder/«field»` work as the API server has them. Throws an Error
 * for a directive that makes no sense and for list elements without their merge key.
 */
export function strategicMerge(original: Tree, patch: Tree, kind: string): Tree {
  return mergeMaps(original, patch, mergeTypeOfKind(kind));
}

function mergeMaps(original: Tree, patch: Tree, type: MergeType): Tree {
  const directive = getKey(patch, PATCH);
  if (directive === 'replace') return mapOf(stripDirectives(patch));
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge')
    throw new Error(`unknown ${PATCH} directive ${JSON.stringify(directive)}`);
  const merged = deletedPrimitives(applyRetainKeys(original, patch), patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) continue;
    const below = getKey(merged, key);
    if (value === null) delete merged[key];
    else if (below === undefined) setKey(merged, key, dropNulls(stripDirectives(value)));
    else setKey(merged, key, mergeValues(below, value, type[key] ?? {}));
  }
  for (const [key, order] of Object.entries(patch)) {
    if (key.startsWith(ORDER)) reorder(merged, key.slice(ORDER.length), order, original, type);
  }
  return merged;
}

function mapOf(value: unknown): Tree {
  return isTree(value) ? value : {};
}

/** A field the object did not have takes the patch as it is, but for nulls, which have nothing to delete. */
function dropNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropNulls);
  if (!isTree(value)) return value;
  const kept: Tree = {};
  for (const [key, entry] of Object.entries(value)) if (entry !== null) setKey(kept, key, dropNulls(entry));
  return kept;
}

function mergeValues(original: unknown, patch: unknown, field: MergeField): unknown {
  if (isTree(original) && isTree(patch) && field.replace !== true) {
    return mergeMaps(original, patch, mergeType(field.type));
  }
  if (Array.isArray(original) && Array.isArray(patch) && field.list === true) {
    if (field.key === undefined) return mergeScalars(original, patch);
    return mergeListByKey(original, patch, field.key, (a, b) => mergeMaps(a, b, mergeType(field.type)));
  }
  return stripDirectives(patch);
}

function reorder(merged: Tree, field: string, order: unknown, original: Tree, type: MergeType): void {
  const list = getKey(merged, field);
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  const before = getKey(original, field);
  setKey(merged, field, orderList(list, order, Array.isArray(before) ? before : [], type[field]?.key));
}
