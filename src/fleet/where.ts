// SPDX-License-Identifier: Apache-2.0
import {loadPatternMatcher} from '../api/pattern.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {didYouMean} from '../suggest.js';
import type {Cells} from './kind.js';

/** A condition on a row. */
export interface Condition {
  /** The columns it looks at. */
  keys: readonly string[];
  holds(cells: Cells): boolean;
}

const OPERATORS = ['!=', '=~', '!~', '<=', '>=', '==', '=', '<', '>'] as const;

type Operator = (typeof OPERATORS)[number];

/**
 * Reads a condition: `COLUMN OPERATOR VALUE`, joined by `and`, `or`, `not` and parentheses. Operators are = and != (case
 * aside), =~ and !~ (an expression in RE2's syntax found anywhere), <, <=, > and >= (as numbers where both sides are, else
 * as texts, in which times come in order). Values with blanks stand in quotes. Columns are called as in JSON, case, `-` and `_` aside.
 * Throws an IstioctlError (64) that says where the condition breaks off, or names the column probably meant.
 */
export async function parseCondition(text: string, columns: readonly string[]): Promise<Condition> {
  const matches = await loadPatternMatcher();
  const tokens = tokensOf(text);
  const keys: string[] = [];
  let at = 0;

  const peek = () => tokens[at]?.text;
  const word = (name: string) => tokens[at]?.quoted === false && peek()?.toLowerCase() === name && at++ >= 0;
  const broken = (wanted: string) => {
    const found = tokens[at] ? `not ${JSON.stringify(peek())}` : 'not the end';
    return usage(`${JSON.stringify(text)}: ${wanted} was expected, ${found}`);
  };

  function either(): Condition['holds'] {
    const parts = [all()];
    while (word('or')) parts.push(all());
    return (cells) => parts.some((holds) => holds(cells));
  }
  function all(): Condition['holds'] {
    const parts = [one()];
    while (word('and')) parts.push(one());
    return (cells) => parts.every((holds) => holds(cells));
  }
  function one(): Condition['holds'] {
    if (word('not')) {
      const holds = one();
      return (cells) => !holds(cells);
    }
    if (!word('(')) return comparison();
    const holds = either();
    if (!word(')')) throw broken(')');
    return holds;
  }
  function comparison(): Condition['holds'] {
    if (peek() === undefined) throw broken('a column');
    const key = columnOf(peek() ?? '', columns);
    at++;
    const operator = OPERATORS.find((each) => each === peek());
    if (!operator) throw broken(`one of ${OPERATORS.join(' ')}`);
    at++;
    const value = peek();
    if (value === undefined) throw broken('a value');
    at++;
    keys.push(key);
    return comparer(operator, key, value, matches);
  }

  const holds = either();
  if (at < tokens.length) throw broken('and, or, or the end');
  return {keys, holds};
}

interface Token {
  text: string;
  quoted: boolean;
}

/** Operators, parentheses, quoted texts, and words of anything else. */
const TOKEN = /\s*(?:"([^"]*)"|'([^']*)'|(!=|=~|!~|<=|>=|==|=|<|>|\(|\))|([^\s()=!<>"']+))/y;
/** Behind an operator a value goes on to the next blank, so that expressions need no quotes. */
const VALUE = /\s*(?:"([^"]*)"|'([^']*)'|([^\s"'](?:[^\s]*[^\s)])?))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    const isValue = OPERATORS.some((each) => each === tokens.at(-1)?.text && tokens.at(-1)?.quoted === false);
    const pattern = isValue ? VALUE : TOKEN;
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) throw usage(`${JSON.stringify(text)}: cannot be read from ${JSON.stringify(text.slice(at).trim())} on`);
    const [, double, single, ...plain] = found;
    const quoted = double ?? single;
    tokens.push(
      quoted === undefined
        ? {text: plain.find((each) => each !== undefined) ?? '', quoted: false}
        : {text: quoted, quoted: true},
    );
    at = pattern.lastIndex;
  }
  return tokens;
}

function columnOf(name: string, columns: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, '');
  const key = columns.find((each) => plain(each) === plain(name));
  if (key !== undefined) return key;
  const hint = [didYouMean(name, [...columns]), `columns are ${columns.join(', ')}`].filter(Boolean).join('; ');
  throw new IstioctlError(`--where: there is no column ${JSON.stringify(name)}`, {exitCode: ExitCode.Usage, hint});
}

function comparer(
  operator: Operator,
  key: string,
  value: string,
  matches: (pattern: string, text: string) => boolean,
): Condition['holds'] {
  const text = (cells: Cells) => String(cells[key] ?? '');
  const same = (cells: Cells) => text(cells).toLowerCase() === value.toLowerCase();
  switch (operator) {
    case '=':
    case '==':
      return same;
    case '!=':
      return (cells) => !same(cells);
    case '=~':
    case '!~':
      checkPattern('--where', value, matches);
      return (cells) => matches(value, text(cells)) === (operator === '=~');
    default:
      return (cells) => text(cells) !== '' && inOrder(operator, order(text(cells), value));
  }
}

/** Throws an IstioctlError (64) where an expression cannot be compiled. */
export function checkPattern(flag: string, pattern: string, matches: (pattern: string, text: string) => boolean): void {
  try {
    matches(pattern, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`${flag}: ${JSON.stringify(pattern)}: ${reason}`, {cause: error, exitCode: ExitCode.Usage});
  }
}

function order(left: string, right: string): number {
  const [a, b] = [Number(left), Number(right)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return left < right ? -1 : left > right ? 1 : 0;
}

function inOrder(operator: '<' | '<=' | '>' | '>=', difference: number): boolean {
  if (operator === '<') return difference < 0;
  if (operator === '<=') return difference <= 0;
  return operator === '>' ? difference > 0 : difference >= 0;
}

function usage(message: string): IstioctlError {
  return new IstioctlError(`--where: ${message}`, {exitCode: ExitCode.Usage});
}
