// SPDX-License-Identifier: Apache-2.0
import {getKey, isMap, Struct, setKey, underlyingOf, type Value, type ValueMap} from '../../template/compile/value.js';
import {Walk} from './bounds.js';

/** `reflect.DeepEqual`: int and float64 differ, whatever their value. */
export function deepEqual(a: Value, b: Value): boolean {
  return equal(a ?? null, b ?? null, new Walk(), 0);
}

function equal(a: Value, b: Value, walk: Walk, depth: number): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  walk.visit(depth);
  if (a === b) return true;
  const left = underlyingOf(a);
  const right = underlyingOf(b);
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, i) => equal(item ?? null, right[i] ?? null, walk, depth + 1))
    );
  }
  if (left instanceof Struct || right instanceof Struct) return structsEqual(left, right, walk, depth);
  return isMap(left) && isMap(right) && mapsEqual(left, right, walk, depth);
}

function structsEqual(a: Value, b: Value, walk: Walk, depth: number): boolean {
  if (!(a instanceof Struct) || !(b instanceof Struct) || a.typeName !== b.typeName) return false;
  return mapsEqual(a.fields, b.fields, walk, depth);
}

function mapsEqual(a: Readonly<ValueMap>, b: Readonly<ValueMap>, walk: Walk, depth: number): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equal(a[key] ?? null, getKey(b, key) ?? null, walk, depth + 1));
}

/** A copy that shares no list and no map with the value. */
export function deepCopy(value: Value): Value {
  return copy(value, new Walk(), 0);
}

/** As {@link deepCopy}. */
export function copyMap(map: ValueMap): ValueMap {
  return copyEntries(map, new Walk(), 0);
}

function copy(value: Value, walk: Walk, depth: number): Value {
  if (typeof value !== 'object' || value === null) return value;
  walk.visit(depth);
  const bare = underlyingOf(value);
  if (Array.isArray(bare)) return bare.map((item) => copy(item, walk, depth + 1));
  return isMap(bare) ? copyEntries(bare, walk, depth) : bare;
}

function copyEntries(map: ValueMap, walk: Walk, depth: number): ValueMap {
  const copied: ValueMap = {};
  for (const key of Object.keys(map)) setKey(copied, key, copy(map[key], walk, depth + 1));
  return copied;
}
