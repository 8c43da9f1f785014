// SPDX-License-Identifier: Apache-2.0
import {isBlank, isBlankOrEnd, isBreak, isBreakOrEnd} from './characters.js';
import type {Cursor} from './cursor.js';
import {Folding} from './folding.js';
import {ScanError, type Token} from './token.js';

const TAB = 0x09;
const COMMENT = 0x23;

/** Where a plain scalar stands. */
export interface PlainPlace {
  /** Lines that are indented less do not belong to it; counts outside of flow collections. */
  indent: number;
  inFlow: boolean;
}

/** Reads the plain scalar that starts here. `endsLine` says that line breaks behind it were skipped. */
export function scanPlain(cursor: Cursor, place: PlainPlace): {token: Token; endsLine: boolean} {
  const start = cursor.at;
  let text = '';
  let end = start;
  let gap = NO_GAP;
  while (!cursor.isAtDocumentMark() && cursor.code() !== COMMENT) {
    const from = cursor.at;
    skipWords(cursor, place.inFlow);
    if (cursor.at > from) {
      text += gap.text + cursor.text.slice(from, cursor.at);
      end = cursor.at;
      gap = NO_GAP;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    gap = skipGap(cursor, place.indent, start);
    if (!place.inFlow && cursor.column < place.indent) break;
  }
  return {token: {kind: 'scalar', start, end, text, style: 'plain'}, endsLine: gap.endsLine};
}

/** Goes over the words of a line, to the blanks before a comment or its end, or to what ends a plain scalar. */
function skipWords(cursor: Cursor, inFlow: boolean): void {
  const {text} = cursor;
  for (let at = cursor.at; ; ) {
    at = endOfWord(text, at, inFlow);
    cursor.at = at;
    while (isBlank(text.charCodeAt(at))) at++;
    const code = text.charCodeAt(at) | 0;
    const isGap = at === cursor.at || code === COMMENT || isBreakOrEnd(code) || endOfWord(text, at, inFlow) === at;
    if (isGap) return;
  }
}

/** Where the next blank stands, or what ends a plain scalar: `: `, and in flow collections `,`, `?` and brackets. */
function endOfWord(text: string, from: number, inFlow: boolean): number {
  for (let at = from; ; at++) {
    const code = text.charCodeAt(at) | 0;
    // Almost all characters: whole calls for each of them take most of the time of reading.
    if (!inFlow && code > 0x20 && code < 0x7f && code !== 0x3a) continue;
    if (isBlankOrEnd(code)) return at;
    if (code === 0x3a && isBlankOrEnd(text.charCodeAt(at + 1) | 0)) return at;
    if (inFlow && isFlowIndicator(code)) return at;
  }
}

function isFlowIndicator(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** Blanks and line breaks between two words, as they count in the value. */
interface Gap {
  text: string;
  endsLine: boolean;
}

const NO_GAP: Gap = {text: '', endsLine: false};

function skipGap(cursor: Cursor, indent: number, start: number): Gap {
  const from = cursor.at;
  let folding: Folding | undefined;
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) {
      if (folding) folding.later(cursor.skipBreak());
      else folding = new Folding(cursor.skipBreak());
      continue;
    }
    if (folding && code === TAB && cursor.column < indent) {
      throw new ScanError('found a tab character that violates indentation', start);
    }
    if (code === TAB) cursor.at++;
    else cursor.skipSpaces();
  }
  return folding ? {text: folding.text(), endsLine: true} : {text: cursor.text.slice(from, cursor.at), endsLine: false};
}
