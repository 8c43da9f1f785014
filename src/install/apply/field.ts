// SPDX-License-Identifier: Apache-2.0
import {getIn, isTree, type Tree} from '../../manifest/input/tree.js';

/** The number at that path; a count that the API leaves out is 0. */
export function countIn(value: unknown, path: readonly string[]): number {
  const found = getIn(value, path);
  return typeof found === 'number' ? found : 0;
}

/** The maps in the list at that path; none where there is no list. */
export function mapsIn(value: unknown, path: readonly string[]): Tree[] {
  const found = getIn(value, path);
  return Array.isArray(found) ? found.filter(isTree) : [];
}

/** The condition of that type in an object's status. */
export function conditionOf(object: unknown, type: string): Tree | undefined {
  return mapsIn(object, ['status', 'conditions']).find((condition) => condition['type'] === type);
}
