// SPDX-License-Identifier: Apache-2.0
import {
  BLANKS,
  FIELDS,
  FLOATS,
  FORMATS,
  INTEGERS,
  ODD_NUMBERS,
  ODD_STRINGS,
  SHIP,
  STRINGS,
  TAME_CALLS,
  TAME_FIELDS,
  TAME_SHIP,
  TAME_TAILS,
  WILD_TAILS,
} from './generator-words.js';

export type Pick = <T>(...items: readonly T[]) => T;

/**
 * Writes one random template. A tame one uses values as their types ask for it and so mostly runs to its end;
 * a wild one combines anything.
 */
export class TemplateWriter {
  private variables = ['$'];
  private loops = 0;
  /** The templates that may be called from here; none calls one that is defined after it, so that none recurs. */
  private callable: string[] = [];

  constructor(
    private readonly pick: Pick,
    private readonly below: (limit: number) => number,
    private readonly isTame: boolean,
  ) {}

  /** The text of a file: a body, after definitions of the names that templates call. */
  file(depth: number): string {
    let text = '';
    for (const name of ['t1', 't2']) {
      if (this.isTame || !this.chance(4)) {
        const body = this.alone(() => this.body(1));
        text += this.action(`define "${name}"`) + body + this.action('end') + this.blank();
      }
      this.callable.push(name);
    }
    return text + this.body(depth);
  }

  private chance(n: number): boolean {
    return this.below(n) === 0;
  }

  private blank(): string {
    return this.pick(...BLANKS);
  }

  private body(depth: number): string {
    let text = '';
    for (let i = this.below(4) + 1; i > 0; i--) text += this.blank() + this.statement(depth);
    return text + this.blank();
  }

  /** Templates see neither the variables nor the loops around them. */
  private alone(write: () => string): string {
    const {variables, loops} = this;
    this.variables = ['$'];
    this.loops = 0;
    const text = write();
    this.variables = variables;
    this.loops = loops;
    return text;
  }

  private scoped(write: () => string): string {
    const count = this.variables.length;
    const text = write();
    this.variables.length = count;
    return text;
  }

  private action(inside: string): string {
    const left = this.chance(4) ? '{{- ' : this.pick('{{', '{{ ');
    const right = this.chance(4) ? ' -}}' : this.pick('}}', ' }}');
    return left + inside + right;
  }

  private statement(depth: number): string {
    if (depth === 0) return this.action(this.pipeline(1));
    switch (this.below(12)) {
      case 0:
      case 1:
        return this.branch('if', depth);
      case 2:
        return this.branch('with', depth);
      case 3:
      case 4:
        return this.range(depth);
      case 5:
        return this.declaration();
      case 6:
        return this.call(depth);
      case 7:
        if (this.loops > 0 || (!this.isTame && this.chance(20))) return this.action(this.pick('break', 'continue'));
        return this.pick('{{/* c */}}', '{{- /* c\n */ -}}', '{{/**/ -}}', this.isTame ? '' : '{{ /* bad */ }}');
      default:
        return this.action(this.pipeline(2));
    }
  }

  private branch(kind: string, depth: number): string {
    return this.scoped(() => {
      const condition = this.pipeline(2);
      const declares = this.chance(5) ? `${this.newVariable()} := ` : '';
      let text = this.action(`${kind} ${declares}${condition}`) + this.scoped(() => this.body(depth - 1));
      if (this.chance(3))
        text += this.action(`else ${kind} ${this.pipeline(1)}`) + this.scoped(() => this.body(depth - 1));
      if (this.chance(2)) text += this.action('else') + this.scoped(() => this.body(depth - 1));
      return text + this.action('end');
    });
  }

  private range(depth: number): string {
    return this.scoped(() => {
      const isOdd = !this.isTame && this.chance(3);
      const over = isOdd
        ? this.pipeline(1)
        : this.pick('$.l', '$.m', '3', '0', '$.nil', 'list 1 "a" 2.5', '$.e', '$.gone');
      const left = this.isTame && /^\d/.test(over) ? this.pick('', 'one') : this.pick('', '', 'one', 'two');
      const first = left === '' ? '' : this.newVariable();
      const declares = left === 'two' ? `${first}, ${this.newVariable()} := ` : left === 'one' ? `${first} := ` : '';
      this.loops++;
      let text = this.action(`range ${declares}${over}`) + this.scoped(() => this.body(depth - 1));
      this.loops--;
      if (this.chance(3)) text += this.action('else') + this.scoped(() => this.body(depth - 1));
      return text + this.action('end');
    });
  }

  private declaration(): string {
    const value = this.pipeline(2);
    const isAssignment = this.variables.length > 1 && this.chance(2);
    if (isAssignment) return this.action(`${this.pick(...this.variables.slice(1))} = ${value}`);
    return this.action(`${this.newVariable()} := ${value}`);
  }

  private newVariable(): string {
    const name = this.pick('$x', '$y', '$z', '$w');
    this.variables.push(name);
    return name;
  }

