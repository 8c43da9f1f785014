// SPDX-License-Identifier: Apache-2.0
import {sortedKeys} from '../../template/utf8.js';
import {isMap, type Value} from '../../template/value.js';
import {isParsed, plain} from './plain.js';

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
const SURROGATES = /\p{Surrogate}/gu;

function jsonString(text: string, escapeHtml: boolean): string {
  const escaped = JSON.stringify(text.replaceAll(SURROGATES, '\ufffd')).replaceAll(SEPARATORS, escapeUnit);
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

const TOKEN =
  // oxlint-disable-next-line no-control-regex -- JSON forbids them in strings
  /[ \t\r\n]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|(true|false|null))/y;

/** Walks the tokens up to the first one that cannot stand where it does. */
function jsonMistake(text: string): string {
  const open: string[] = [];
  let expects: 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma' | 'end' = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const at = TOKEN.lastIndex;
    const [whole, mark, string] = TOKEN.exec(text) ?? [];
    const wrong = (where: string) => mistakeAt(text, at, where);
    const isKey: boolean = expects === 'key' || expects === 'key or }';
    const closes = mark === '}' ? '{' : mark === ']' ? '[' : undefined;
    if (whole === undefined) return wrong(WHERE[expects]?.(open.at(-1)) ?? '');
    if (closes !== undefined && open.at(-1) === closes && (expects === 'comma' || expects.endsWith(mark ?? ''))) {
      open.pop();
      expects = open.length === 0 ? 'end' : 'comma';
    } else if (isKey && string !== undefined) expects = 'colon';
    else if (expects === 'colon' && mark === ':') expects = 'value';
    else if (expects === 'comma' && mark === ',') expects = open.at(-1) === '{' ? 'key' : 'value';
    else if (isKey || expects === 'colon' || expects === 'comma' || expects === 'end') {
      return wrong(WHERE[expects]?.(open.at(-1)) ?? '');
    } else if (mark === '{' || mark === '[') {
      open.push(mark);
      expects = mark === '{' ? 'key or }' : 'value or ]';
    } else if (mark === undefined) expects = open.length === 0 ? 'end' : 'comma';
    else return wrong(WHERE[expects]?.(open.at(-1)) ?? '');
  }
}

const WHERE: Readonly<Record<string, (open?: string) => string>> = {
  value: () => 'looking for beginning of value',
  'value or ]': () => 'looking for beginning of value',
  key: () => 'looking for beginning of object key string',
  'key or }': () => 'looking for beginning of object key string',
  colon: () => 'after object key',
  comma: (open?: string) => (open === '{' ? 'after object key:value pair' : 'after array element'),
  end: () => 'after top-level value',
};

function mistakeAt(text: string, at: number, where: string): string {
  const rest = text.slice(at).trimStart();
  const character = [...rest][0];
  const isPrefix = /^(?:"(?:[^"\\]|\\.)*|-|t|tr|tru|f|fa|fal|fals|n|nu|nul)$/.test(rest);
  if (character === undefined || isPrefix) return 'unexpected end of JSON input';
  return `invalid character ${character === "'" ? "'\\''" : character === '"' ? `'"'` : `'${character}'`} ${where}`;
}
