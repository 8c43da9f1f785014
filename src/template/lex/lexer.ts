// SPDX-License-Identifier: Apache-2.0
import {isPrintable, quote} from '../print/quote.js';

const KEYWORDS = [
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'nil',
  'range',
  'template',
  'with',
] as const;

export type Keyword = (typeof KEYWORDS)[number];

export type TokenType =
  | Keyword
  | 'assign'
  | 'bool'
  | 'char'
  | 'character'
  | 'declare'
  | 'dot'
  | 'eof'
  | 'error'
  | 'field'
  | 'identifier'
  | 'leftDelimiter'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rightDelimiter'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable';

/** `text` is the token as written, or what is wrong for an `error`; `at` is its index in the source. */
export interface Token {
  readonly type: TokenType;
  readonly at: number;
  readonly text: string;
}

const keywords: ReadonlyMap<string, Keyword> = new Map(KEYWORDS.map((word) => [word, word]));

const NUMBER =
  /[+-]?(?:0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*\.?[0-7_]*|0[bB][01_]*\.?[01_]*|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9_]*)?)i?/y;
const ASCII_WORD = /\w*/y;
const LETTER_OR_DIGIT = /^[\p{L}\p{Nd}]/u;

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 10 || unit === 13;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** The tokens of one template source, each read when asked for. After an error or the end there are no more. */
export class Lexer {
  private at = 0;
  private insideAction = false;
  private parens = 0;

  constructor(private readonly source: string) {}

  next(): Token {
    if (this.insideAction) return this.nextInAction();
    return this.nextText();
  }

  private token(type: TokenType, start: number): Token {
    return {type, at: start, text: this.source.slice(start, this.at)};
  }

  /** Text up to the next action, or the action's left delimiter, or the end. Comments are skipped. */
  private nextText(): Token {
    for (;;) {
      const start = this.at;
      if (start >= this.source.length) return {type: 'eof', at: start, text: 'EOF'};
      const open = this.source.indexOf('{{', start);
      if (open === -1) {
        this.at = this.source.length;
        return this.token('text', start);
      }
      const trimsLeft = this.source[open + 2] === '-' && isSpace(this.source.charCodeAt(open + 3));
      let end = open;
      if (trimsLeft) while (end > start && isSpace(this.source.charCodeAt(end - 1))) end--;
      this.at = open;
      if (end > start) return {type: 'text', at: start, text: this.source.slice(start, end)};
      const inner = open + (trimsLeft ? 4 : 2);
      this.at = inner;
      if (!this.source.startsWith('/*', inner)) {
        this.insideAction = true;
        this.parens = 0;
        return {type: 'leftDelimiter', at: open, text: '{{'};
      }
      const failure = this.skipComment(inner);
      if (failure !== undefined) return failure;
    }
  }

  private skipComment(start: number): Token | undefined {
    const close = this.source.indexOf('*/', start + 2);
    if (close === -1) return this.fail('unclosed comment', start);
    this.at = close + 2;
    const length = this.rightDelimiterLength();
    if (length === 0) return this.fail('comment ends before closing delimiter', start);
    this.skipRightDelimiter(length);
    return undefined;
  }

  /** The length of the right delimiter with its trim marker at this place; 0 if there is none. */
  private rightDelimiterLength(): number {
    const unit = this.source.charCodeAt(this.at);
    if (unit === 125) return this.source.charCodeAt(this.at + 1) === 125 ? 2 : 0;
    return isSpace(unit) && this.source.startsWith('-}}', this.at + 1) ? 4 : 0;
  }

  private skipRightDelimiter(length: number): void {
    this.at += length;
    if (length === 4) while (isSpace(this.source.charCodeAt(this.at))) this.at++;
  }

  private fail(reason: string, start: number): Token {
    return {type: 'error', at: start, text: reason};
  }

  private nextInAction(): Token {
    const start = this.at;
    const delimiter = this.rightDelimiterLength();
    if (delimiter > 0) {
      if (this.parens > 0) return this.fail('unclosed left paren', start);
      this.insideAction = false;
      this.skipRightDelimiter(delimiter);
      return {type: 'rightDelimiter', at: start + delimiter - 2, text: '}}'};
    }
    const unit = this.source.charCodeAt(start);
    if (Number.isNaN(unit)) return this.fail('unclosed action', start);
    if (isSpace(unit)) return this.space(start);
    if (isDigit(unit) || unit === 43 || unit === 45) return this.number(start);
    if (this.isWordAt(start)) return this.identifier(start);
    this.at++;
    return this.punctuation(start, unit);
  }

