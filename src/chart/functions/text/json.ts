// SPDX-License-Identifier: Apache-2.0

import {isMap, type Value} from '../../../template/compile/value.js';
import {sortedKeys} from '../../../template/print/utf8.js';
import {jsonMistake} from '../../../yaml/json-mistake.js';
import {isParsed, plain} from '../plain.js';

interface Style {
  /** `<`, `>` and `&` as escapes. */
  escapeHtml: boolean;
  /** Two blanks per level and one entry per line. */
  pretty: boolean;
}

/** The value as Go's encoding/json writes it, with sorted keys. Throws for NaN and infinities. */
export function writeJson(value: Value, style: Style): string {
  return write(plain(value), style, '\n');
}

function write(value: Value, style: Style, newline: string): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value, style.escapeHtml);
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`json: unsupported value: ${value}`);
      return Object.is(value, -0) ? '-0' : String(value);
    case 'object':
      return value === null ? 'null' : writeNested(value, style, newline);
    default:
      return String(value);
  }
}

function writeNested(value: Value, style: Style, newline: string): string {
  const inner = `${newline}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, style, inner));
    return enclose('[', items, ']', style, newline);
  }
  const colon = style.pretty ? ': ' : ':';
  const entries = isMap(value)
    ? sortedKeys(value).map((key) => jsonString(key, style.escapeHtml) + colon + write(value[key], style, inner))
    : [];
  return enclose('{', entries, '}', style, newline);
}

function enclose(open: string, parts: string[], close: string, style: Style, newline: string): string {
  if (!style.pretty || parts.length === 0) return open + parts.join(',') + close;
  return `${open}${newline}  ${parts.join(`,${newline}  `)}${newline}${close}`;
}

const HTML = /[<>&]/g;
const SEPARATORS = /[\u2028\u2029]/g;
const SURROGATE = /\p{Surrogate}/u;
const ESCAPE = /\\(?:u[0-9a-f]{4}|[^u])/g;

function replaceSurrogate(escape: string): string {
  return escape.startsWith('\\ud') ? '\\ufffd' : escape;
}

function jsonString(text: string, escapeHtml: boolean): string {
  const json = JSON.stringify(text);
  // Lone surrogates, which stand for bytes that are not UTF-8, come escaped.
  const escaped = (SURROGATE.test(text) ? json.replaceAll(ESCAPE, replaceSurrogate) : json).replaceAll(
    SEPARATORS,
    escapeUnit,
  );
  return escapeHtml ? escaped.replaceAll(HTML, escapeUnit) : escaped;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** The value of a JSON text, every number a float64. Throws an Error with Go's wording. */
export function parseJson(text: string): Value {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error(jsonMistake(text));
  }
  return isParsed(parsed) ? parsed : null;
}

/** The name of a JSON value's type as Go's decoder calls it. */
export function jsonTypeName(value: Value): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return isMap(value) ? 'object' : typeof value;
}
