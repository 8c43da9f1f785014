// SPDX-License-Identifier: Apache-2.0
import type {Scalar} from './descriptors.js';

/** Ranges of the integer types. */
const RANGES: Partial<Record<Scalar, readonly [min: bigint, max: bigint]>> = {
  i: [-(2n ** 31n), 2n ** 31n - 1n],
  u: [0n, 2n ** 32n - 1n],
  I: [-(2n ** 63n), 2n ** 63n - 1n],
  U: [0n, 2n ** 64n - 1n],
};

/** A JSON value as a scalar of that type is printed; undefined where it is none. */
export function readScalar(scalar: Scalar, value: unknown): string | number | boolean | undefined {
  switch (scalar) {
    case 's':
      return typeof value === 'string' ? value : undefined;
    case 'b':
      return typeof value === 'boolean' ? value : undefined;
    case 'y':
      return typeof value === 'string' ? base64(value) : undefined;
    case 'd':
      return floating(value);
    case 'f':
      return single(floating(value));
    default:
      return integer(scalar, value);
  }
}

/** Whether a printed scalar is what its type has when nothing is set; the text `0` is a text like any other. */
export function isZero(scalar: Scalar, value: unknown): boolean {
  switch (scalar) {
    case 's':
    case 'y':
      return value === '';
    case 'I':
    case 'U':
      return value === '0';
    default:
      return value === false || Object.is(value, 0);
  }
}

/** Standard alphabet and padding, whichever was read. */
function base64(text: string): string | undefined {
  return /^[\w+/-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64').toString('base64') : undefined;
}

function floating(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  if (/^(NaN|-?Infinity)$/.test(value)) return value;
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : undefined;
}

/** The shortest decimal that names the same 32-bit float. */
function single(value: string | number | undefined): string | number | undefined {
  if (typeof value !== 'number') return value;
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) return undefined;
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(rounded.toPrecision(digits));
    if (Math.fround(shorter) === rounded) return shorter;
  }
  return Number(rounded.toPrecision(9));
}

function integer(scalar: Scalar, value: unknown): string | number | undefined {
  const number = exactInteger(value);
  const [min, max] = RANGES[scalar] ?? [0n, 0n];
  if (number === undefined || number < min || number > max) return undefined;
  return scalar === 'I' || scalar === 'U' ? String(number) : Number(number);
}

function exactInteger(value: unknown): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^-?\d+$/.test(value)) return BigInt(value);
  const number = floating(value);
  return typeof number === 'number' && Number.isInteger(number) ? BigInt(number) : undefined;
}
