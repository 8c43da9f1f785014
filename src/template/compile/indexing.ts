// SPDX-License-Identifier: Apache-2.0
import {fromUtf8, toUtf8, utf8Length} from '../print/utf8.js';
import {getKey, goTypeName, isMap, underlyingOf, type Value} from './value.js';

/** `index x 1 "a"` is `x[1]["a"]`; a key that is not there gives nil. Strings give bytes. */
export function index(value: Value, indices: readonly Value[]): Value {
  if (value === null || value === undefined) throw new Error('index of untyped nil');
  let item: Value = value;
  for (const at of indices) {
    if (item === null || item === undefined) throw new Error('index of nil pointer');
    item = indexOne(underlyingOf(item), at);
  }
  return item;
}

function indexOne(item: Value, at: Value): Value {
  if (Array.isArray(item)) {
    const position = checkIndex(at, item.length);
    if (position === item.length) throw new Error('reflect: slice index out of range');
    return item[position] ?? null;
  }
  if (typeof item === 'string') {
    const bytes = toUtf8(item);
    const byte = bytes[checkIndex(at, bytes.length)];
    if (byte === undefined) throw new Error('reflect: string index out of range');
    return BigInt(byte);
  }
  if (!isMap(item)) throw new Error(`can't index item of type ${goTypeName(item)}`);
  if (at === null || at === undefined) throw new Error('value is nil; should be of type string');
  if (typeof at !== 'string') throw new Error(`value has type ${goTypeName(at)}; should be string`);
  return getKey(item, at) ?? null;
}

function checkIndex(at: Value, length: number): number {
  if (at === null || at === undefined) throw new Error('cannot index slice/array with nil');
  if (typeof at !== 'bigint') throw new Error(`cannot index slice/array with type ${goTypeName(at)}`);
  if (at < 0n || at > BigInt(length)) throw new Error(`index out of range: ${at}`);
  return Number(at);
}

/** `slice x 1 2` is `x[1:2]`; strings are cut by bytes. */
export function slice(value: Value, indices: readonly Value[]): Value {
  if (value === null || value === undefined) throw new Error('slice of untyped nil');
  const item = underlyingOf(value);
  if (indices.length > 3) throw new Error(`too many slice indexes: ${indices.length}`);
  if (typeof item === 'string') {
    if (indices.length === 3) throw new Error('cannot 3-index slice a string');
    const bytes = toUtf8(item);
    return fromUtf8(bytes.slice(...bounds(indices, bytes.length)));
  }
  if (!Array.isArray(item)) throw new Error(`can't slice item of type ${goTypeName(value)}`);
  return item.slice(...bounds(indices, item.length));
}

function bounds(indices: readonly Value[], length: number): [from: number, to: number] {
  const [from = 0, to = length, capacity = length] = indices.map((at) => checkIndex(at, length));
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  if (to > capacity) throw new Error(`invalid slice index: ${to} > ${capacity}`);
  return [from, to];
}

/** `len x`: items, entries or bytes. */
export function lengthOf(value: Value): bigint {
  if (value === undefined) throw new Error('reflect: call of reflect.Value.Type on zero Value');
  if (value === null) throw new Error('len of nil pointer');
  const item = underlyingOf(value);
  if (typeof item === 'string') return BigInt(utf8Length(item));
  if (Array.isArray(item)) return BigInt(item.length);
  if (isMap(item)) return BigInt(Object.keys(item).length);
  throw new Error(`len of type ${goTypeName(value)}`);
}
