// SPDX-License-Identifier: Apache-2.0

/** What Go's encoding/json says about a text that is not JSON: the first character that cannot stand where it does. */
export function jsonMistake(text: string): string {
  // The end of the text counts as a blank: it ends numbers, and is wrong in the middle of words.
  const scanner = new Scanner(`${text} `);
  try {
    scanner.value();
    scanner.blanks();
    if (!scanner.isAtEnd()) scanner.wrong('after top-level value');
    return 'unexpected end of JSON input';
  } catch (error) {
    if (error instanceof Mistake) return error.message;
    throw error;
  }
}

class Mistake extends Error {}

const ESCAPES = /["\\/bfnrt]/;

class Scanner {
  private at = 0;

  constructor(private readonly text: string) {}

  isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  private get next(): string {
    return this.text[this.at] ?? '';
  }

  wrong(where: string): never {
    const character = this.text.codePointAt(this.at);
    if (character === undefined) throw new Mistake('unexpected end of JSON input');
    throw new Mistake(`invalid character ${quoted(String.fromCodePoint(character))} ${where}`);
  }

  blanks(): void {
    while (/[ \t\r\n]/.test(this.next)) this.at++;
  }

  private take(accepted: RegExp, where: string): void {
    if (!accepted.test(this.next)) this.wrong(where);
    this.at++;
  }

  value(): void {
    this.blanks();
    switch (this.next) {
      case '{':
        return this.members('}', () => this.member());
      case '[':
        return this.members(']', () => this.value());
      case '"':
        return this.string();
      case 't':
        return this.literal('true');
      case 'f':
        return this.literal('false');
      case 'n':
        return this.literal('null');
      default:
        return this.number();
    }
  }

  private members(close: string, one: () => void): void {
    this.at++;
    this.blanks();
    if (this.next === close) {
      this.at++;
      return;
    }
    for (;;) {
      one();
      this.blanks();
      if (this.next === close) break;
      this.take(/,/, close === '}' ? 'after object key:value pair' : 'after array element');
    }
    this.at++;
  }

  private member(): void {
    this.blanks();
    if (this.next !== '"') this.wrong('looking for beginning of object key string');
    this.string();
    this.blanks();
    this.take(/:/, 'after object key');
    this.value();
  }

  private string(): void {
    this.at++;
    while (this.next !== '"') {
      if (this.next < ' ') this.wrong('in string literal');
      if (this.next === '\\') this.escape();
      else this.at++;
    }
    this.at++;
  }

  private escape(): void {
    this.at++;
    if (this.next !== 'u') return this.take(ESCAPES, 'in string escape code');
    this.at++;
    for (let i = 0; i < 4; i++) this.take(/[0-9a-fA-F]/, String.raw`in \u hexadecimal character escape`);
  }

  private literal(word: string): void {
    for (const [i, letter] of [...word].entries()) {
      if (this.next !== letter) this.wrong(`in literal ${word} (expecting ${quoted(word.charAt(i))})`);
      this.at++;
    }
  }

  private number(): void {
    const isNegative = this.next === '-';
    if (isNegative) this.at++;
    const where = isNegative ? 'in numeric literal' : 'looking for beginning of value';
    if (this.next === '0') this.at++;
    else this.digits(where);
    if (this.next === '.') {
      this.at++;
      this.digits('after decimal point in numeric literal');
    }
    if (!/[eE]/.test(this.next)) return;
    this.at++;
    if (/[+-]/.test(this.next)) this.at++;
    this.digits('in exponent of numeric literal');
  }

  private digits(where: string): void {
    this.take(/[0-9]/, where);
    while (/[0-9]/.test(this.next)) this.at++;
  }
}

function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  if (character === '"') return `'"'`;
  return `'${JSON.stringify(character).slice(1, -1)}'`;
}