  private punctuation(start: number, unit: number): Token {
    switch (String.fromCharCode(unit)) {
      case '=':
        return this.token('assign', start);
      case ':':
        if (this.source[this.at++] !== '=') return this.fail('expected :=', start);
        return this.token('declare', start);
      case '|':
        return this.token('pipe', start);
      case '"':
        return this.quoted(start, '"', 'string', 'unterminated quoted string');
      case "'":
        return this.quoted(start, "'", 'character', 'unterminated character constant');
      case '`':
        return this.rawString(start);
      case '$':
        return this.fieldOrVariable(start, 'variable', 'variable');
      case '.':
        if (this.at === this.source.length || isDigit(this.source.charCodeAt(this.at))) return this.number(start);
        return this.fieldOrVariable(start, 'field', 'dot');
      case '(':
        this.parens++;
        return this.token('leftParen', start);
      case ')':
        if (--this.parens < 0) return this.fail('unexpected right paren', start);
        return this.token('rightParen', start);
      default:
        if (unit >= 0x20 && unit < 0x7f) return this.token('char', start);
        return this.fail(`unrecognized character in action: ${this.describe(start)}`, start);
    }
  }

  /** A run of blanks, but the last one belongs to a trim-marked right delimiter that follows. */
  private space(start: number): Token {
    while (isSpace(this.source.charCodeAt(this.at))) this.at++;
    if (this.source.startsWith('-}}', this.at)) this.at--;
    return this.token('space', start);
  }

  private isWordAt(index: number): boolean {
    const unit = this.source.charCodeAt(index);
    if (unit < 0x80) {
      return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || isDigit(unit) || unit === 95;
    }
    return unit >= 0x80 && LETTER_OR_DIGIT.test(String.fromCodePoint(this.source.codePointAt(index) ?? 0));
  }

  private skipWord(): void {
    for (;;) {
      ASCII_WORD.lastIndex = this.at;
      ASCII_WORD.test(this.source);
      this.at = ASCII_WORD.lastIndex;
      if (!this.isWordAt(this.at)) return;
      this.at += (this.source.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1;
    }
  }

  /** Whether a word may end here, so that `.a.b` is two fields but `$x+2` is an error. */
  private isTerminator(): boolean {
    const unit = this.source.charCodeAt(this.at);
    return (
      Number.isNaN(unit) ||
      isSpace(unit) ||
      '.,|:)('.includes(String.fromCharCode(unit)) ||
      this.source.startsWith('}}', this.at)
    );
  }

  private identifier(start: number): Token {
    this.skipWord();
    if (!this.isTerminator()) return this.fail(`bad character ${this.describe(this.at)}`, start);
    const word = this.source.slice(start, this.at);
    const type = keywords.get(word) ?? (word === 'true' || word === 'false' ? 'bool' : 'identifier');
    return {type, at: start, text: word};
  }

  private fieldOrVariable(start: number, type: TokenType, bare: TokenType): Token {
    if (this.isTerminator()) return this.token(bare, start);
    this.skipWord();
    if (!this.isTerminator()) return this.fail(`bad character ${this.describe(this.at)}`, start);
    return this.token(type, start);
  }

  private quoted(start: number, mark: string, type: TokenType, unterminated: string): Token {
    for (;;) {
      const character = this.source[this.at++];
      if (character === mark) return this.token(type, start);
      const escaped = character === '\\' ? this.source[this.at++] : character;
      if (escaped === undefined || escaped === '\n') return this.fail(unterminated, start);
    }
  }

  private rawString(start: number): Token {
    const end = this.source.indexOf('`', this.at);
    if (end === -1) return this.fail('unterminated raw quoted string', start);
    this.at = end + 1;
    return this.token('string', start);
  }

  private number(start: number): Token {
    this.at = start;
    let valid = this.scanNumber();
    const sign = this.source[this.at];
    if (valid && (sign === '+' || sign === '-')) valid = this.scanNumber() && this.source[this.at - 1] === 'i';
    if (!valid) return this.fail(`bad number syntax: ${quote(this.source.slice(start, this.at))}`, start);
    return this.token('number', start);
  }

  /** Goes over what may be a number; whether it is one is found out when it is converted. */
  private scanNumber(): boolean {
    NUMBER.lastIndex = this.at;
    NUMBER.test(this.source);
    this.at = NUMBER.lastIndex;
    if (!this.isWordAt(this.at)) return true;
    this.at += (this.source.codePointAt(this.at) ?? 0) > 0xffff ? 2 : 1;
    return false;
  }

  /** A character as Go's `%#U` shows it. */
  private describe(index: number): string {
    const code = this.source.codePointAt(index) ?? 0;
    const character = String.fromCodePoint(code);
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    return `U+${hex}${isPrintable(character) ? ` '${character}'` : ''}`;
  }
}

/** A token as parse errors name it. */
export function describeToken(token: Token): string {
  if (token.type === 'eof') return 'EOF';
  if (token.type === 'error') return token.text;
  if (token.type === 'dot' || keywords.has(token.type)) return `<${token.text}>`;
  return token.text.length > 10 ? `${quote([...token.text].slice(0, 10).join(''))}...` : quote(token.text);
}