  private variable(): string {
    return !this.isTame && this.chance(60) ? '$unknown' : this.pick(...this.variables);
  }

  private call(depth: number): string {
    if (this.chance(4)) {
      const inside = this.alone(() => this.body(depth - 1));
      const dot = this.isTame ? '$' : this.pipeline(1);
      return this.action(`block "b${this.below(1_000_000)}" ${dot}`) + inside + this.action('end');
    }
    if (this.callable.length === 0) return this.action(this.pipeline(2));
    const name = !this.isTame && this.chance(30) ? 'missing' : this.pick(...this.callable);
    const dot = this.isTame ? '$' : this.pick('.', '.m', '$');
    if (this.chance(2)) return this.action(`template "${name}" ${dot}`);
    return this.action(`include "${name}" ${dot}${this.pick('', ' | upper', ' | len')}`);
  }

  private pipeline(depth: number): string {
    const first = this.command(depth);
    if (!this.chance(4)) return first;
    return `${first} | ${this.isTame ? this.pick(...TAME_TAILS) : this.pick(...TAME_TAILS, ...WILD_TAILS)}`;
  }

  private command(depth: number): string {
    const arg = () => this.argument(depth - 1);
    switch (this.below(14)) {
      case 0:
      case 1:
        return this.comparison(depth - 1);
      case 2:
      case 3:
      case 4:
        return `printf ${JSON.stringify(this.pick(...FORMATS))} ${Array.from({length: this.below(4)}, arg).join(' ')}`;
      case 5:
        return `${this.pick('print', 'println', 'list', 'html', 'js', 'urlquery')} ${arg()} ${arg()} ${arg()}`;
      case 6:
        return `${this.pick('and', 'or')} ${arg()} ${arg()} ${this.pick('', arg())}`;
      case 7:
        return `not ${arg()}`;
      case 8:
        return this.isTame ? this.pick(...TAME_CALLS) : this.wildCall(arg);
      case 9:
        return this.isTame ? this.pick(...TAME_SHIP) : this.pick(...SHIP);
      default:
        return this.operand(depth);
    }
  }

  private wildCall(arg: () => string): string {
    const index = ['.l 0', '.m "k1"', `.l ${arg()}`, `.m ${arg()}`, `${arg()} ${arg()}`, '.m "k2" "deep"'];
    const slice = [
      '.l 1',
      '.l 0 1',
      '"abcd" 1 3',
      '"abcd" 3 1',
      '"abcd" 9',
      '.l 0 1 1',
      '.a 1',
      '.l "a"',
      `${arg()} 0`,
    ];
    const typed = this.pick('upper', 'half', 'next', 'no', 'size', 'wide', 'fail', 'none', 'call', 'len');
    return this.pick(
      `index ${this.pick(...index)}`,
      `slice ${this.pick(...slice)}`,
      `${typed} ${arg()}`,
      `${typed} ${this.literal()}`,
    );
  }

  private comparison(depth: number): string {
    const operator = this.pick('eq', 'ne', 'lt', 'le', 'gt', 'ge');
    const integers = [...INTEGERS, '$.i'];
    const floats = [...FLOATS, '$.n', '$.f'];
    if (!this.isTame && this.chance(3)) {
      const others = Array.from({length: this.below(3)}, () => this.argument(depth));
      return `${operator} ${this.argument(depth)} ${others.join(' ')}`;
    }
    const kind = this.pick(integers, floats, ['$.s', ...STRINGS]);
    const more = operator === 'eq' && this.chance(3) ? ` ${this.pick(...kind)}` : '';
    return `${operator} ${this.pick(...kind)} ${this.pick(...kind)}${more}`;
  }

  private argument(depth: number): string {
    if (depth > 0 && this.chance(3))
      return `(${this.pipeline(depth)})${this.isTame ? '' : this.pick('', '', '.x', '.k1.x')}`;
    return this.operand(0);
  }

  private operand(depth: number): string {
    if (depth > 0 && this.chance(5)) return `(${this.pipeline(depth - 1)})${this.isTame ? '' : this.pick('', '.x')}`;
    switch (this.below(9)) {
      case 0:
      case 1:
        return this.isTame ? this.pick(...TAME_FIELDS) : this.pick(...FIELDS);
      case 2:
        return this.isTame ? this.pick(...TAME_FIELDS) : `$${this.pick(...FIELDS)}`;
      case 3:
        return this.variable() + (this.isTame ? '' : this.pick('', '', '.x', '.k1'));
      case 4:
        return '.';
      case 5:
        return !this.isTame && this.chance(6)
          ? this.pick('nil', 'none', 'none.x', '(none).x')
          : this.pick('true', 'false');
      default:
        return this.literal();
    }
  }

  private literal(): string {
    if (!this.isTame && this.chance(60)) return this.pick(...ODD_STRINGS, ...ODD_NUMBERS);
    return this.pick(...this.pick(INTEGERS, FLOATS, STRINGS));
  }
}
