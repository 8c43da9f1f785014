// SPDX-License-Identifier: Apache-2.0

import {underlyingOf, type Value, type ValueMap} from '../../../template/compile/value.js';
import {quote} from '../../../template/print/quote.js';
import {compareStrings} from '../../../template/print/utf8.js';
import {checkItems, checkLength} from '../bounds.js';
import {bytesOfText, isAscii, textOfBytes} from '../bytes.js';
import {textOf} from '../cast.js';
import {any, binary, type FunctionTable, int, nullary, ternary, text, unary, variadic} from '../parameters.js';

/** A part of the text, counted in bytes. */
export function cut(string: string, start: number, end?: number): string {
  if (isAscii(string)) return string.slice(start, end);
  return textOfBytes(bytesOfText(string).subarray(start, end));
}

export function byteLength(string: string): number {
  return isAscii(string) ? string.length : bytesOfText(string).length;
}

function trunc(width: number, string: string): string {
  if (Math.abs(width) >= string.length && isAscii(string)) return string;
  const length = byteLength(string);
  if (width < 0 && length + width > 0) return cut(string, length + width);
  return width >= 0 && length > width ? cut(string, 0, width) : string;
}

function substr(start: number, end: number, string: string): string {
  const length = byteLength(string);
  const from = start < 0 ? 0 : start;
  const to = start < 0 ? end : end < 0 || end > length ? length : end;
  if (to < 0 || to > length || from > to) throw new Error(`slice bounds out of range [${from}:${to}]`);
  return cut(string, from, to);
}

function repeat(count: number, string: string): string {
  if (count < 0) throw new Error('strings: negative Repeat count');
  checkLength(count * string.length);
  return string.repeat(count);
}

function indent(width: number, string: string): string {
  const padding = repeat(width, ' ');
  checkLength(string.length * (width + 1));
  return padding + string.replaceAll('\n', `\n${padding}`);
}

function replace(old: string, by: string, string: string): string {
  if (by.length > old.length) checkLength((string.length / Math.max(old.length, 1) + 1) * by.length + string.length);
  if (old === '') return by + [...string].map((character) => character + by).join('');
  return string.split(old).join(by);
}

const SPACES = /^[\s\x85]+|[\s\x85]+$/g;
/** JavaScript's white space has one character that Go's has not. */
const GO_SPACE = /(?!\ufeff)[\s\x85]/;

function trimSet(set: string, string: string): string {
  const characters = new Set(set);
  const parts = [...string];
  let start = 0;
  let end = parts.length;
  while (start < end && characters.has(parts[start] ?? '')) start++;
  while (end > start && characters.has(parts[end - 1] ?? '')) end--;
  return parts.slice(start, end).join('');
}

function trimSpace(string: string): string {
  return string.includes('\ufeff')
    ? trimSet('\t\n\v\f\r \x85\xa0\u2028\u2029\u3000', string)
    : string.replaceAll(SPACES, '');
}

/** Every value but nil as text; what is no list is a list of one. */
export function textsOf(value: Value): string[] {
  const list = underlyingOf(value);
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) return [textOf(value)];
  return list.filter((item) => item !== null && item !== undefined).map(textOf);
}

function join(separator: string, list: Value): string {
  const texts = textsOf(list);
  checkLength(texts.reduce((sum, item) => sum + item.length + separator.length, 0));
  return texts.join(separator);
}

/** How many entries behind the last part can be asked for. */
const MISSING_PARTS = 10;

/** `_0`, `_1` and so on. Go's map of strings gives an empty one for a missing key: hidden entries do that here. */
function numbered(parts: string[]): ValueMap {
  const map: ValueMap = Object.fromEntries(parts.map((part, i) => [`_${i}`, part]));
  for (let i = parts.length; i < parts.length + MISSING_PARTS; i++) {
    Object.defineProperty(map, `_${i}`, {value: '', configurable: true, writable: true});
  }
  return map;
}

function splitList(separator: string, string: string): string[] {
  const parts = separator === '' ? [...string] : string.split(separator);
  checkItems(parts.length);
  return parts;
}

