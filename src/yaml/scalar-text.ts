// SPDX-License-Identifier: Apache-2.0

/** Text is folded at the first blank behind this column. */
const BEST_WIDTH = 80;

const ESCAPES = new Map<number, string>([
  [0x00, '\\0'],
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x1b, '\\e'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x85, '\\N'],
  [0x2028, '\\L'],
  [0x2029, '\\P'],
]);
const ESCAPED = /[^\x20-\x21\x23-\x5b\x5d-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const BREAKS = /[\n\u2028\u2029]/;

/** Where a scalar stands: `column` of its first character, `indent` of the lines it is folded or broken into. */
export interface Place {
  column: number;
  indent: number;
  /** Keys in front of a `:` stay on one line. */
  fold: boolean;
}

/** Plain text, folded at single blanks. */
export function plainText(text: string, place: Place): string {
  return place.fold && place.column + text.length > BEST_WIDTH ? foldWords(text, place, false) : text;
}

/** Text in single quotes; the first and the last character are never folded away. */
export function singleQuoted(text: string, place: Place): string {
  const inner = {...place, column: place.column + 1};
  const doubled = text.replaceAll("'", "''");
  if (BREAKS.test(text)) return `'${breakLines(doubled, inner)}'`;
  const fits = !place.fold || inner.column + doubled.length <= BEST_WIDTH;
  return fits ? `'${doubled}'` : `'${foldWords(doubled, inner, true)}'`;
}

/** `keepEdges`: a blank at either end stays where it is. */
function foldWords(text: string, place: Place, keepEdges: boolean): string {
  const newline = `\n${' '.repeat(place.indent)}`;
  const last = keepEdges ? text.length - 1 : text.length;
  let out = '';
  let {column} = place;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const folds = column > BEST_WIDTH && isSingleBlank(text, i) && i < last && !(keepEdges && i === 0);
    if (folds) {
      out += text.slice(start, i) + newline;
      start = i + 1;
      column = place.indent;
    } else {
      column++;
    }
  }
  return out + text.slice(start);
}

function isSingleBlank(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0x20 && text.charCodeAt(at - 1) !== 0x20 && text.charCodeAt(at + 1) !== 0x20;
}

/** Single-quoted text with line and paragraph separators: each ends its line. */
function breakLines(text: string, place: Place): string {
  const indent = ' '.repeat(place.indent);
  let out = '';
  let at = place.column;
  for (const part of text.split(/([\u2028\u2029]+)/)) {
    if (part === '') continue;
    if (BREAKS.test(part)) {
      out += part;
      at = -1;
      continue;
    }
    if (at === -1) {
      out += indent;
      at = place.indent;
    }
    out += foldWords(part, {...place, column: at}, true);
  }
  return out;
}

/** Text in double quotes with escapes, folded at blanks. */
export function doubleQuoted(text: string, place: Place): string {
  if (!ESCAPED.test(text) && (!place.fold || place.column + 1 + text.length <= BEST_WIDTH)) return `"${text}"`;
  const newline = `\n${' '.repeat(place.indent)}`;
  let column = place.column + 1;
  let afterBlank = false;
  // goyaml takes every character of a text that starts with a byte order mark for one.
  const escapesAll = text.charCodeAt(0) === 0xfeff;
  let out = '"';
  for (let i = 0; i < text.length; ) {
    const end = escapesAll ? i : endOfWord(text, i);
    if (end > i) {
      out += text.slice(i, end);
      column += end - i;
      afterBlank = false;
      i = end;
      continue;
    }
    const code = text.codePointAt(i) ?? 0;
    const folds =
      code === 0x20 && !escapesAll && place.fold && !afterBlank && column > BEST_WIDTH && i > 0 && i < text.length - 1;
    if (folds) {
      const beforeBlank = text.charCodeAt(i + 1) === 0x20;
      out += beforeBlank ? `${newline}\\` : newline;
      column = place.indent + (beforeBlank ? 1 : 0);
    } else {
      const piece = code === 0x20 && !escapesAll ? ' ' : escape(code, escapesAll);
      out += piece;
      column += piece.length;
    }
    afterBlank = code === 0x20;
    i += code > 0xffff ? 2 : 1;
  }
  return `${out}"`;
}

/** The end of the run of ASCII characters that stand for themselves. */
function endOfWord(text: string, start: number): number {
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 0x20 || code >= 0x7f || code === 0x22 || code === 0x5c) break;
  }
  return i;
}

function escape(code: number, always: boolean): string {
  const known = ESCAPES.get(code);
  if (known !== undefined) return known;
  const char = String.fromCodePoint(code);
  if (!always && !ESCAPED.test(char)) return char;
  if (code === 0xa0) return '\\_';
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** A literal block with its header; it ends in a line break where the text does. */
export function literal(text: string, indent: number): string {
  const pad = ' '.repeat(indent);
  const hint = /^[ \n\u2028\u2029]/.test(text) ? '2' : '';
  const lines = text.split(/(?<=[\n\u2028\u2029])/);
  let body = '';
  for (const line of lines) body += BREAKS.test(line.charAt(0)) ? line : pad + line;
  return `|${hint}${chomping(text)}\n${body}`;
}

function chomping(text: string): string {
  if (!BREAKS.test(text.charAt(text.length - 1))) return '-';
  return text.length === 1 || BREAKS.test(text.charAt(text.length - 2)) ? '+' : '';
}
