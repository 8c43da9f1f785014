// SPDX-License-Identifier: Apache-2.0
import {createTwoFilesPatch} from 'diff';
import type {FieldChange, ManifestDiff, ObjectChange} from '../../manifest/objects/diff.js';
import {type Prose, proseIn} from '../../manifest/objects/prose.js';
import {quantity} from '../../quantity.js';

const MARKS = {added: '+', removed: '-', changed: '~'} as const;

/**
 * One line per object that came or went, one per field that changed, and a count. Empty for no difference.
 *
 * @param withoutProse Whether changes of descriptions and comments are counted only.
 */
export function manifestDiffText(diff: ManifestDiff, {withoutProse = false} = {}): string {
  if (diff.changes.length === 0) return '';
  const width = Math.max(...diff.changes.map(({kind}) => kind.length));
  const lines = diff.changes.flatMap((change) => objectLines(change, width, withoutProse));
  return `${lines.join('\n')}\n${summary(diff)}\n`;
}

function objectLines(change: ObjectChange, width: number, withoutProse: boolean): string[] {
  const name = change.namespace ? `${change.namespace}/${change.name}` : change.name;
  const head = `${MARKS[change.change]} ${change.kind.padEnd(width)} ${name}`;
  if (change.change !== 'changed') return [head];
  const prose = withoutProse ? change.fields.map(proseIn) : [];
  const shown = change.fields.filter((_, i) => prose[i] === undefined);
  return [head, ...shown.flatMap(fieldLines), ...proseLines(prose)];
}

/** How much of what changed are words for people. */
function proseLines(prose: readonly (Prose | undefined)[]): string[] {
  const countOf = (kind: Prose): number => prose.filter((each) => each === kind).length;
  const [descriptions, comments] = [countOf('description'), countOf('comment')];
  const counts = [
    ...(descriptions > 0 ? [quantity(descriptions, 'description')] : []),
    ...(comments > 0 ? [`comments in ${quantity(comments, 'text')}`] : []),
  ];
  return counts.length === 0 ? [] : [`    not shown: ${counts.join(', ')}`];
}

function fieldLines({path, before, after}: FieldChange): string[] {
  if (typeof before === 'string' && typeof after === 'string' && `${before}${after}`.includes('\n')) {
    return [`    ${path}:`, ...textLines(before, after).map((line) => `      ${line}`)];
  }
  return [`    ${path}: ${shown(before)} -> ${shown(after)}`];
}

/** The changed lines of two texts with one line around them. */
function textLines(before: string, after: string): string[] {
  const patch = createTwoFilesPatch('', '', before, after, '', '', {context: 1, timeout: 2000});
  if (patch === undefined) return ['(texts differ)'];
  return patch
    .split('\n')
    .slice(4)
    .filter((line) => line !== '' && !line.startsWith('\\'));
}

function shown(value: unknown): string {
  if (value === undefined) return '(absent)';
  return typeof value === 'string' && value !== '' && !/^\s|\s$/.test(value) ? value : JSON.stringify(value);
}

function summary({changes, unchanged}: ManifestDiff): string {
  const count = (kind: ObjectChange['change']) => changes.filter(({change}) => change === kind).length;
  return `${count('changed')} changed, ${count('added')} added, ${count('removed')} removed, ${unchanged} unchanged`;
}

/** The same for programs; `before` or `after` is left out where the object lacks the field. */
export function manifestDiffJson({changes, unchanged}: ManifestDiff): string {
  return `${JSON.stringify({apiVersion: 'istioctl/v1', kind: 'ManifestDiff', changes, unchanged}, null, 2)}\n`;
}
