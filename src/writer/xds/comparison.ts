// SPDX-License-Identifier: Apache-2.0
import type {ProtoNode} from '../../envoy/proto/node.js';
import {
  type ComparedItem,
  type ComparedKind,
  type ComparedSide,
  sectionAround,
  sectionType,
} from '../../xds/compare.js';
import {type Block, type Change, changesOf, groupChanges, matchingBlocks} from '../../xds/line-diff.js';
import {unevenJson} from '../envoy/json.js';

/** Lines shown around a change. */
const CONTEXT = 7;

/** Steps within which a diff of a whole section is looked for; beyond, items are compared one by one. */
const BUDGET = 5_000_000;

/** Steps that every item gets then at least. */
const ITEM_BUDGET = 100_000;

/** Lines of a section that is not even tried as a whole. */
const MANY_LINES = 200_000;

export interface ComparisonText {
  same: boolean;
  text: string;
}

/** Whether istiod and Envoy hold the same, and if not, a diff of what they hold; `note` follows the first line. */
export function comparisonText(
  kind: ComparedKind,
  istiod: ComparedSide,
  envoy: ComparedSide,
  {note = '', budget = BUDGET}: {note?: string; budget?: number} = {},
): ComparisonText {
  if (isSame(istiod, envoy)) return {same: true, text: `${kind} Match${note}\n`};
  const [before, after] = [sideOf(kind, istiod), sideOf(kind, envoy)];
  const [a, b] = [linesOf(before), linesOf(after)];
  const whole = a.length + b.length < MANY_LINES ? matchingBlocks(a, b, budget) : undefined;
  const blocks = whole ?? blocksByItem(before, after, budget);
  const groups = groupChanges(changesOf(blocks, a.length, b.length), CONTEXT);
  const diff = [`--- Istiod ${kind}\n`, `+++ Envoy ${kind}\n`, ...groups.flatMap((group) => hunk(group, a, b))];
  return {same: false, text: `${kind} Don't Match${note}\n${diff.join('')}\n`};
}

function isSame(istiod: ComparedSide, envoy: ComparedSide): boolean {
  if (istiod === undefined || envoy === undefined) return istiod === envoy;
  return istiod.length === envoy.length && istiod.every(({node}, i) => sameNode(node, envoy[i]?.node));
}

function sameNode(a: ProtoNode | undefined, b: ProtoNode | undefined): boolean {
  if (a === null || typeof a !== 'object') return Object.is(a, b);
  if (b === null || typeof b !== 'object' || a.kind !== b.kind) return false;
  if ('items' in a) {
    return 'items' in b && a.items.length === b.items.length && a.items.every((item, i) => sameNode(item, b.items[i]));
  }
  if ('items' in b || a.entries.length !== b.entries.length) return false;
  return a.entries.every(([name, value], i) => b.entries[i]?.[0] === name && sameNode(value, b.entries[i]?.[1]));
}

/** The text of one side: what is before the items, each of them, and what is after. */
interface Side {
  names: string[];
  pieces: string[];
}

function sideOf(kind: ComparedKind, items: ComparedSide): Side {
  if (items === undefined) {
    const missing = `config dump has no configuration type type.googleapis.com/${sectionType(kind)}\n`;
    return {names: [''], pieces: [missing]};
  }
  if (items.length === 0) return {names: [''], pieces: [`${unevenJson(sectionAround(kind, []))}\n`]};
  const [start = '', end = ''] = unevenJson(sectionAround(kind, [MARK])).split(JSON.stringify(MARK));
  // The line of the mark begins with the indentation of an item.
  const [head, indent] = [start.replace(/ *$/, ''), / *$/.exec(start)?.[0] ?? ''];
  const pieces = items.map(({node}, i) => `${indent}${unevenJson(node, indent)}${i < items.length - 1 ? ',' : ''}\n`);
  return {
    names: ['', ...items.map(({name}: ComparedItem) => name), ''],
    pieces: [head, ...pieces, `${end.replace(/^\n/, '')}\n`],
  };
}

/** Stands where the items go. */
const MARK: ProtoNode = 'items';

function linesOf({pieces}: Side): string[] {
  return pieces.flatMap(splitLines);
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? [];
}

/** Equal runs found item by item, by name: both sides are sorted, so that items of one name are found in passing. */
function blocksByItem(before: Side, after: Side, budget: number): Block[] {
  const known = new Set(after.pieces);
  const changed = before.pieces.filter((piece) => !known.has(piece)).length;
  const share = Math.max(Math.floor(budget / Math.max(changed, 1)), Math.min(ITEM_BUDGET, budget));
  const blocks: Block[] = [];
  let [a, b, aLine, bLine] = [0, 0, 0, 0];
  while (a < before.pieces.length && b < after.pieces.length) {
    const [own, other] = [before.pieces[a] ?? '', after.pieces[b] ?? ''];
    const order = orderOf(before, a, after, b);
    if (order === 0) {
      const found = own === other ? [{a: 0, b: 0, size: lineCount(own)}] : blocksWithin(own, other, share);
      blocks.push(...found.map((block) => ({...block, a: block.a + aLine, b: block.b + bLine})));
    }
    if (order <= 0) {
      a++;
      aLine += lineCount(own);
    }
    if (order >= 0) {
      b++;
      bLine += lineCount(other);
    }
  }
  return blocks;
}

function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Equal runs within an item; where that takes too long, what the item begins and ends with. */
function blocksWithin(before: string, after: string, budget: number): Block[] {
  const [a, b] = [splitLines(before), splitLines(after)];
  const found = matchingBlocks(a, b, budget);
  if (found !== undefined) return found;
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return [
    {a: 0, b: 0, size: start},
    {a: a.length - end, b: b.length - end, size: end},
  ].filter(({size}) => size > 0);
}

/** Negative where the next piece is one of `before` alone, positive where it is one of `after` alone. */
function orderOf(before: Side, a: number, after: Side, b: number): number {
  const [aLast, bLast] = [a === before.pieces.length - 1, b === after.pieces.length - 1];
  if (aLast !== bLast) return aLast ? 1 : -1;
  if (aLast || a === 0) return 0;
  return compareNames(before.names[a] ?? '', after.names[b] ?? '');
}

function compareNames(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function hunk(group: readonly Change[], a: readonly string[], b: readonly string[]): string[] {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return [];
  const head = `@@ -${range(first.aStart, last.aEnd)} +${range(first.bStart, last.bEnd)} @@\n`;
  const lines = group.flatMap(({equal, aStart, aEnd, bStart, bEnd}) => {
    const removed = a.slice(aStart, aEnd).map((line) => `${equal ? ' ' : '-'}${line}`);
    return equal ? removed : [...removed, ...b.slice(bStart, bEnd).map((line) => `+${line}`)];
  });
  return [head, ...lines];
}

/** Lines as a unified diff counts them, from 1. */
function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length === 0 ? start : start + 1},${length}`;
}

/** When Envoy last got routes, in words; empty when it does not say. In UTC, so that every place reads the same. */
export function lastLoaded(time: Date | undefined): string {
  return time === undefined ? '' : ` (RDS last loaded at ${time.toUTCString().replace('GMT', 'UTC')})`;
}
