// SPDX-License-Identifier: Apache-2.0

import {isMessage, type Message} from '../envoy/dump/message.js';
import {chainMatch} from '../envoy/filter-chain.js';

/** Lists of texts whose order means nothing to Envoy. */
const SETS = new Set([
  'domains',
  'serverNames',
  'applicationProtocols',
  'directSourcePrefixRanges',
  'prefixRanges',
  'matchSubjectAltNames',
  'sourcePrefixRanges',
  'sourcePorts',
]);

/** Lists of named items in which the first one that fits is taken, or which run one after another. */
const IN_ORDER = new Set([
  'httpFilters',
  'filters',
  'listenerFilters',
  'networkFilters',
  'transportSocketMatches',
  'accessLog',
  'upstreamHttpFilters',
]);

/** Whether a list is a set. */
export function isSet(field: string): boolean {
  return SETS.has(field);
}

/** Whether the order of named items counts. */
export function countsOrder(field: string): boolean {
  return IN_ORDER.has(field);
}

/** Items by name, where each has one of its own; undefined elsewhere. */
export function byName(field: string, list: readonly unknown[]): Map<string, unknown> | undefined {
  if (field === 'routes') return undefined;
  // Istio gives several chains of a listener one name; they differ in what they take.
  const ways = field === 'filterChains' ? [nameOf, chainName, wholeChainName] : [nameOf];
  for (const way of ways) {
    const names = list.map((item) => (isMessage(item) ? way(item) : undefined));
    if (names.every((name) => name !== undefined) && new Set(names).size === names.length) {
      return new Map(names.map((name, i) => [name ?? '', list[i]]));
    }
  }
  return undefined;
}

function nameOf(item: Message): string | undefined {
  const {name, tag, header} = item;
  for (const own of [name, tag]) if (typeof own === 'string' && own !== '') return own;
  return isMessage(header) && typeof header['key'] === 'string' ? header['key'] : undefined;
}

function chainName(chain: Message): string {
  return [nameOf(chain), chainMatch(chain)].filter(Boolean).join(' ');
}

function wholeChainName(chain: Message): string {
  return [nameOf(chain), JSON.stringify(chain['filterChainMatch'] ?? {})].filter(Boolean).join(' ');
}

/** What an unnamed item of a list is known by when others come and go around it. */
function identityOf(item: unknown): string {
  return JSON.stringify(isMessage(item) && item['match'] !== undefined ? item['match'] : item);
}

/** Longest common subsequences are looked for in lists up to this product of lengths. */
const LIMIT = 4_000_000;

/** Which items of two lists belong together, by index; undefined where one has no partner. */
export function pairs(
  before: readonly unknown[],
  after: readonly unknown[],
): [before: number | undefined, after: number | undefined][] {
  const [a, b] = [before.map(identityOf), after.map(identityOf)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = {a: a.slice(start, a.length - end), b: b.slice(start, b.length - end)};
  const anchors = middle.a.length * middle.b.length > LIMIT ? [] : commonItems(middle.a, middle.b);
  return [
    ...range(start).map((i): [number, number] => [i, i]),
    ...betweenAnchors(anchors, middle.a.length, middle.b.length).map(
      ([i, j]): [number | undefined, number | undefined] => [
        i === undefined ? undefined : i + start,
        j === undefined ? undefined : j + start,
      ],
    ),
    ...range(end).map((i): [number, number] => [a.length - end + i, b.length - end + i]),
  ];
}

/** Items that stand in both lists in the same order, as many as possible. */
function commonItems(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      lengths[at] =
        a[i] === b[j] ? (lengths[at + width + 1] ?? 0) + 1 : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  const found: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) found.push([i++, j++]);
    else if ((lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return found;
}

/** What stands between two anchors is paired as far as it goes: it was changed, the rest came or went. */
function betweenAnchors(
  anchors: readonly [number, number][],
  lengthA: number,
  lengthB: number,
): [number | undefined, number | undefined][] {
  const result: [number | undefined, number | undefined][] = [];
  let [i, j] = [0, 0];
  for (const [anchorA, anchorB] of [...anchors, [lengthA, lengthB] as const]) {
    while (i < anchorA || j < anchorB) result.push([i < anchorA ? i++ : undefined, j < anchorB ? j++ : undefined]);
    if (anchorA < lengthA) result.push([i++, j++]);
  }
  return result;
}

function range(length: number): number[] {
  return Array.from({length}, (_, i) => i);
}
