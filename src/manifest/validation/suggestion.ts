// SPDX-License-Identifier: Apache-2.0

import type {FieldType} from '../../api/schema/notation.js';
import {type Fields, fieldsOf} from '../../api/schema/tables.js';
import {editDistance} from '../../suggest.js';
import type {ValuePath} from '../input/tree.js';
import {settingPath} from './problem.js';

/** What was probably meant by a key that stands for no field there, as the second half of a sentence. */
export function suggestField(fields: Fields, path: ValuePath): string | undefined {
  const key = String(path.at(-1));
  const names = [...fields.values()].filter((field) => field.strict.kind !== 'refused').map((field) => field.name);
  const spelling = names.find((name) => plain(name) === plain(key)) ?? nearest(key, names, 1);
  if (spelling !== undefined) return `did you mean "${spelling}"?`;
  const elsewhere = parentElsewhere(path, key);
  if (elsewhere !== undefined) return `it belongs under ${elsewhere}`;
  const near = nearest(key, names, tolerance(key));
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** What was probably meant by a text that is not one of these words; versions are never a slip of the pen. */
export function suggestWord(words: readonly string[], text: string): string | undefined {
  if (/^\d/u.test(text)) return undefined;
  const word = words.find((known) => plain(known) === plain(text)) ?? nearest(text, words, tolerance(text));
  return word === undefined ? undefined : `did you mean "${word}"?`;
}

/** The word nearest to the given one, at most that far away; of several the first. */
function nearest(word: string, candidates: readonly string[], farthest: number): string | undefined {
  let best: string | undefined;
  let least = farthest + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** How far a word may be from a known one and still pass for a slip of the pen. */
function tolerance(word: string): number {
  return Math.min(3, Math.max(1, Math.floor(word.length / 3)));
}

/** Names apart only in case, underscores and hyphens are the same name misspelt. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/gu, '').toLowerCase();
}

/** Where a field of that name is at home: the place nearest to the one given, if there is no doubt which. */
function parentElsewhere(path: ValuePath, key: string): string | undefined {
  const homes = (homesByName().get(key) ?? []).map((home) => ({home, shared: sharedSteps(home, path)}));
  const most = Math.max(...homes.map(({shared}) => shared));
  const best = homes.filter(({shared}) => shared === most).map(({home}) => home);
  const shortest = Math.min(...best.map((home) => home.length));
  const [home, rival] = best.filter(({length}) => length === shortest);
  return home === undefined || rival !== undefined ? undefined : settingPath(home);
}

function sharedSteps(one: ValuePath, other: ValuePath): number {
  let count = 0;
  while (count < one.length && one[count] === other[count]) count++;
  return count;
}

const DEEPEST = 6;
let homes: Map<string, ValuePath[]> | undefined;

/**
 * Field name → paths of the maps below `spec` that have such a field. Left out are Kubernetes types, lists, and ztunnel,
 * whose values repeat the global ones.
 */
function homesByName(): Map<string, ValuePath[]> {
  if (homes !== undefined) return homes;
  homes = new Map();
  collectHomes(homes, {kind: 'message', table: 'operator', name: 'Spec'}, ['spec'], []);
  return homes;
}

function collectHomes(
  into: Map<string, ValuePath[]>,
  type: FieldType,
  path: ValuePath,
  above: readonly string[],
): void {
  if (
    type.kind !== 'message' ||
    type.table === 'k8s' ||
    type.name === 'Ztunnel' ||
    path.length > DEEPEST ||
    above.includes(type.name)
  )
    return;
  for (const field of fieldsOf(type.table, type.name).values()) {
    if (field.strict.kind === 'refused' || field.remark !== undefined) continue;
    const known = into.get(field.name);
    if (known === undefined) into.set(field.name, [path]);
    else known.push(path);
    collectHomes(into, field.strict, [...path, field.name], [...above, type.name]);
  }
}
