// SPDX-License-Identifier: Apache-2.0

import type {StringMatch} from '../../../api/istio-types.js';
import {goQuote} from '../../model/go-format.js';
import {error, type Problems} from '../problem.js';

let compile: ((pattern: string) => void) | undefined;

/** Loads the RE2 engine, which costs as much as starting Node. To be awaited before rules that read patterns run. */
export async function loadRegexEngine(): Promise<void> {
  if (compile) return;
  const {RE2JS} = await import('re2js');
  compile = (pattern) => {
    RE2JS.compile(pattern);
  };
}

/** RE2's complaint about a pattern. */
export function regexReason(pattern: string): string | undefined {
  if (!compile) throw new Error('loadRegexEngine was not awaited');
  try {
    compile(pattern);
    return undefined;
  } catch (failure) {
    const text = failure instanceof Error ? failure.message : String(failure);
    return text.endsWith('trailing backslash at end of expression') ? `${text}: \`\`` : text;
  }
}

const LONGEST = 1024;

export function* regex(pattern: string, where: string): Problems {
  if (pattern === '') {
    yield error(`${goQuote(where)}: regex string match should not be empty`);
  } else if (pattern.length > LONGEST) {
    yield error(`${goQuote(where)}: regex is too large, max length allowed is ${LONGEST}`);
  } else {
    const reason = regexReason(pattern);
    const style = 'Istio uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)';
    if (reason !== undefined) yield error(`${goQuote(where)}: ${reason}; ${style}`);
  }
}

export function* stringMatch(match: StringMatch | undefined, where: string): Problems {
  if (match?.prefix === '') yield error(`${goQuote(where)}: prefix string match should not be empty`);
  if (match?.regex !== undefined) yield* regex(match.regex, where);
}
