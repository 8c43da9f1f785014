// SPDX-License-Identifier: Apache-2.0

import {checkLength} from '../bounds.js';
import {bytesOfText, isAscii, textOfBytes} from '../bytes.js';
import {binary, type FunctionTable, int, ternary, text, unary} from '../parameters.js';
import {byteLength, cut} from './strings.js';

const SPACE = /\s/;
const WORD = /[\p{L}\p{Nd}_]/u;

/** Go maps a character to one character; where Unicode has several (ß), it stays. */
function simple(character: string, mapped: string): string {
  return mapped.length === character.length || [...mapped].length === 1 ? mapped : character;
}

function upperOne(character: string): string {
  return simple(character, character.toUpperCase());
}

function lowerOne(character: string): string {
  return simple(character, character.toLowerCase());
}

function upper(string: string): string {
  return [...string].map(upperOne).join('');
}

function lower(string: string): string {
  return [...string].map(lowerOne).join('');
}

/** Upper case for every letter that no letter, digit or underscore precedes. */
function title(string: string): string {
  let previous = ' ';
  return [...string]
    .map((character) => {
      const isStart = previous.charCodeAt(0) < 0x80 ? !WORD.test(previous) : SPACE.test(previous);
      previous = character;
      return isStart ? upperOne(character) : character;
    })
    .join('');
}

function untitle(string: string): string {
  return string.replaceAll(/(^|\s)(\S)/gu, (_, space: string, first: string) => space + lowerOne(first));
}

function swapcase(string: string): string {
  return [...string]
    .map((character) => (lowerOne(character) === character ? upperOne(character) : lowerOne(character)))
    .join('');
}

function initials(string: string): string {
  return string
    .split(/\s+/u)
    .map((word) => [...word][0] ?? '')
    .join('');
}

/** Shortens to `width` bytes with `...` at the end; widths below 4 leave no room for that. */
function abbreviate(width: number, string: string): string {
  return width < 4 || byteLength(string) <= width ? string : `${cut(string, 0, width - 3)}...`;
}

/** As {@link abbreviate}, with `...` also in front if what is shown starts at `offset` or later. */
function abbreviateBoth(offset: number, width: number, string: string): string {
  if (width < 4 || (offset > 0 && width < 7)) return string;
  const length = byteLength(string);
  if (length <= width) return string;
  const room = width - 3;
  const start = Math.min(offset, length) > length - room ? length - room : Math.min(offset, length);
  if (start <= 4) return `${cut(string, 0, room)}...`;
  if (start + room < length) return `...${abbreviate(room, cut(string, start))}`;
  return `...${cut(string, length - room)}`;
}

interface Wrapping {
  width: number;
  newline: string;
  breakWords: boolean;
}

/** Widths are in bytes: each byte becomes a character and back. */
function wrapBytes(string: string, wrapping: Wrapping): string {
  if (isAscii(string) && isAscii(wrapping.newline)) return wrapText(string, wrapping);
  const binary = (text: string) => Buffer.from(bytesOfText(text)).toString('latin1');
  const wrapped = wrapText(binary(string), {...wrapping, newline: binary(wrapping.newline)});
  return textOfBytes(Buffer.from(wrapped, 'latin1'));
}

/** Breaks lines at blanks; a word longer than the width stays whole or is cut. */
function wrapText(string: string, {width: wanted, newline, breakWords}: Wrapping): string {
  const width = Math.max(wanted, 1);
  const lines: string[] = [];
  checkLength((string.length / width + 1) * newline.length + string.length);
  let at = 0;
  while (string.length - at > width) {
    if (string[at] === ' ') {
      at++;
      continue;
    }
    let space = string.lastIndexOf(' ', at + width);
    if (space < at && breakWords) {
      lines.push(string.slice(at, at + width));
      at += width;
      continue;
    }
    if (space < at) space = string.indexOf(' ', at + width);
    if (space === -1) break;
    lines.push(string.slice(at, space));
    at = space + 1;
  }
  return [...lines, string.slice(at)].join(newline === '' ? '\n' : newline);
}