function splitn(separator: string, count: number, string: string): ValueMap {
  const parts = splitList(separator, string);
  if (count < 0 || parts.length <= count) return numbered(parts);
  if (count === 0) return numbered([]);
  return numbered([...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)]);
}

function sortAlpha(value: Value): Value {
  const list = underlyingOf(value);
  return Array.isArray(list) ? textsOf(list).sort(compareStrings) : [textOf(value)];
}

const MAX_INT = 2n ** 63n - 1n;

/** Digits only; what is too large gives the largest integer. */
function atoi(string: string): bigint {
  const [, sign, digits] = /^([+-]?)([0-9]+)$/.exec(string) ?? [];
  if (digits === undefined) return 0n;
  const magnitude = digits.length > 19 ? MAX_INT + 1n : BigInt(digits);
  if (sign === '-') return magnitude > MAX_INT ? -MAX_INT - 1n : -magnitude;
  return magnitude > MAX_INT ? MAX_INT : magnitude;
}

/** As Go's `%q`; a byte that is not UTF-8 is shown by its number. */
function quoteBytes(string: string): string {
  if (!/\p{Surrogate}/u.test(string)) return quote(string);
  const parts = string.split(/([\udc80-\udcff])/u);
  const shown = parts.map((part, i) =>
    i % 2 === 0 ? quote(part).slice(1, -1) : `\\x${(part.charCodeAt(0) - 0xdc00).toString(16)}`,
  );
  return `"${shown.join('')}"`;
}

function isNil(value: Value): value is null | undefined {
  return value === null || value === undefined;
}

export const stringFunctions: FunctionTable = {
  hello: nullary(() => 'Hello!'),
  trim: unary(text, trimSpace),
  trimAll: binary(text, text, (set, string) => trimSet(set, string)),
  trimall: binary(text, text, (set, string) => trimSet(set, string)),
  trimSuffix: binary(text, text, (suffix, string) =>
    string.endsWith(suffix) ? string.slice(0, string.length - suffix.length) : string,
  ),
  trimPrefix: binary(text, text, (prefix, string) =>
    string.startsWith(prefix) ? string.slice(prefix.length) : string,
  ),
  nospace: unary(text, (string) => [...string].filter((character) => !GO_SPACE.test(character)).join('')),
  trunc: binary(int, text, (width, string) => trunc(width, string)),
  substr: ternary(int, int, text, (start, end, string) => substr(start, end, string)),
  repeat: binary(int, text, (count, string) => repeat(count, string)),
  indent: binary(int, text, (width, string) => indent(width, string)),
  nindent: binary(int, text, (width, string) => `\n${indent(width, string)}`),
  replace: ternary(text, text, text, (old, by, string) => replace(old, by, string)),
  contains: binary(text, text, (part, string) => string.includes(part)),
  hasPrefix: binary(text, text, (prefix, string) => string.startsWith(prefix)),
  hasSuffix: binary(text, text, (suffix, string) => string.endsWith(suffix)),
  plural: ternary(text, text, int, (one, many, count) => (count === 1 ? one : many)),
  quote: variadic(any, (values) =>
    values
      .filter((value) => !isNil(value))
      .map((value) => quoteBytes(textOf(value)))
      .join(' '),
  ),
  squote: variadic(any, (values) =>
    values
      .filter((value) => !isNil(value))
      .map((value) => `'${textOf(value)}'`)
      .join(' '),
  ),
  cat: variadic(any, (values) => {
    const texts = values.filter((value) => !isNil(value)).map(textOf);
    checkLength(texts.reduce((sum, item) => sum + item.length, 0));
    return texts.join(' ');
  }),
  toString: unary(any, textOf),
  toStrings: unary(any, textsOf),
  join: binary(text, any, (separator, list) => join(separator, list)),
  sortAlpha: unary(any, sortAlpha),
  split: binary(text, text, (separator, string) => numbered(splitList(separator, string))),
  splitList: binary(text, text, (separator, string) => splitList(separator, string)),
  splitn: ternary(text, int, text, (separator, count, string) => splitn(separator, count, string)),
  atoi: unary(text, atoi),
};
