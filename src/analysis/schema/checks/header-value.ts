// SPDX-License-Identifier: Apache-2.0

import {error, type Problems} from '../problem.js';

type State =
  | 'literal'
  | 'percent'
  | 'name'
  | 'arguments'
  | 'string'
  | 'list'
  | 'escape'
  | 'after string'
  | 'after list'
  | 'after arguments'
  | 'json';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** A value that is put into a header: what stands between percent signs must be a command of Envoy. */
export function* headerValue(value: string): Problems {
  if (CONTROL.test(value)) {
    yield error(`header value configuration ${value} is invalid`);
    return;
  }
  const problem = commandProblem(value);
  if (problem !== undefined) yield error(`header value configuration: invalid header configuration. ${problem}`);
}

/** The grammar of spec §4.1a, character by character. */
function commandProblem(value: string): string | undefined {
  let state: State = 'literal';
  let start = 0;
  for (let i = 0; i < value.length; i++) {
    const next = step(state, value[i] ?? '');
    if ('problem' in next) return next.problem;
    if (state === 'literal' && next.state === 'percent') {
      if (i + 1 === value.length) return 'Un-escaped %';
      start = i;
    }
    state = next.state;
  }
  if (state === 'literal') return undefined;
  return state === 'escape'
    ? 'Un-terminated backslash in JSON string'
    : `Un-terminated variable expression '${value.slice(start)}'`;
}

type Step = {state: State} | {problem: string};

const go = (state: State): Step => ({state});
const stop = (problem: string): Step => ({problem});
const isBlank = (character: string) => character === ' ';

function step(state: State, character: string): Step {
  switch (state) {
    case 'literal':
      return go(character === '%' ? 'percent' : 'literal');
    case 'percent':
      return go(character === '%' ? 'literal' : 'name');
    case 'name':
      if (character === '%') return go('literal');
      return go(character === '(' ? 'arguments' : 'name');
    case 'arguments':
      if (isBlank(character)) return go('arguments');
      return go(character === '[' ? 'list' : 'string');
    case 'string':
      return go(character === ')' ? 'after arguments' : 'string');
    case 'list':
      if (isBlank(character)) return go('list');
      return character === '"' ? go('json') : stop(`Expecting '"'`);
    case 'json':
      if (character === '\\') return go('escape');
      return go(character === '"' ? 'after string' : 'json');
    case 'escape':
      return go('json');
    default:
      return behind(state, character);
  }
}

function behind(state: 'after string' | 'after list' | 'after arguments', character: string): Step {
  if (isBlank(character)) return go(state);
  switch (state) {
    case 'after string':
      if (character === ',') return go('list');
      return character === ']' ? go('after list') : stop("Expecting ',', ']', or whitespace");
    case 'after list':
      return character === ')' ? go('after arguments') : stop("Expecting ')' or whitespace after '{}', but found '{}'");
    case 'after arguments':
      return character === '%' ? go('literal') : stop("Expecting '%' or whitespace after");
  }
}
