// SPDX-License-Identifier: Apache-2.0
import type {FieldChange} from './diff.js';

/** What a change of a field is that changes nothing: words for people in a CRD, or comments in a text. */
export type Prose = 'description' | 'comment';

/** Returns what the change is where only words for people differ; undefined where something else does. */
export function proseIn({path, before, after}: FieldChange): Prose | undefined {
  if (/^spec\.versions\[.*\]\.schema\.openAPIV3Schema\b.*\.description$/.test(path)) return 'description';
  if (typeof before !== 'string' || typeof after !== 'string' || !before.includes('\n')) return undefined;
  return withoutComments(before) === withoutComments(after) ? 'comment' : undefined;
}

/** A text of YAML, or a template for it, without lines that are empty or comments, and without comments of templates. */
function withoutComments(text: string): string {
  return text
    .replaceAll(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g, '')
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s*#/.test(line))
    .join('\n');
}
