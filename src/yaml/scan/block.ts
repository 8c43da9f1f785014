// SPDX-License-Identifier: Apache-2.0
import {isBlank, isBreak, isDigit} from './characters.js';
import type {Cursor} from './cursor.js';
import {ScanError, type Token} from './token.js';

const LITERAL = 0x7c;
const TAB = 0x09;
const SPACE = 0x20;

type Chomping = 'strip' | 'clip' | 'keep';

/**
 * Reads the literal or folded scalar that starts here.
 *
 * @param parent The indentation of the collection it stands in; -1 at the root.
 */
export function scanBlockScalar(cursor: Cursor, parent: number): Token {
  const start = cursor.at;
  const isLiteral = cursor.code() === LITERAL;
  cursor.at++;
  const {chomping, increment} = header(cursor, start);
  if (!cursor.skipLineEnd()) throw new ScanError('did not find expected comment or line break', start);
  const given = increment > 0 ? Math.max(parent, 0) + increment : 0;
  const content = new BlockContent(cursor, start, isLiteral);
  const text = content.read(given, parent);
  const tail = chomping === 'keep' ? content.lastBreak + content.breaks : content.lastBreak;
  return {
    kind: 'scalar',
    start,
    end: content.end,
    text: chomping === 'strip' ? text : text + tail,
    style: 'block',
  };
}

/** `-` or `+` and a digit in any order, both may be left out. */
function header(cursor: Cursor, start: number): {chomping: Chomping; increment: number} {
  let chomping = chompingAt(cursor);
  const code = cursor.code();
  if (!isDigit(code)) return {chomping: chomping ?? 'clip', increment: 0};
  if (code === 0x30) throw new ScanError('found an indentation indicator equal to 0', start);
  cursor.at++;
  chomping ??= chompingAt(cursor);
  return {chomping: chomping ?? 'clip', increment: code - 0x30};
}

function chompingAt(cursor: Cursor): Chomping | undefined {
  const code = cursor.code();
  if (code !== 0x2b && code !== 0x2d) return undefined;
  cursor.at++;
  return code === 0x2b ? 'keep' : 'strip';
}

class BlockContent {
  /** The break behind the last line that is not empty. */
  lastBreak = '';
  /** The breaks of the empty lines since then. */
  breaks = '';
  /** Where the content ends. */
  end: number;

  constructor(
    private readonly cursor: Cursor,
    private readonly start: number,
    private readonly isLiteral: boolean,
  ) {
    this.end = cursor.at;
  }

  /** Returns the lines of the scalar without what follows the last of them. */
  read(given: number, parent: number): string {
    const {cursor} = this;
    const indent = this.skipEmptyLines(given, parent);
    let text = '';
    let wasIndented = false;
    while (cursor.column === indent && !cursor.isAtEnd()) {
      const isIndented = isBlank(cursor.code());
      text += this.joint(wasIndented || isIndented);
      wasIndented = isIndented;
      const from = cursor.at;
      cursor.skipLine();
      text += cursor.text.slice(from, cursor.at);
      this.lastBreak = isBreak(cursor.code()) ? cursor.skipBreak() : '';
      this.breaks = '';
      this.skipEmptyLines(indent, parent);
    }
    return text;
  }

  /** What stands between two lines: in folded scalars a single break counts as a blank, but not beside indented lines. */
  private joint(besideIndented: boolean): string {
    if (this.isLiteral || besideIndented || this.lastBreak !== '\n') return this.lastBreak + this.breaks;
    return this.breaks === '' ? ' ' : this.breaks;
  }

  /** Goes to the first character behind the indentation of the next line with content. Returns the indentation. */
  private skipEmptyLines(given: number, parent: number): number {
    const {cursor} = this;
    const limit = given === 0 ? Number.POSITIVE_INFINITY : given;
    let widest = 0;
    this.end = cursor.at;
    for (;;) {
      while (cursor.column < limit && cursor.code() === SPACE) cursor.at++;
      widest = Math.max(widest, cursor.column);
      if (cursor.column < limit && cursor.code() === TAB) {
        throw new ScanError('found a tab character where an indentation space is expected', this.start);
      }
      if (!isBreak(cursor.code())) break;
      this.breaks += cursor.skipBreak();
      this.end = cursor.at;
    }
    return given === 0 ? Math.max(widest, parent + 1, 1) : given;
  }
}
