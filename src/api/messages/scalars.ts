// SPDX-License-Identifier: Apache-2.0

import {DecodeError, mismatch, unfit} from './decode-error.js';
import {parseGoDuration} from './go-duration.js';
import type {FieldType, ScalarName} from './notation.js';

const RANGES = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint64: [0, 2 ** 64],
} as const;

/** A scalar from its JSON. Throws {@link DecodeError} with the text of Go's decoders. */
export function decodeScalar(type: ScalarName, value: unknown, protobuf: boolean): unknown {
  switch (type) {
    case 'string':
      return text(value);
    case 'bool':
      if (typeof value !== 'boolean') throw mismatch(value, 'bool');
      return value;
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'uint64':
      return integer(type, protobuf ? unquoted(value) : value);
    case 'double':
      return double(value);
    case 'duration':
      parseGoDuration(text(value));
      return value;
    case 'timestamp':
      return timestamp(text(value));
    case 'bytes':
      return base64(text(value));
    case 'intOrString':
      return typeof value === 'string' ? value : integer('int32', value);
    case 'struct':
      if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, 'map[string]json.RawMessage');
      return value;
    case 'value':
      return value;
  }
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw mismatch(value, 'string');
  return value;
}

/** In protobuf's JSON numbers may stand in quotes; what is in the quotes is then read as JSON. */
function unquoted(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(value)) return Number(value);
  if (value === '') throw new DecodeError('unexpected end of JSON input');
  throw new DecodeError(`invalid character '${value[0]}' looking for beginning of value`);
}

function integer(type: keyof typeof RANGES, number: unknown): number {
  if (typeof number !== 'number') throw mismatch(number, type);
  const [least, most] = RANGES[type];
  if (!Number.isInteger(number) || number < least || number > most) throw unfit(number, type);
  return number;
}

function double(value: unknown): number {
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  const number = unquoted(value);
  if (typeof number !== 'number') throw mismatch(number, 'float64');
  return number;
}

function timestamp(value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)$/.test(value)) return value;
  const layout = '2006-01-02T15:04:05Z07:00';
  throw new DecodeError(`parsing time "${value}" as "${layout}": cannot parse "${value}" as "2006"`);
}

function base64(value: string): string {
  const bad = /[^A-Za-z0-9+/=\r\n_-]/.exec(value);
  if (bad) throw new DecodeError(`illegal base64 data at input byte ${bad.index}`);
  return value;
}

/** Whether protobuf leaves such a value out: an empty list is no list. */
export function isZero(value: unknown, type: FieldType): boolean {
  switch (type.kind) {
    case 'list':
      return Array.isArray(value) && value.length === 0;
    case 'map':
      return Object.keys(Object(value)).length === 0;
    case 'enum':
      return value === type.values[0];
    case 'scalar':
      return value === '' || value === 0 || value === false;
    case 'message':
    case 'any':
      return false;
  }
}
