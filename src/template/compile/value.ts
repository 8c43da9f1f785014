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

/** A method of a {@link Struct}; with a signature its arguments are checked before the call as Go does. */
export interface Method {
  (...args: Value[]): Value;
  readonly signature?: Signature;
}

/** Go's names of parameter types. `any` takes everything; a literal number fits every numeric type it has no loss in. */
export type ParameterType =
  | 'any'
  | 'bool'
  | 'float64'
  | 'int'
  | 'int64'
  | 'string'
  | '[]interface {}'
  | 'map[string]interface {}';

/** What a function takes. `variadic` is the type of every argument after `fixed`. */
export interface Signature {
  readonly fixed: readonly ParameterType[];
  readonly variadic?: ParameterType;
}

/**
 * A Go struct as templates see it: `.Name` reads a field or calls a method; anything else is an error.
 * Methods `String` or `Error` without arguments decide how it prints.
 */
export class Struct {
  /**
   * `typeName` is what `%T` and errors print, for example `chart.Metadata`; a leading `*` makes it a pointer.
   * `underlying` is given for a named list or map type that has methods: it can then be ranged over, indexed,
   * measured, printed and (a map) read by key like the bare list or map.
   */
  constructor(
    readonly typeName: string,
    readonly fields: Readonly<Record<string, Value>>,
    readonly methods: Readonly<Record<string, Method>> = {},
    readonly underlying?: Value[] | ValueMap,
  ) {}
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Struct);
}

/** The list or map behind a named type; every other value as it is. */
export function underlyingOf(value: Value): Value {
  return value instanceof Struct && value.underlying !== undefined ? value.underlying : value;
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

/** The name of the value's Go type as `%T` prints it. */
export function goTypeName(value: Value): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'string':
      return 'string';
    case 'number':
      return 'float64';
    case 'bigint':
      return 'int';
    default:
      if (value === null || value === undefined) return '<nil>';
      if (value instanceof Struct) return value.typeName;
      return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
  }
}

/** Go's truth: false, zero, empty and nil are false, everything else is true. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      return value !== '';
    case 'number':
      return value !== 0;
    case 'bigint':
      return value !== 0n;
    default:
      return hasContent(value);
  }
}

function hasContent(value: null | undefined | Value[] | ValueMap | Struct): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Struct) return value.underlying === undefined || hasContent(value.underlying);
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}
