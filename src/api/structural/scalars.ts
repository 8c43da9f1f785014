// SPDX-License-Identifier: Apache-2.0

import {type FieldError, fieldError, type Path, pathText} from './field-error.js';
import {goFloat, goNumber, goQuote} from './go-text.js';
import type {StructuralSchema} from './schema.js';

/** Whether a text matches an expression in RE2's syntax, anywhere in it. */
export type PatternMatcher = (pattern: string, text: string) => boolean;

/** Length, pattern and format of a text. The first of length and pattern that is wrong is told; formats always. */
export function* textErrors(
  value: string,
  schema: StructuralSchema,
  path: Path,
  matches: PatternMatcher,
): Generator<FieldError> {
  const invalid = (detail: string) => fieldError('invalid', path, `${pathText(path)} in body ${detail}`, value);
  const length = [...value].length;
  const {minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern} = schema;
  if (length > maxLength) {
    yield fieldError('tooLong', path, `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}`);
  } else if (length < minLength) {
    yield invalid(`should be at least ${minLength} chars long`);
  } else if (pattern !== undefined && !matches(pattern, value)) {
    yield invalid(`should match '${pattern}'`);
  }
  const hasFormat = schema.format === undefined ? undefined : formats[schema.format];
  if (hasFormat?.(value) === false) {
    const detail = `${pathText(path)} in body must be of type ${schema.format}: ${goQuote(value)}`;
    yield fieldError('type', path, detail, value);
  }
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

/** The formats of texts that Istio's kinds use; the server ignores those it does not know, and so do we. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': isDateTime,
  byte: (text) => BASE64.test(text),
};

const DATE_TIME = /^(\d{4})-(\d{2})-(\d{2})t(\d{2}):(\d{2}):(\d{2})(?:.\d+)?(?:z|[+-]\d{2}:\d{2})$/;

/** RFC 3339, without regard to case; leap seconds are refused. */
function isDateTime(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (DATE_TIME.exec(text.toLowerCase()) ?? [])
    .slice(1)
    .map(Number);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  return hour <= 23 && minute <= 59 && second <= 59;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** Range of the type, then bounds of the schema. */
export function* numberErrors(value: number | bigint, schema: StructuralSchema, path: Path): Generator<FieldError> {
  const {type, format, minimum, maximum} = schema;
  if (type === 'integer' && !fits(value, format === 'int32' ? 32 : 64)) {
    const name = format === 'int32' || format === 'int64' ? `with format ${format}` : '(default format)';
    yield fieldError('invalid', path, `Checked value must be of type integer ${name} in ${pathText(path)}`, '');
  }
  const bound = (limit: number) => (isWhole(value) ? goNumber(limit) : goFloat(limit));
  const invalid = (detail: string) => fieldError('invalid', path, `${pathText(path)} in body ${detail}`, value);
  if (minimum !== undefined && value < minimum) yield invalid(`should be greater than or equal to ${bound(minimum)}`);
  if (maximum !== undefined && value > maximum) yield invalid(`should be less than or equal to ${bound(maximum)}`);
}

export function isWhole(value: number | bigint): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function fits(value: number | bigint, bits: number): boolean {
  return isWhole(value) && BigInt.asIntN(bits, BigInt(value)) === BigInt(value);
}
