// SPDX-License-Identifier: Apache-2.0
import {createTwoFilesPatch} from 'diff';
import type {FieldChange, ManifestDiff, ObjectChange} from '../../manifest/diff.js';

const MARKS = {added: '+', removed: '-', changed: '~'} as const;

/** One line per object that came or went, one per field that changed, and a count. Empty for no difference. */
export function manifestDiffText(diff: ManifestDiff): string {
  if (diff.changes.length === 0) return '';
  const width = Math.max(...diff.changes.map(({kind}) => kind.length));
  const lines = diff.changes.flatMap((change) => objectLines(change, width));
  return `${lines.join('\n')}\n${summary(diff)}\n`;
}

function objectLines(change: ObjectChange, width: number): string[] {
  const name = change.namespace ? `${change.namespace}/${change.name}` : change.name;
  const head = `${MARKS[change.change]} ${change.kind.padEnd(width)} ${name}`;
  if (change.change !== 'changed') return [head];
  return [head, ...change.fields.flatMap(fieldLines)];
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
