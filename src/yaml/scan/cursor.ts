// SPDX-License-Identifier: Apache-2.0
import {isBlank, isBreak, isBreakOrEnd} from './characters.js';

const BYTE_ORDER_MARK = 0xfeff;

/** A place in a text that moves forward and knows its line. */
export class Cursor {
  at: number;
  /** Lines before this one. */
  line = 0;
  lineStart: number;

  constructor(readonly text: string) {
    this.at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    this.lineStart = this.at;
  }

  /** How many characters stand before this one on its line. */
  get column(): number {
    return this.at - this.lineStart;
  }

  /** The code of the character that stands so many characters further on; 0 behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead) | 0;
  }

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Goes behind the line break that stands here. Returns it as it counts in values: `\r\n` and `\r` are `\n`. */
  skipBreak(): string {
    const code = this.code();
    this.at += code === 0x0d && this.code(1) === 0x0a ? 2 : 1;
    this.line++;
    this.lineStart = this.at;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  skipSpaces(): void {
    const {text} = this;
    let {at} = this;
    while (text.charCodeAt(at) === 0x20) at++;
    this.at = at;
  }

  /** Goes to the next line break, or the end. */
  skipLine(): void {
    const {text} = this;
    let {at} = this;
    for (;;) {
      const code = text.charCodeAt(at) | 0;
      if ((code < 0x20 || code > 0x7e) && isBreakOrEnd(code)) break;
      at++;
    }
    this.at = at;
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.at++;
  }

  /** Goes to the end of the line if a comment starts here. */
  skipComment(): void {
    if (this.code() !== 0x23) return;
    this.skipLine();
  }

  /** Goes over blanks and a comment behind a header or directive. Returns whether the line ends there, which is skipped too. */
  skipLineEnd(): boolean {
    this.skipBlanks();
    this.skipComment();
    if (!isBreakOrEnd(this.code())) return false;
    if (isBreak(this.code())) this.skipBreak();
    return true;
  }

  /** Whether `---` or `...` stands at the start of this line, alone or with a blank behind it. */
  isAtDocumentMark(): boolean {
    if (this.at !== this.lineStart) return false;
    const code = this.code();
    if ((code !== 0x2d && code !== 0x2e) || this.code(1) !== code || this.code(2) !== code) return false;
    return isBlank(this.code(3)) || isBreakOrEnd(this.code(3));
  }
}
