// SPDX-License-Identifier: Apache-2.0
import {needsQuotes} from './scalar.js';

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal';

/** No spaces, no indicators: plain whatever stands around it, unless it reads as another type. */
const HARMLESS = /^[A-Za-z_/$(][A-Za-z0-9_/.$+=()^~-]*$/;
/** Anything the emitter escapes: controls, tabs, C1, BOM, surrogates (so all of the astral planes). */
const UNPRINTABLE = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const BREAK = /[\n\u2028\u2029]/;
const SPACE_BEFORE_BREAK = / [\n\u2028\u2029]/;
const SPACE_AFTER_BREAK = /[\n\u2028\u2029] /;
const EDGE_BLANK = /^[ \n\u2028\u2029]|[ \n\u2028\u2029]$/;
/** Characters that mean something to a reader where they stand. */
const INDICATOR =
  /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[-?](?=[ \n\u2028\u2029]|$)|:(?=[ \n\u2028\u2029]|$)|[ \n\u2028\u2029]#/;
/** Longer keys (in UTF-8 bytes) are written behind `? `. */
const LONGEST_SIMPLE_KEY = 128;

/**
 * How goyaml writes a string: several lines literally, type-ambiguous text in double quotes, the rest plain; then
 * whatever of it the text does not allow falls back to single and at last to double quotes.
 * `simpleKey` is the context of a key in front of its `:`.
 */
export function scalarStyle(text: string, simpleKey: boolean): ScalarStyle {
  if (HARMLESS.test(text)) return needsQuotes(text) ? 'double' : 'plain';
  if (UNPRINTABLE.test(text)) return 'double';
  const multiline = BREAK.test(text);
  if (text.includes('\n')) return simpleKey || !allowsLiteral(text) ? 'double' : 'literal';
  if (needsQuotes(text)) return 'double';
  if (!multiline && !EDGE_BLANK.test(text) && !INDICATOR.test(text)) return 'plain';
  if (!multiline) return 'single';
  return simpleKey || SPACE_BEFORE_BREAK.test(text) || SPACE_AFTER_BREAK.test(text) ? 'double' : 'single';
}

/** Whether a key may stand in front of its `:`. */
export function isSimpleKey(key: string): boolean {
  if (key.length <= LONGEST_SIMPLE_KEY / 3) return !BREAK.test(key) && !/[\r\x85]/.test(key);
  return utf8Length(key) <= LONGEST_SIMPLE_KEY && !BREAK.test(key) && !/[\r\x85]/.test(key);
}

function allowsLiteral(text: string): boolean {
  return !text.endsWith(' ') && !SPACE_BEFORE_BREAK.test(text);
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
