// SPDX-License-Identifier: Apache-2.0
import type {Word} from '../../why/explain/word.js';
import type {Answer} from '../../why/why.js';
import type {LogCounts} from './text.js';

/** Answers for programs. */
export function whyJson(answers: readonly Answer[], counts: LogCounts): string {
  const groups = answers.map(({problem: {count, entry}, cause, ruledOut}) => ({
    count,
    code: entry.code,
    flag: entry.flags.join(','),
    detail: entry.detail || entry.termination,
    line: entry.line,
    cause: cause ?? null,
    ruledOut,
  }));
  const rest = {unreadableLines: counts.unreadable, groupsNotExplained: counts.more.length};
  const document = {apiVersion: 'istioctl/v1', kind: 'Why', groups, ...rest};
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Words of access logs for programs. */
export function wordsJson(words: readonly Word[]): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'WhyWords', words}, null, 2)}\n`;
}
