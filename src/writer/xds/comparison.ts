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
const BUDGET = 30_000_000;

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
  const [before, after] = [sideOf(kind, istiod), sideOf(kind, envoy)];
  const same =
    before.pieces.length === after.pieces.length && before.pieces.every((text, i) => text === after.pieces[i]);
  if (same) return {same, text: `${kind} Match${note}\n`};
  const [a, b] = [linesOf(before), linesOf(after)];
  const blocks = matchingBlocks(a, b, budget) ?? blocksByItem(before, after, budget);
  const groups = groupChanges(changesOf(blocks, a.length, b.length), CONTEXT);
  const diff = [`--- Istiod ${kind}\n`, `+++ Envoy ${kind}\n`, ...groups.flatMap((group) => hunk(group, a, b))];
  return {same, text: `${kind} Don't Match${note}\n${diff.join('')}\n`};
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
  const blocks: Block[] = [];
  let [a, b, aLine, bLine] = [0, 0, 0, 0];
  while (a < before.pieces.length && b < after.pieces.length) {
    const [aLines, bLines] = [splitLines(before.pieces[a] ?? ''), splitLines(after.pieces[b] ?? '')];
    const order = orderOf(before, a, after, b);
    if (order === 0) {
      const equal = before.pieces[a] === after.pieces[b];
      const found = equal ? [{a: 0, b: 0, size: aLines.length}] : (matchingBlocks(aLines, bLines, budget) ?? []);
      blocks.push(...found.map((block) => ({...block, a: block.a + aLine, b: block.b + bLine})));
    }
    if (order <= 0) {
      a++;
      aLine += aLines.length;
    }
    if (order >= 0) {
      b++;
      bLine += bLines.length;
    }
  }
  return blocks;
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
