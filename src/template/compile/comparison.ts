// SPDX-License-Identifier: Apache-2.0
import {goString} from '../print/print.js';
import {printf} from '../print/printf.js';
import {compareStrings} from '../print/utf8.js';
import {goTypeName, Struct, type Value} from './value.js';

// Go compares the basic kinds only, and only with their like: an int and a float64 are different kinds.

type Basic = boolean | string | number | bigint;

function isBasic(value: Value): value is Basic {
  return typeof value !== 'object' && value !== undefined;
}

function incompatible(left: Value, right: Value): Error {
  return new Error(`incompatible types for comparison: ${goTypeName(left)} and ${goTypeName(right)}`);
}

/** `eq a b c…`: whether the first equals one of the others. */
export function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  return others.some((other) => equals(first, other));
}

export function equals(left: Value, right: Value): boolean {
  const leftIsNil = left === null || left === undefined;
  const rightIsNil = right === null || right === undefined;
  if (leftIsNil || rightIsNil) return leftIsNil && rightIsNil;
  if (isBasic(left) || isBasic(right)) {
    if (typeof left !== typeof right) throw incompatible(left, right);
    return left === right;
  }
  if (kindOf(left) !== kindOf(right)) {
    const [shown, other] = [printf('%s', [left]), goString(right)];
    throw new Error(`non-comparable types ${shown}: ${goTypeName(left)}, ${goTypeName(right)}: ${other}`);
  }
  if (!(left instanceof Struct) || left.underlying !== undefined) {
    throw new Error(`non-comparable type ${printf('%s', [right])}: ${goTypeName(right)}`);
  }
  return left === right;
}

function kindOf(value: Value): string {
  if (value instanceof Struct) return value.underlying === undefined ? 'struct' : kindOf(value.underlying);
  return Array.isArray(value) ? 'slice' : 'map';
}

/** `lt a b`; only integers, floats and strings have an order. */
export function isLess(left: Value, right: Value): boolean {
  if (!isBasic(left) || !isBasic(right)) throw new Error('invalid type for comparison');
  if (typeof left !== typeof right) throw incompatible(left, right);
  if (typeof left === 'boolean') throw new Error('invalid type for comparison');
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right) < 0;
  return left < right;
}

/** `le a b`: less or equal, so that NaN is neither. */
export function isAtMost(left: Value, right: Value): boolean {
  return isLess(left, right) || equals(left, right);
}
