// SPDX-License-Identifier: Apache-2.0
import {fromUtf8, toUtf8} from './utf8.js';

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
const LONE_SURROGATE = /^[\ud800-\udfff]$/;

const ESCAPES: ReadonlyMap<number, string> = new Map([
  [7, '\\a'],
  [8, '\\b'],
  [12, '\\f'],
  [10, '\\n'],
  [13, '\\r'],
  [9, '\\t'],
  [11, '\\v'],
]);

/** Whether Go prints the character as it is (`strconv.IsPrint`). */
export function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x7f) return code >= 0x20;
  return PRINTABLE.test(character);
}

/** A Go string literal in double quotes (`%q`). */
export function quote(text: string, asciiOnly = false): string {
  return `"${escape(text, '"', asciiOnly)}"`;
}

/** A Go character literal in single quotes (`%q` of an integer). */
export function quoteCharacter(character: string, asciiOnly = false): string {
  return `'${escape(character, "'", asciiOnly)}'`;
}

function escape(text: string, mark: string, asciiOnly: boolean): string {
  let escaped = '';
  for (const unit of text) {
    const character = LONE_SURROGATE.test(unit) ? '\ufffd' : unit;
    const code = character.codePointAt(0) ?? 0;
    if (character === mark || character === '\\') {
      escaped += `\\${character}`;
    } else if (isPrintable(character) && (code < 0x80 || !asciiOnly)) {
      escaped += character;
    } else {
      escaped += ESCAPES.get(code) ?? escapeCode(code);
    }
  }
  return escaped;
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** One escape sequence or plain character at the head of `text`: its value, whether it is one byte, and its length. */
interface Unquoted {
  code: number;
  isByte: boolean;
  length: number;
}

const SIMPLE: Readonly<Record<string, number>> = {a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92};
const HEX_LENGTH: Readonly<Record<string, number>> = {x: 2, u: 4, U: 8};

function unquoteOne(text: string, at: number, mark: string): Unquoted | undefined {
  const code = text.codePointAt(at);
  if (code === undefined || text[at] === mark || code === 10) return undefined;
  if (code !== 92) return {code, isByte: false, length: code > 0xffff ? 2 : 1};
  const letter = text[at + 1] ?? '';
  if (letter === mark) return {code: letter.charCodeAt(0), isByte: false, length: 2};
  const simple = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (simple !== undefined) return {code: simple, isByte: false, length: 2};
  const digits = Object.hasOwn(HEX_LENGTH, letter) ? HEX_LENGTH[letter] : undefined;
  if (digits !== undefined) return unquoteHex(text.slice(at + 2, at + 2 + digits), digits, letter === 'x');
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4));
  if (octal === null) return undefined;
  const value = Number.parseInt(octal[0], 8);
  return value > 255 ? undefined : {code: value, isByte: true, length: 4};
}

function unquoteHex(digits: string, count: number, isByte: boolean): Unquoted | undefined {
  if (digits.length < count || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const code = Number.parseInt(digits, 16);
  if (!isByte && (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))) return undefined;
  return {code, isByte, length: count + 2};
}

/** The text of a Go string literal, raw or interpreted; undefined if it is not one. */
export function unquote(literal: string): string | undefined {
  const mark = literal[0];
  const body = literal.slice(1, -1);
  if (mark === '`') return body.includes('\r') ? body.replaceAll('\r', '') : body;
  if (!body.includes('\\')) return body;
  let text = '';
  let bytes: number[] = [];
  const flush = () => {
    if (bytes.length === 0) return;
    text += fromUtf8(Uint8Array.from(bytes));
    bytes = [];
  };
  for (let at = 0; at < body.length; ) {
    const one = unquoteOne(body, at, '"');
    if (one === undefined) return undefined;
    if (one.isByte) {
      bytes.push(one.code);
    } else if (bytes.length > 0 && one.code >= 0x80) {
      bytes.push(...toUtf8(String.fromCodePoint(one.code)));
    } else {
      flush();
      text += String.fromCodePoint(one.code);
    }
    at += one.length;
  }
  flush();
  return text;
}

/** The code point of a Go character literal with its quotes, or the reason why it is none. */
export function unquoteCharacter(literal: string): number | string {
  const one = unquoteOne(literal, 1, "'");
  if (one === undefined) return 'invalid syntax';
  return literal.slice(1 + one.length) === "'" ? one.code : `malformed character constant: ${literal}`;
}
