// SPDX-License-Identifier: Apache-2.0
import type {Word} from '../../why/explain/word.js';
import {alignColumns} from '../columns.js';

/** One word in full: what it means, what brings it about, how to tell these apart. */
export function wordText({word, kind, status, meaning, causes, tell}: Word): string {
  return [
    `${word}  ${kind === 'flag' ? 'response flag' : 'response code detail'}${status === '' ? '' : `, with status ${status}`}`,
    `  ${meaning}`,
    '  usual causes',
    ...causes.map((cause) => `    - ${cause}`),
    `  how to tell  ${tell}`,
    '',
  ].join('\n');
}

/** All words, a line each. */
export function wordsText(words: readonly Word[]): string {
  const rows = words.map(({word, status, meaning}) => [word, status || '-', meaning]);
  return alignColumns([['WORD', 'STATUS', 'MEANING'], ...rows], 2);
}
