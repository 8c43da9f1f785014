// SPDX-License-Identifier: Apache-2.0
import {isBlank, isBlankOrEnd, isBreak} from './characters.js';
import type {Cursor} from './cursor.js';
import {Folding} from './folding.js';
import {ScanError, type Token} from './token.js';

const SINGLE = 0x27;
const DOUBLE = 0x22;
const BACKSLASH = 0x5c;

/** What one character stands for behind a backslash. */
const ESCAPES = new Map<string, string>([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

/** How many hexadecimal digits follow a letter behind a backslash. */
const CODE_LENGTH = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Reads the quoted scalar that starts here. Its lines may stand at any indentation, unlike YAML 1.2 wants it. */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.at;
  const quote = cursor.code();
  cursor.at++;
  let text = '';
  for (;;) {
    if (cursor.isAtDocumentMark()) throw new ScanError('found unexpected document indicator', start);
    if (cursor.isAtEnd()) throw new ScanError('found unexpected end of stream', start);
    const words = quote === SINGLE ? singleQuoted(cursor) : doubleQuoted(cursor, start);
    text += words.text;
    if (cursor.code() === quote) break;
    text += blanks(cursor, words.brokenLine);
  }
  cursor.at++;
  return {kind: 'scalar', start, end: cursor.at, text, style: 'quoted'};
}

interface Words {
  text: string;
  /** A backslash at the end of a line took its break away. */
  brokenLine: boolean;
}

/** What stands up to the next blank or the closing quote. */
function singleQuoted(cursor: Cursor): Words {
  let text = '';
  let from = cursor.at;
  while (!isBlankOrEnd(cursor.code())) {
    if (cursor.code() === SINGLE) {
      if (cursor.code(1) !== SINGLE) break;
      text += cursor.text.slice(from, cursor.at + 1);
      cursor.at += 2;
      from = cursor.at;
    } else cursor.at++;
  }
  return {text: text + cursor.text.slice(from, cursor.at), brokenLine: false};
}

function doubleQuoted(cursor: Cursor, start: number): Words {
  let text = '';
  let from = cursor.at;
  for (let code = cursor.code(); !isBlankOrEnd(code) && code !== DOUBLE; code = cursor.code()) {
    if (code !== BACKSLASH) {
      cursor.at++;
      continue;
    }
    text += cursor.text.slice(from, cursor.at);
    cursor.at++;
    if (isBreak(cursor.code())) {
      cursor.skipBreak();
      return {text, brokenLine: true};
    }
    text += escaped(cursor, start);
    from = cursor.at;
  }
  return {text: text + cursor.text.slice(from, cursor.at), brokenLine: false};
}

function escaped(cursor: Cursor, start: number): string {
  const letter = cursor.text.charAt(cursor.at);
  const length = CODE_LENGTH.get(letter);
  const plain = ESCAPES.get(letter);
  if (plain === undefined && length === undefined) throw new ScanError('found unknown escape character', start);
  cursor.at++;
  if (plain !== undefined || length === undefined) return plain ?? '';
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (digits.length < length || !/^[0-9a-fA-F]+$/.test(digits)) {
    throw new ScanError('did not find expected hexadecimal number', start);
  }
  const code = Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw new ScanError('found invalid Unicode character escape code', start);
  }
  cursor.at += length;
  return String.fromCodePoint(code);
}

/** Blanks between words stay as they are; around line breaks they go, and the breaks are folded. */
function blanks(cursor: Cursor, brokenLine: boolean): string {
  const from = cursor.at;
  let folding = brokenLine ? new Folding('') : undefined;
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBlank(code)) cursor.at++;
    else if (folding) folding.later(cursor.skipBreak());
    else folding = new Folding(cursor.skipBreak());
  }
  return folding ? folding.text() : cursor.text.slice(from, cursor.at);
}
