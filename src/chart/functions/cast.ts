// SPDX-License-Identifier: Apache-2.0

import {goTypeName, isMap, Struct, type Value} from '../../template/compile/value.js';
import {goString} from '../../template/print/print.js';

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;

/** The text that `%v` gives; a string is itself. */
export function textOf(value: Value): string {
  return typeof value === 'string' ? value : goString(value);
}

/** Wraps around as int64 arithmetic does. */
export function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

const INTEGER = /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO]?(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)$/;

/** What sprig's `int64` makes of any value: numbers cut to integers, texts in Go's notation, all else 0. */
export function toInt64(value: Value): bigint {
  switch (typeof value) {
    case 'bigint':
      return value;
    case 'number':
      return fromFloat(value);
    case 'boolean':
      return value ? 1n : 0n;
    case 'string':
      return fromText(value);
    default:
      return 0n;
  }
}

/** As {@link toInt64}, as a number: for sizes and counts. */
export function toInt(value: Value): number {
  return Number(toInt64(value));
}

function fromFloat(value: number): bigint {
  if (!Number.isFinite(value)) return LOWEST;
  const integer = BigInt(Math.trunc(value));
  return integer > HIGHEST || integer < LOWEST ? LOWEST : integer;
}

function fromText(text: string): bigint {
  const digits = text.replace(/\.0*$/, '');
  if (digits.length > 80 || !INTEGER.test(digits)) return 0n;
  const isNegative = digits.startsWith('-');
  const magnitude = digits.replace(/^[+-]/, '').replaceAll('_', '');
  const parsed = BigInt(/^0[0-7]/.test(magnitude) ? `0o${magnitude.slice(1)}` : magnitude);
  const integer = isNegative ? -parsed : parsed;
  return integer > HIGHEST || integer < LOWEST ? 0n : integer;
}

const DECIMAL = /^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?$/;
const SPECIAL = /^([+-]?)(?:inf|infinity)$/i;

/** What sprig's `float64` makes of any value; texts in decimal notation, all else 0. */
export function toFloat64(value: Value): number {
  switch (typeof value) {
    case 'bigint':
      return Number(value);
    case 'number':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
      return floatOfText(value);
    default:
      return 0;
  }
}

function floatOfText(text: string): number {
  if (DECIMAL.test(text)) {
    const parsed = Number(text.replaceAll('_', ''));
    return Number.isFinite(parsed) ? parsed : 0;
  }
  const special = SPECIAL.exec(text);
  if (special !== null) return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : 0;
}

/** The value's `reflect.Kind`, as `kindOf` names it. */
export function kindOf(value: Value): string {
  if (value === null || value === undefined) return 'invalid';
  if (Array.isArray(value)) return 'slice';
  if (isMap(value)) return 'map';
  return value instanceof Struct ? structKind(value) : goTypeName(value);
}

function structKind(value: Struct): string {
  if (value.underlying !== undefined) return kindOf(value.underlying);
  return value.typeName.startsWith('*') ? 'ptr' : 'struct';
}
