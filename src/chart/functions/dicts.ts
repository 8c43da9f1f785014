// SPDX-License-Identifier: Apache-2.0

import {
  getKey,
  goTypeName,
  isMap,
  isTrue,
  setKey,
  underlyingOf,
  type Value,
  type ValueMap,
} from '../../template/compile/value.js';
import {sortedKeys} from '../../template/print/utf8.js';
import {Walk} from './bounds.js';
import {textOf} from './cast.js';
import {deepCopy} from './deep.js';
import {any, binary, type FunctionTable, map, ternary, text, unary, unaryVariadic, variadic} from './parameters.js';

type MaybeMap = ValueMap | null;

function dict(pairs: Value[]): ValueMap {
  const made: ValueMap = {};
  for (let i = 0; i < pairs.length; i += 2) setKey(made, textOf(pairs[i]), i + 1 < pairs.length ? pairs[i + 1] : '');
  return made;
}

function set(target: MaybeMap, key: string, value: Value): ValueMap {
  if (target === null) throw new Error('assignment to entry in nil map');
  setKey(target, key, value);
  return target;
}

function unset(target: MaybeMap, key: string): MaybeMap {
  if (target !== null) delete target[key];
  return target;
}

function pluck(key: string, maps: MaybeMap[]): Value[] {
  return maps.flatMap((map) => (map !== null && Object.hasOwn(map, key) ? [getKey(map, key)] : []));
}

function pick(source: MaybeMap, keys: string[]): ValueMap {
  const picked: ValueMap = {};
  for (const key of keys) {
    if (source !== null && Object.hasOwn(source, key)) setKey(picked, key, getKey(source, key));
  }
  return picked;
}

function omit(source: MaybeMap, keys: string[]): ValueMap {
  const omitted = new Set(keys);
  return pick(
    source,
    Object.keys(source ?? {}).filter((key) => !omitted.has(key)),
  );
}

/** Keys first, then what is given if one of them is missing, then the map. */
function dig(args: Value[]): Value {
  if (args.length < 3) throw new Error('dig needs at least three arguments');
  const keys = args.slice(0, -2);
  let at: Value = args.at(-1);
  for (const key of keys) {
    if (typeof key !== 'string') throw new Error(`a key has to be a string, not ${describe(key)}`);
    const level = underlyingOf(at);
    if (!isMap(level)) throw new Error(`cannot look up "${key}" in ${describe(at)}, which is no map`);
    if (!Object.hasOwn(level, key)) return args.at(-2);
    at = getKey(level, key);
  }
  return at;
}

function describe(value: Value): string {
  return value === null || value === undefined ? 'nil' : goTypeName(value);
}

/**
 * Merges each source into the target, in place, as mergo does (spec install.md §4.1). Maps merge key by key; of
 * anything else the target keeps what is not empty, or with `overwrite` takes what the source has, nil included.
 * A map that the target lacks is taken over, not copied: later changes show in the source.
 */
function mergeInto(target: MaybeMap, sources: MaybeMap[], overwrite: boolean): ValueMap {
  const merged = target ?? {};
  for (const source of sources) if (source !== null) mergeMaps(merged, source, overwrite, new Walk(), 0);
  return merged;
}

function mergeMaps(target: ValueMap, source: ValueMap, overwrite: boolean, walk: Walk, depth: number): void {
  if (target === source) return;
  walk.visit(depth);
  for (const key of Object.keys(source)) {
    const theirs = getKey(source, key) ?? null;
    const ours = getKey(target, key) ?? null;
    if (isMap(ours) && isMap(theirs)) mergeMaps(ours, theirs, overwrite, walk, depth + 1);
    else if (overwrite || (theirs !== null && !isTrue(ours))) setKey(target, key, theirs);
  }
}

const merge = unaryVariadic(map, map, (target, sources) => mergeInto(target, sources, false));
const mergeOverwrite = unaryVariadic(map, map, (target, sources) => mergeInto(target, sources, true));
const copyOf = unary(any, (value) => {
  if (value === null || value === undefined) throw new Error('there is nothing to copy: the value is nil');
  return deepCopy(value);
});

export const dictFunctions: FunctionTable = {
  dict: variadic(any, dict),
  get: binary(map, text, (source, key) => (source !== null && Object.hasOwn(source, key) ? getKey(source, key) : '')),
  set: ternary(map, text, any, (target, key, value) => set(target, key, value)),
  unset: binary(map, text, (target, key) => unset(target, key)),
  hasKey: binary(map, text, (source, key) => source !== null && Object.hasOwn(source, key)),
  pluck: unaryVariadic(text, map, (key, maps) => pluck(key, maps)),
  // Go's order is random; ours is sorted, so that the same input gives the same output.
  keys: variadic(map, (maps) => maps.flatMap((source) => sortedKeys(source ?? {}))),
  values: unary(map, (source) => (source === null ? [] : sortedKeys(source).map((key) => getKey(source, key)))),
  pick: unaryVariadic(map, text, (source, keys) => pick(source, keys)),
  omit: unaryVariadic(map, text, (source, keys) => omit(source, keys)),
  dig: variadic(any, dig),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy: copyOf,
  mustDeepCopy: copyOf,
};
