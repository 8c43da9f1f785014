// SPDX-License-Identifier: Apache-2.0

import {error, type Problems} from '../problem.js';

let parse: ((expression: string) => unknown) | undefined;

/** Loads the CEL parser. To be awaited before rules that read expressions run. */
export async function loadCel(): Promise<void> {
  if (!parse) ({parse} = await import('@bufbuild/cel'));
}

const AN_OPERAND =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

export function* celExpression(expression: string): Problems {
  if (!parse) throw new Error('loadCel was not awaited');
  try {
    parse(expression);
  } catch (failure) {
    yield error(`must be a valid CEL expression, ERROR: ${complaint(expression, failure)}`);
  }
}

/**
 * An expression that ends too early gets the words of the reference's parser. Other mistakes get those of ours, which
 * differ: what an LL parser expects next is not what a recursive descent one does.
 */
function complaint(expression: string, failure: unknown): string {
  if (expression.trim() === '') return `<input>:1:0: Syntax error: mismatched input '<EOF>' expecting ${AN_OPERAND}`;
  if (/(?:[-+*/%<>=!?:([{,]|&&|\|\||\bin)\s*$/.test(expression)) {
    return at(expression, expression.length, `mismatched input '<EOF>' expecting ${AN_OPERAND}`);
  }
  const {location, rawMessage} = Object(failure);
  const offset = typeof location?.start?.offset === 'number' ? location.start.offset : 0;
  return at(expression, offset, String(rawMessage ?? failure));
}

function at(expression: string, offset: number, reason: string): string {
  const before = expression.slice(0, offset).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = expression.split('\n')[before.length - 1] ?? '';
  const pointer = `${'.'.repeat(column)}^`;
  return `<input>:${before.length}:${column + 1}: Syntax error: ${reason}\n | ${line}\n | ${pointer}`;
}
