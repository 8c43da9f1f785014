// SPDX-License-Identifier: Apache-2.0
import {isBlank, isBlankOrEnd, isWord} from './characters.js';
import type {Cursor} from './cursor.js';
import {ScanError, type Token} from './token.js';

/** What may follow a name without a blank: `?:,]}%@` and the grave accent. */
const BEHIND_NAME = /[?:,\]}%@`]/;

/** Reads the anchor or alias that starts here. */
export function scanAnchor(cursor: Cursor, kind: 'anchor' | 'alias'): Token {
  const start = cursor.at;
  cursor.at++;
  const text = word(cursor);
  if (text === '' || !(isBlankOrEnd(cursor.code()) || BEHIND_NAME.test(cursor.text.charAt(cursor.at)))) {
    throw new ScanError('did not find expected alphabetic or numeric character', start);
  }
  return {kind, start, end: cursor.at, text};
}

/** Reads the tag that starts here: `!<whole>`, `!suffix`, `!!suffix`, `!handle!suffix` or a lone `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.at;
  let handle = '';
  let text: string;
  if (cursor.code(1) === 0x3c) {
    cursor.at += 2;
    text = uri(cursor, start);
    if (text === '') throw new ScanError('did not find expected tag URI', start);
    if (cursor.code() !== 0x3e) throw new ScanError("did not find the expected '>'", start);
    cursor.at++;
  } else {
    handle = tagHandle(cursor, start);
    if (handle.length > 1 && handle.endsWith('!')) {
      text = uri(cursor, start);
      if (text === '') throw new ScanError('did not find expected tag URI', start);
    } else {
      text = handle.slice(1) + uri(cursor, start);
      handle = text === '' ? '' : '!';
      if (text === '') text = '!';
    }
  }
  if (!isBlankOrEnd(cursor.code())) throw new ScanError('did not find expected whitespace or line break', start);
  return {kind: 'tag', start, end: cursor.at, text, handle};
}

/** Reads the directive that starts here: `%YAML 1.1` or `%TAG !handle! prefix`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.at;
  cursor.at++;
  const name = word(cursor);
  if (name === '') throw new ScanError('could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.code())) throw new ScanError('found unexpected non-alphabetical character', start);
  if (name !== 'YAML' && name !== 'TAG') throw new ScanError('found unknown directive name', start);
  cursor.skipBlanks();
  const token = name === 'YAML' ? versionDirective(cursor, start) : tagDirective(cursor, start);
  if (!cursor.skipLineEnd()) throw new ScanError('did not find expected comment or line break', start);
  return token;
}

function versionDirective(cursor: Cursor, start: number): Token {
  const [version = ''] = /^\d{0,3}(?:\.\d{0,3})?/.exec(cursor.text.slice(cursor.at, cursor.at + 8)) ?? [];
  const [major = '', minor] = version.split('.');
  for (const number of [major, minor]) {
    if (number === undefined) throw new ScanError("did not find expected digit or '.' character", start);
    if (number.length > 2) throw new ScanError('found extremely long version number', start);
    if (number === '') throw new ScanError('did not find expected version number', start);
  }
  cursor.at += version.length;
  return {kind: 'version directive', start, end: cursor.at, text: '', version: `${Number(major)}.${Number(minor)}`};
}

function tagDirective(cursor: Cursor, start: number): Token {
  const handle = tagHandle(cursor, start);
  if (handle !== '!' && !handle.endsWith('!')) throw new ScanError("did not find expected '!'", start);
  if (!isBlank(cursor.code())) throw new ScanError('did not find expected whitespace', start);
  cursor.skipBlanks();
  const text = uri(cursor, start);
  if (text === '') throw new ScanError('did not find expected tag URI', start);
  if (!isBlankOrEnd(cursor.code())) throw new ScanError('did not find expected whitespace or line break', start);
  return {kind: 'tag directive', start, end: cursor.at, text, handle};
}

/** `!`, then letters and digits, then perhaps another `!`. */
function tagHandle(cursor: Cursor, start: number): string {
  if (cursor.code() !== 0x21) throw new ScanError("did not find expected '!'", start);
  const from = cursor.at;
  cursor.at++;
  word(cursor);
  if (cursor.code() === 0x21) cursor.at++;
  return cursor.text.slice(from, cursor.at);
}

function word(cursor: Cursor): string {
  const from = cursor.at;
  while (isWord(cursor.code())) cursor.at++;
  return cursor.text.slice(from, cursor.at);
}

const URI = /(?:[-\w;/?:@&=+$,.!~*'()[\]]|%[0-9a-fA-F]{2})*/y;

/** The characters of a tag, those behind `%` decoded. */
function uri(cursor: Cursor, start: number): string {
  URI.lastIndex = cursor.at;
  const [raw = ''] = URI.exec(cursor.text) ?? [];
  cursor.at += raw.length;
  if (cursor.code() === 0x25) throw new ScanError('did not find URI escaped octet', start);
  try {
    return raw.replaceAll(/(?:%[0-9a-fA-F]{2})+/g, decodeURIComponent);
  } catch {
    throw new ScanError('found an incorrect UTF-8 octet', start);
  }
}
