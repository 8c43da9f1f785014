// SPDX-License-Identifier: Apache-2.0
import {isTrue, underlyingOf, type Value} from '../../template/compile/value.js';
import {checkItems} from './bounds.js';
import {kindOf, toInt} from './cast.js';
import {deepEqual} from './deep.js';
import {any, binary, type FunctionTable, int, unary, unaryVariadic, variadic} from './parameters.js';

/** The list, or an error that names what the function wanted to do with it. */
function listOf(value: Value, action: string): Value[] {
  const list = underlyingOf(value);
  if (Array.isArray(list)) return list;
  throw new Error(`Cannot ${action} on type ${list === null || list === undefined ? 'nil' : kindOf(list)}`);
}

function has(needle: Value, list: Value[]): boolean {
  return list.some((item) => deepEqual(item, needle));
}

function uniq(list: Value[]): Value[] {
  const seen = new Set<Value>();
  const kept: Value[] = [];
  for (const item of list) {
    const isScalar = typeof item !== 'object' || item === null;
    if (isScalar ? seen.has(item ?? null) : has(item, kept)) continue;
    if (isScalar) seen.add(item ?? null);
    kept.push(item);
  }
  return kept;
}

function slice(value: Value, indices: Value[]): Value {
  const list = underlyingOf(value);
  if (!Array.isArray(list)) throw new Error(`list should be type of slice or array but ${kindOf(list)}`);
  if (list.length === 0) return null;
  const start = indices.length > 0 ? toInt(indices[0]) : 0;
  const end = indices.length > 1 ? toInt(indices[1]) : list.length;
  if (start < 0 || end > list.length || start > end) {
    throw new Error(`slice index out of bounds: [${start}:${end}] of ${list.length} items`);
  }
  return list.slice(start, end);
}

function concat(lists: Value[]): Value[] {
  const parts = lists.map((list) => {
    const items = underlyingOf(list);
    if (!Array.isArray(items)) throw new Error(`Cannot concat type ${kindOf(items)} as list`);
    return items;
  });
  checkItems(parts.reduce((sum, part) => sum + part.length, 0));
  return parts.flat(1);
}

function chunk(size: number, value: Value): Value[] {
  const list = underlyingOf(value);
  if (!Array.isArray(list)) throw new Error(`Cannot chunk type ${kindOf(list)}`);
  if (size < 1) throw new Error(`chunks need a size of at least 1, not ${size}`);
  const chunks: Value[] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

function append(value: Value, item: Value): Value[] {
  const list = listOf(value, 'push');
  checkItems(list.length + 1);
  return [...list, item];
}

function prepend(value: Value, item: Value): Value[] {
  const list = listOf(value, 'prepend');
  checkItems(list.length + 1);
  return [item, ...list];
}

/** Both spellings do the same: Helm reports the errors of either. */
function withMust(functions: FunctionTable): FunctionTable {
  const both = Object.entries(functions).map(([name, fn]) => [
    `must${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    fn,
  ]);
  return {...functions, ...Object.fromEntries(both)};
}

const makeList = variadic(any, (items) => items);

export const listFunctions: FunctionTable = {
  list: makeList,
  tuple: makeList,
  concat: variadic(any, concat),
  ...withMust({
    first: unary(any, (list) => listOf(list, 'find first')[0]),
    rest: unary(any, (list) => listOf(list, 'find rest').slice(1)),
    last: unary(any, (list) => listOf(list, 'find last').at(-1)),
    initial: unary(any, (list) => listOf(list, 'find initial').slice(0, -1)),
    append: binary(any, any, (list, item) => append(list, item)),
    push: binary(any, any, (list, item) => append(list, item)),
    prepend: binary(any, any, (list, item) => prepend(list, item)),
    reverse: unary(any, (list) => listOf(list, 'find reverse').toReversed()),
    uniq: unary(any, (list) => uniq(listOf(list, 'find uniq'))),
    without: unaryVariadic(any, any, (list, omitted) =>
      listOf(list, 'find without').filter((item) => !has(item, omitted)),
    ),
    has: binary(any, any, (needle, list) =>
      list === null || list === undefined ? false : has(needle, listOf(list, 'find has')),
    ),
    compact: unary(any, (list) => listOf(list, 'compact').filter((item) => isTrue(item))),
    slice: unaryVariadic(any, any, (list, indices) => slice(list, indices)),
    chunk: binary(int, any, (size, list) => chunk(size, list)),
  }),
};
