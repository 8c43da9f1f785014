// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message} from '../envoy/dump/message.js';
import {equal} from './canonical.js';
import {byName, countsOrder, isSet, pairs} from './list-items.js';

/** A field, an item of a list by its place, or an item or entry by its name. */
export type Step = {field: string} | {index: number} | {name: string};

/** One value that differs; undefined where a side lacks it. */
export interface ValueChange {
  path: readonly Step[];
  before: unknown;
  after: unknown;
}

/** Where two canonical messages differ, in the order of their fields. */
export function diffValues(before: unknown, after: unknown, path: readonly Step[] = []): ValueChange[] {
  if (equal(before, after)) return [];
  if (isMessage(before) && isMessage(after)) return diffMessages(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after, path);
  return [{path, before, after}];
}

/** Another type in an Any is another message: its fields have nothing to do with those of the old one. */
function diffMessages(before: Message, after: Message, path: readonly Step[]): ValueChange[] {
  if (before['@type'] !== after['@type']) return [{path, before, after}];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const step: Step = last(path) === 'endpoints' ? {name: key} : {field: key};
    return diffValues(before[key], after[key], [...path, step]);
  });
}

function diffLists(before: readonly unknown[], after: readonly unknown[], path: readonly Step[]): ValueChange[] {
  const field = last(path);
  if (isSet(field)) return diffSets(before, after, path);
  const [old, renewed] = [byName(field, before), byName(field, after)];
  if (old && renewed) return diffNamed(old, renewed, path);
  return pairs(before, after).flatMap(([i, j]) =>
    diffValues(i === undefined ? undefined : before[i], j === undefined ? undefined : after[j], [
      ...path,
      {index: j ?? i ?? 0},
    ]),
  );
}

function diffSets(before: readonly unknown[], after: readonly unknown[], path: readonly Step[]): ValueChange[] {
  const [old, renewed] = [before, after].map((list) => new Map(list.map((item) => [JSON.stringify(item), item])));
  const gone = [...(old ?? [])].filter(([key]) => !renewed?.has(key)).map(([, item]) => item);
  const come = [...(renewed ?? [])].filter(([key]) => !old?.has(key)).map(([, item]) => item);
  if (gone.length + come.length === 0) return [];
  return [{path, before: gone.length > 0 ? gone : undefined, after: come.length > 0 ? come : undefined}];
}

function diffNamed(before: Map<string, unknown>, after: Map<string, unknown>, path: readonly Step[]): ValueChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  if (!countsOrder(last(path))) names.sort();
  const changes = names.flatMap((name) => diffValues(before.get(name), after.get(name), [...path, {name}]));
  if (!countsOrder(last(path))) return changes;
  const shared = (own: Map<string, unknown>, other: Map<string, unknown>) =>
    [...own.keys()].filter((name) => other.has(name));
  const [was, is] = [shared(before, after), shared(after, before)];
  return equal(was, is) ? changes : [...changes, {path: [...path, {field: 'order'}], before: was, after: is}];
}

function last(path: readonly Step[]): string {
  const step = path.at(-1);
  return step && 'field' in step ? step.field : '';
}
