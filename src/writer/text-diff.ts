// SPDX-License-Identifier: Apache-2.0
import {createTwoFilesPatch} from 'diff';

/** A unified diff of two texts with three lines around each change; empty where they are the same. */
export function unifiedDiff(names: [string, string], texts: [string, string]): string {
  if (texts[0] === texts[1]) return '';
  const patch = createTwoFilesPatch(names[0], names[1], texts[0], texts[1], '', '', {context: 3, timeout: 5000});
  return patch === undefined
    ? `--- ${names[0]}\n+++ ${names[1]}\n(too different to compare line by line)\n`
    : patch.replace(/^=+\n/, '');
}
