// SPDX-License-Identifier: Apache-2.0

/**
 * What a template sees, in terms of Go's types:
 * `null`/`undefined` nil · boolean bool · string string · number float64 · bigint int64 ·
 * array []any · plain object map[string]any · {@link Struct} a Go struct with fields and methods.
 * Numbers that come from YAML or JSON are `number`; numbers written in a template without a dot are `bigint`.
 * Maps are plain objects whose keys may be hostile (`__proto__`, `constructor`): read them with {@link getKey}
 * and write them with {@link setKey}, never with `map[key]`.
 */
export type Value = null | undefined | boolean | string | number | bigint | Value[] | ValueMap | Struct;

export interface ValueMap {
  [key: string]: Value;
}

/** A Go struct as templates see it: `.Name` reads a field or calls a method; anything else is an error. */
export class Struct {
  /** `typeName` is what `%T` and errors print, for example `chart.Metadata`. */
  constructor(
    readonly typeName: string,
    readonly fields: Readonly<Record<string, Value>>,
    readonly methods: Readonly<Record<string, (...args: Value[]) => Value>> = {},
  ) {}
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Struct);
}

/** The entry of that name, or undefined; inherited properties are never seen. */
export function getKey(map: ValueMap, key: string): Value {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Sets the entry in place; `__proto__` is a key like any other. */
export function setKey(map: ValueMap, key: string, value: Value): void {
  if (key === '__proto__') {
    Object.defineProperty(map, key, {value, enumerable: true, configurable: true, writable: true});
  } else {
    map[key] = value;
  }
}
