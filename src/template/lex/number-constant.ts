// SPDX-License-Identifier: Apache-2.0
import {quote, unquoteCharacter} from '../print/quote.js';

/** A number written in a template, under every type that can hold it (Go's ideal constants). */
export interface NumberConstant {
  readonly int: bigint | undefined;
  readonly float: number | undefined;
  /** It has no other type to go by than its spelling: a float if it has a dot or an exponent. */
  readonly isFloat: boolean;
}

const MAX_INT = 2n ** 63n - 1n;
const MIN_INT = -(2n ** 63n);
const MAX_UINT = 2n ** 64n - 1n;

const INTEGER = /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const DECIMAL =
  /^[+-]?(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const HEX_FLOAT =
  /^([+-]?)0[xX]((?:_?[0-9a-fA-F])*)\.?((?:[0-9a-fA-F](?:_?[0-9a-fA-F])*)?)[pP]([+-]?[0-9](?:_?[0-9])*)$/;

/** Reads a number or character constant. Returns the reason, in Go's words, if it is none. */
export function parseNumber(text: string): NumberConstant | string {
  if (text.startsWith("'")) {
    const code = unquoteCharacter(text);
    return typeof code === 'string' ? code : {int: BigInt(code), float: code, isFloat: false};
  }
  if (text.endsWith('i')) return `complex numbers are not supported: ${quote(text)}`;
  const looksFloat = /[.eEpP]/.test(text);
  const integer = parseInteger(text);
  if (integer !== undefined) {
    const isFloat = looksFloat && !/^0[xX][^pP]+$/.test(text);
    return {int: integer > MAX_INT ? undefined : integer, float: Number(integer), isFloat};
  }
  const float = parseFloatConstant(text);
  if (float === undefined) return `illegal number syntax: ${quote(text)}`;
  if (!looksFloat) return `integer overflow: ${quote(text)}`;
  return {int: Number.isInteger(float) && Math.abs(float) < 2 ** 63 ? BigInt(float) : undefined, float, isFloat: true};
}

/** Undefined if it is no integer, or one that neither int64 nor (without a sign) uint64 can hold. */
function parseInteger(text: string): bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const plain = digits.replaceAll('_', '');
  const magnitude = BigInt(/^0[0-7]/.test(plain) ? `0o${plain.slice(1)}` : plain);
  const value = sign === '-' ? -magnitude : magnitude;
  if (value < MIN_INT || value > (sign === '' ? MAX_UINT : MAX_INT)) return undefined;
  return value;
}

function parseFloatConstant(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text.replaceAll('_', ''));
    return Number.isFinite(value) ? value : undefined;
  }
  const match = HEX_FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match;
  const digits = `${whole}${fraction}`.replaceAll('_', '');
  if (digits === '') return undefined;
  const mantissa = BigInt(`0x${digits}`);
  const value = scale(mantissa, Number(exponent.replaceAll('_', '')) - 4 * fraction.replaceAll('_', '').length);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** mantissa·2^exponent, rounded once, to the nearest float64. */
function scale(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const size = mantissa.toString(2).length + exponent;
  if (size > 1024) return Number.POSITIVE_INFINITY;
  if (size < -1080) return 0;
  if (exponent >= 0) return Number(mantissa << BigInt(exponent));
  const lowest = Math.max(size - 53, -1074);
  const shift = BigInt(lowest - exponent);
  if (shift <= 0n) return Number(mantissa) * 2 ** Math.max(exponent, -1022) * 2 ** Math.min(exponent + 1022, 0);
  const half = 1n << (shift - 1n);
  const remainder = mantissa & ((1n << shift) - 1n);
  let kept = mantissa >> shift;
  if (remainder > half || (remainder === half && (kept & 1n) === 1n)) kept += 1n;
  return Number(kept) * 2 ** Math.max(lowest, -1022) * 2 ** Math.min(lowest + 1022, 0);
}
