// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';
import {isTree} from '../../manifest/input/tree.js';

/** A field, or the item of a list that has that value under a key, or stands at that place. */
export type FieldStep = string | number | {key: string; value: string};

/** A value that differs; undefined where a side lacks it. */
export interface FieldChange {
  path: readonly FieldStep[];
  before: unknown;
  after: unknown;
}

/** Returns where two values differ, in the order of their fields; items of lists that have names are compared by those. */
export function fieldChanges(before: unknown, after: unknown, path: readonly FieldStep[] = []): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isTree(before) && isTree(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => fieldChanges(before[key], after[key], [...path, key]));
  }
  if (!Array.isArray(before) || !Array.isArray(after)) return [{path, before, after}];
  for (const key of KEYS) {
    const [old, renewed] = [byName(before, key), byName(after, key)];
    if (!old || !renewed) continue;
    const names = [...new Set([...old.keys(), ...renewed.keys()])];
    return names.flatMap((value) => fieldChanges(old.get(value), renewed.get(value), [...path, {key, value}]));
  }
  return itemChanges(before, after, path);
}

function itemChanges(before: readonly unknown[], after: readonly unknown[], path: readonly FieldStep[]): FieldChange[] {
  const places = [...(before.length > after.length ? before : after).keys()];
  return places.flatMap((i) => fieldChanges(before[i], after[i], [...path, i]));
}

/** What lists of Kubernetes are merged by, mostly. */
const KEYS = ['name', 'type'];

/** Items by their names; undefined where one has none, or two have the same. */
function byName(list: readonly unknown[], key: string): Map<string, unknown> | undefined {
  const named = new Map<string, unknown>();
  for (const item of list) {
    const name = isTree(item) ? item[key] : undefined;
    if (typeof name !== 'string' || named.has(name)) return undefined;
    named.set(name, item);
  }
  return named;
}

/** `spec.http[0].timeout`, `spec.containers[name=app].image`. */
export function fieldText(path: readonly FieldStep[]): string {
  return path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (typeof step === 'object') return `[${step.key}=${step.value}]`;
      const name = /^[\w-]+$/.test(step) ? step : `["${step}"]`;
      return i === 0 || name.startsWith('[') ? name : `.${name}`;
    })
    .join('');
}
