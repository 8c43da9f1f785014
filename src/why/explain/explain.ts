// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../../errors.js';
import {DETAILS} from './details.js';
import {FLAGS} from './flags.js';
import type {Word} from './word.js';

/** All words that are explained: response flags, then response code details. */
export const WORDS: readonly Word[] = [...FLAGS, ...DETAILS];

/**
 * Returns what a word of an access log means: a flag in any case, or a detail with or without what follows in braces.
 * @throws IstioctlError (64) for a word that Envoy does not have.
 */
export function explainWord(text: string): Word {
  const bare = text.replace(/[[{(].*$/, '').trim();
  const found =
    WORDS.find(({word}) => word.toLowerCase() === bare.toLowerCase()) ??
    WORDS.find(({word, kind}) => kind === 'detail' && bare.toLowerCase().startsWith(`${word}.`.toLowerCase()));
  if (found) return found;
  throw new IstioctlError(`unknown response flag or code detail ${JSON.stringify(text)}`, {
    hint: 'List them with `istioctl why --explain`.',
    exitCode: ExitCode.Usage,
  });
}
