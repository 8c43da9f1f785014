// SPDX-License-Identifier: Apache-2.0
import type {Terminal} from '../../io/terminal.js';
import {explainWord, WORDS} from '../../why/explain/explain.js';
import {wordsText, wordText} from '../../writer/why/explain.js';
import {wordsJson} from '../../writer/why/json.js';

/** Prints what a word of access logs means, or all of them. Throws an IstioctlError (64) for an unknown word. */
export function explainWhy(word: string | undefined, output: string, terminal: Terminal): void {
  const words = word === undefined ? WORDS : [explainWord(word)];
  const [only] = words;
  if (output === 'json') terminal.out(wordsJson(words));
  else terminal.out(word !== undefined && only ? wordText(only) : wordsText(words));
}
