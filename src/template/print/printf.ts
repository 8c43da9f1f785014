// SPDX-License-Identifier: Apache-2.0

import {goTypeName, type Value} from '../compile/value.js';
import {formatValue, LONGEST} from './print.js';
import {type Flags, noFlags} from './print-scalar.js';

/** Larger widths and precisions are not numbers to Go. */
const LARGEST = 1_000_000;

const FLAGS: Readonly<Record<string, 'sharp' | 'zero' | 'plus' | 'minus' | 'space'>> = {
  '#': 'sharp',
  '0': 'zero',
  '+': 'plus',
  '-': 'minus',
  ' ': 'space',
};

/** Formats the operands as Go's `fmt.Sprintf` does; what does not fit is shown in its `%!…` forms. */
export function printf(format: string, values: readonly Value[]): string {
  return new FormatReader(format, values).run();
}

class FormatReader {
  private at = 0;
  private operand = 0;
  private output = '';
  private isReordered = false;
  private hasGoodIndex = true;
  private followsIndex = false;

  constructor(
    private readonly format: string,
    private readonly values: readonly Value[],
  ) {}

  run(): string {
    for (;;) {
      const percent = this.format.indexOf('%', this.at);
      this.output += this.format.slice(this.at, percent === -1 ? undefined : percent);
      if (percent === -1) break;
      this.at = percent + 1;
      this.directive();
      if (this.output.length > LONGEST) throw new Error('the formatted text is too long');
    }
    if (!this.isReordered && this.operand < this.values.length) this.extraOperands();
    return this.output;
  }

  private extraOperands(): void {
    const extra = this.values
      .slice(this.operand)
      .map((value) =>
        value === null || value === undefined ? '<nil>' : `${goTypeName(value)}=${formatValue(value, 'v', noFlags)}`,
      );
    this.output += `%!(EXTRA ${extra.join(', ')})`;
  }

  private directive(): void {
    this.hasGoodIndex = true;
    this.followsIndex = false;
    const flags: Flags = {...noFlags};
    for (;;) {
      const flag = FLAGS[this.format[this.at] ?? ''];
      if (flag === undefined) break;
      flags[flag] = true;
      this.at++;
    }
    this.index();
    this.width(flags);
    this.precision(flags);
    if (!this.followsIndex) this.index();
    const code = this.format.codePointAt(this.at);
    if (code === undefined) {
      this.output += '%!(NOVERB)';
      return;
    }
    const verb = String.fromCodePoint(code);
    this.at += verb.length;
    this.output += this.verb(verb, flags);
  }

  private verb(verb: string, flags: Flags): string {
    if (verb === '%') return '%';
    if (!this.hasGoodIndex) return `%!${verb}(BADINDEX)`;
    if (this.operand >= this.values.length) return `%!${verb}(MISSING)`;
    const value = this.values[this.operand++];
    if (verb !== 'v' && verb !== 'w') return formatValue(value, verb, flags);
    return formatValue(value, verb, {...flags, sharp: false, plus: false, sharpV: flags.sharp, plusV: flags.plus});
  }

  /** `[n]` before a width, a precision or the verb: the operand to go on with. */
  private index(): void {
    this.followsIndex = false;
    if (this.format[this.at] !== '[') return;
    this.isReordered = true;
    const close = this.format.indexOf(']', this.at);
    if (close === -1 || this.format.length - this.at < 3) {
      this.hasGoodIndex = false;
      this.at++;
      return;
    }
    const digits = this.format.slice(this.at + 1, close);
    this.at = close + 1;
    const index = /^\d+$/.test(digits) && Number(digits) <= LARGEST ? Number(digits) - 1 : undefined;
    this.followsIndex = index !== undefined;
    if (index !== undefined && index >= 0 && index < this.values.length) this.operand = index;
    else this.hasGoodIndex = false;
  }

  private width(flags: Flags): void {
    if (this.format[this.at] !== '*') {
      flags.width = this.number();
      if (this.followsIndex && flags.width !== undefined) this.hasGoodIndex = false;
      return;
    }
    this.at++;
    this.followsIndex = false;
    const width = this.integerOperand();
    if (width === undefined) this.output += '%!(BADWIDTH)';
    else flags.width = Math.abs(width);
    if (width !== undefined && width < 0) {
      flags.minus = true;
      flags.zero = false;
    }
  }

  private precision(flags: Flags): void {
    if (this.format[this.at] !== '.' || this.at + 1 >= this.format.length) return;
    this.at++;
    if (this.followsIndex) this.hasGoodIndex = false;
    this.index();
    if (this.format[this.at] !== '*') {
      flags.precision = this.number() ?? 0;
      return;
    }
    this.at++;
    this.followsIndex = false;
    const precision = this.integerOperand();
    if (precision !== undefined && precision >= 0) flags.precision = precision;
    else this.output += '%!(BADPREC)';
  }

  private number(): number | undefined {
    const digits = /\d*/y;
    digits.lastIndex = this.at;
    const found = digits.exec(this.format)?.[0] ?? '';
    if (found === '') return undefined;
    if (Number(found) > LARGEST * 10 + 9) {
      this.at = this.format.length;
      return undefined;
    }
    this.at += found.length;
    return Number(found);
  }

  private integerOperand(): number | undefined {
    const value = this.values[this.operand];
    if (this.operand < this.values.length) this.operand++;
    if (typeof value !== 'bigint' || value > LARGEST || value < -LARGEST) return undefined;
    return Number(value);
  }
}
