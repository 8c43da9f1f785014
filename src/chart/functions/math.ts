// SPDX-License-Identifier: Apache-2.0
import type {Value} from '../../template/compile/value.js';
import {checkItems} from './bounds.js';
import {textOf, toFloat64, toInt64, wrap} from './cast.js';
import {add, type Decimal, decimalOf, divide, multiply, numberOf, subtract} from './decimal.js';
import {
  any,
  binary,
  binaryVariadic,
  type FunctionTable,
  int,
  ternary,
  unary,
  unaryVariadic,
  variadic,
} from './parameters.js';

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new Error('integer divide by zero');
  return divisor;
}

/** Counts from start towards stop, which is left out; nothing if the step leads away from it. */
function untilStep(start: number, stop: number, step: number): bigint[] {
  if (stop === start || step === 0 || stop > start !== step > 0) return [];
  const count = Math.ceil((stop - start) / step);
  checkItems(count);
  return Array.from({length: count}, (_, i) => BigInt(start + i * step));
}

/** Like the shell's `seq`: up to END, from START to END, or from START by STEP to END. */
function seq(params: number[]): string {
  if (params.length === 0 || params.length > 3) return '';
  const start = params.length === 1 ? 1 : (params[0] ?? 0);
  const end = params.at(-1) ?? 0;
  const direction = end < start ? -1 : 1;
  const step = params.length === 3 ? (params[1] ?? 0) : direction;
  return untilStep(start, end + direction, step).join(' ');
}

function fold(first: Value, rest: Value[], combine: (a: Decimal, b: Decimal) => Decimal): number {
  return numberOf(rest.map((value) => decimalOf(toFloat64(value))).reduce(combine, decimalOf(toFloat64(first))));
}

/** Rounds up if what is behind the last place reaches the tie, else down; so numbers below zero always go down. */
function round(value: Value, places: number, tie: number): number {
  const power = 10 ** places;
  const digit = power * toFloat64(value);
  return (digit - Math.trunc(digit) >= tie ? Math.ceil(digit) : Math.floor(digit)) / power;
}

function fromOctal(value: Value): bigint {
  const [, sign = '', digits = ''] = /^([+-]?)([0-7]{1,22})$/.exec(textOf(value)) ?? [];
  if (digits === '') return 0n;
  const parsed = BigInt(`0o${digits}`) * (sign === '-' ? -1n : 1n);
  return wrap(parsed) === parsed ? parsed : 0n;
}

const larger = (a: bigint, b: bigint) => (b > a ? b : a);
const smaller = (a: bigint, b: bigint) => (b < a ? b : a);
const max = unaryVariadic(any, any, (first, rest) => rest.map(toInt64).reduce(larger, toInt64(first)));

export const mathFunctions: FunctionTable = {
  int: unary(any, toInt64),
  int64: unary(any, toInt64),
  float64: unary(any, toFloat64),
  toDecimal: unary(any, fromOctal),
  add: variadic(any, (values) => values.map(toInt64).reduce((a, b) => wrap(a + b), 0n)),
  add1: unary(any, (value) => wrap(toInt64(value) + 1n)),
  sub: binary(any, any, (a, b) => wrap(toInt64(a) - toInt64(b))),
  mul: unaryVariadic(any, any, (first, rest) => rest.map(toInt64).reduce((a, b) => wrap(a * b), toInt64(first))),
  div: binary(any, any, (a, b) => wrap(toInt64(a) / nonZero(toInt64(b)))),
  mod: binary(any, any, (a, b) => toInt64(a) % nonZero(toInt64(b))),
  max,
  biggest: max,
  min: unaryVariadic(any, any, (first, rest) => rest.map(toInt64).reduce(smaller, toInt64(first))),
  maxf: unaryVariadic(any, any, (first, rest) => Math.max(...[first, ...rest].map(toFloat64))),
  minf: unaryVariadic(any, any, (first, rest) => Math.min(...[first, ...rest].map(toFloat64))),
  addf: variadic(any, (values) => fold(0n, values, add)),
  add1f: unary(any, (value) => fold(value, [1n], add)),
  subf: unaryVariadic(any, any, (first, rest) => fold(first, rest, subtract)),
  mulf: unaryVariadic(any, any, (first, rest) => fold(first, rest, multiply)),
  divf: unaryVariadic(any, any, (first, rest) => fold(first, rest, divide)),
  ceil: unary(any, (value) => Math.ceil(toFloat64(value))),
  floor: unary(any, (value) => Math.floor(toFloat64(value))),
  round: binaryVariadic(any, int, any, (value, places, ties) =>
    round(value, places, ties.length > 0 ? toFloat64(ties[0]) : 0.5),
  ),
  until: unary(int, (count) => untilStep(0, count, count < 0 ? -1 : 1)),
  untilStep: ternary(int, int, int, (start, stop, step) => untilStep(start, stop, step)),
  seq: variadic(int, seq),
};
