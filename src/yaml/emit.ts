// SPDX-License-Identifier: Apache-2.0
import {compareKeys} from './natural-order.js';
import {bigintText, numberText} from './number-text.js';
import {isSimpleKey, scalarStyle} from './scalar-style.js';
import {doubleQuoted, literal, type Place, plainText, singleQuoted} from './scalar-text.js';

/**
 * A JSON value as YAML, byte for byte as `sigs.k8s.io/yaml` prints it: block style, two blanks of indentation, lists
 * not indented under their key, keys in natural order (spec install.md §2.12). Map entries that are `undefined` are
 * left out, as JSON does. Throws a TypeError for NaN, infinities, functions and symbols.
 */
export function emitYaml(value: unknown): string {
  const out: Output = {text: '', lineStart: false};
  if (isFilled(value)) collection(out, value, 0);
  else scalar(out, value, {column: 0, indent: 2, fold: true});
  return out.lineStart ? out.text : `${out.text}\n`;
}

interface Output {
  text: string;
  /** The text ends in a line break (asking the growing string itself would be slow). */
  lineStart: boolean;
}

type Filled = unknown[] | object;

function isFilled(value: unknown): value is Filled {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some((entry) => entry !== undefined);
}

/** Writes a list or map whose first entry stands where the output ends. */
function collection(out: Output, value: Filled, indent: number): void {
  if (Array.isArray(value)) sequence(out, value, indent);
  else mapping(out, value, indent);
}

function sequence(out: Output, items: unknown[], indent: number): void {
  let first = true;
  for (const item of items) {
    if (!first) newline(out, indent);
    first = false;
    out.text += '- ';
    if (isFilled(item)) collection(out, item, indent + 2);
    else scalar(out, item, {column: indent + 2, indent: indent + 2, fold: true});
  }
}

function mapping(out: Output, map: object, indent: number): void {
  let first = true;
  for (const [key, value] of sortedEntries(map)) {
    if (!first) newline(out, indent);
    first = false;
    if (isSimpleKey(key)) entry(out, key, value, indent);
    else explicitEntry(out, key, value, indent);
  }
}

function sortedEntries(map: object): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const entry of Object.entries(map)) if (entry[1] !== undefined) entries.push(entry);
  return entries.length < 2 ? entries : entries.sort((a, b) => compareKeys(a[0], b[0]));
}

function entry(out: Output, key: string, value: unknown, indent: number): void {
  const name = keyText(key);
  out.text += `${name}:`;
  if (!isFilled(value)) {
    out.text += ' ';
    scalar(out, value, {column: indent + name.length + 2, indent: indent + 2, fold: true});
    return;
  }
  const inner = Array.isArray(value) ? indent : indent + 2;
  newline(out, inner);
  collection(out, value, inner);
}

/** A key that is too long or has line breaks stands behind `? `, its value behind `: `. */
function explicitEntry(out: Output, key: string, value: unknown, indent: number): void {
  const place: Place = {column: indent + 2, indent: indent + 2, fold: true};
  out.text += '? ';
  scalar(out, key, place);
  newline(out, indent);
  out.text += ': ';
  if (isFilled(value)) collection(out, value, indent + 2);
  else scalar(out, value, place);
}

function newline(out: Output, indent: number): void {
  if (!out.lineStart) out.text += '\n';
  out.lineStart = false;
  out.text += PADDING[indent] ?? ' '.repeat(indent);
}

const PADDING = Array.from({length: 60}, (_, length) => ' '.repeat(length));

function keyText(raw: string): string {
  const key = LONE_SURROGATE.test(raw) ? raw.replace(LONE_SURROGATES, '\ufffd') : raw;
  // Plain, a reader would take this key for a merge; the reference leaves it so.
  const style = key === '<<' ? 'double' : scalarStyle(key, true);
  if (style === 'plain') return key;
  const place: Place = {column: 0, indent: 0, fold: false};
  return style === 'single' ? singleQuoted(key, place) : doubleQuoted(key, place);
}

/** Null, booleans, numbers, strings and empty collections. */
function scalar(out: Output, value: unknown, place: Place): void {
  switch (typeof value) {
    case 'string':
      string(out, value, place);
      return;
    case 'number':
      out.text += numberText(value);
      return;
    case 'bigint':
      out.text += bigintText(value);
      return;
    case 'boolean':
      out.text += value ? 'true' : 'false';
      return;
    case 'undefined':
      out.text += 'null';
      return;
    case 'object':
      out.text += value === null ? 'null' : Array.isArray(value) ? '[]' : '{}';
      return;
    default:
      throw new TypeError(`a ${typeof value} cannot be written as YAML`);
  }
}

function string(out: Output, text: string, place: Place): void {
  switch (scalarStyle(text, false)) {
    case 'plain':
      out.text += plainText(text, place);
      return;
    case 'single':
      out.text += singleQuoted(text, place);
      return;
    case 'double':
      if (LONE_SURROGATE.test(text)) string(out, text.replace(LONE_SURROGATES, '\ufffd'), place);
      else out.text += doubleQuoted(text, place);
      return;
    case 'literal':
      out.text += literal(text, place.indent);
      out.lineStart = /[\n\u2028\u2029]$/.test(text);
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;