/**
 * `http_server` as `HttpServer`. Of several connectors between words the last one goes, those at either end stay (and a text of
 * nothing else gets one more, as in Helm). Small
 * letters follow a leading run of capitals; the rest of a word is left alone.
 */
function camelcase(string: string): string {
  if (/^[-_\s]+$/.test(string)) return string + string.slice(-1);
  const [, lead = '', body = '', tail = ''] = /^([-_\s]*)(.*?)([-_\s]*)$/su.exec(string) ?? [];
  const words = body.replaceAll(
    /([-_\s]*)[-_\s]([^-_\s]+)|[^-_\s]+/gu,
    (whole: string, kept?: string, word?: string) => {
      return (kept ?? '') + (word ?? whole).replace(/^(.)(\p{Lu}*)/su, capitalise);
    },
  );
  return lead + words + tail;
}

function capitalise(_: string, first: string, run: string): string {
  return upperOne(first) + (/\p{Lu}/u.test(first) ? lower(run) : run);
}

function isConnector(character: string): boolean {
  return character === '_' || character === '-' || character === ' ';
}

const TOKEN =
  /\p{Lu}+(?!\p{Ll})|\p{Lu}\p{Ll}*|\p{Nd}+|\p{L}+?(?=\P{L}|\p{Lu}|$)|\p{S}+|[-_\s]|[^\p{L}\p{Nd}\p{S}\-_\s]+[-_]*/gu;

/** What the word before a token is made of; punctuation belongs to no word, and `-` and `_` behind it stay. */
type Word = 'none' | 'letters' | 'digits' | 'symbols';

/**
 * Words in lower case with a connector between them. Symbols are words. Digits belong to the word in front of them,
 * unless small letters follow: then they start a word (`http2xx` has two, `Bld4Floor` too: `bld4`, `floor`).
 */
function connect(string: string, connector: string): string {
  const tokens = string.match(TOKEN) ?? [];
  let connected = '';
  let word: Word = 'none';
  for (const [i, token] of tokens.entries()) {
    if (isConnector(token) || SPACE.test(token)) {
      connected += connector;
      word = 'none';
      continue;
    }
    const kind = wordOf(token);
    const isNewWord = word !== 'none' && startsWord(token, kind, word, tokens[i + 1] ?? '');
    connected += (isNewWord ? connector : '') + lower(token);
    if (isNewWord || word === 'none' || kind === 'none') word = kind;
  }
  return connected;
}

function wordOf(token: string): Word {
  if (/^\p{L}/u.test(token)) return 'letters';
  if (/^\p{Nd}/u.test(token)) return 'digits';
  return /^\p{S}/u.test(token) ? 'symbols' : 'none';
}

function startsWord(token: string, kind: Word, word: Word, next: string): boolean {
  if (kind === 'digits') return word !== 'digits' && /^\p{Ll}/u.test(next);
  if (kind === 'letters') return word === 'symbols' || /^\p{Lu}/u.test(token);
  return kind === 'symbols';
}

export const letterFunctions: FunctionTable = {
  upper: unary(text, upper),
  lower: unary(text, lower),
  title: unary(text, title),
  untitle: unary(text, untitle),
  swapcase: unary(text, swapcase),
  initials: unary(text, initials),
  abbrev: binary(int, text, (width, string) => abbreviate(width, string)),
  abbrevboth: ternary(int, int, text, (offset, width, string) => abbreviateBoth(offset, width, string)),
  wrap: binary(int, text, (width, string) => wrapBytes(string, {width, newline: '\n', breakWords: false})),
  wrapWith: ternary(int, text, text, (width, newline, string) => wrapBytes(string, {width, newline, breakWords: true})),
  camelcase: unary(text, camelcase),
  snakecase: unary(text, (string) => connect(string, '_')),
  kebabcase: unary(text, (string) => connect(string, '-')),
};
