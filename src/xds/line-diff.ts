// SPDX-License-Identifier: Apache-2.0

/** Lines `a[aStart, aEnd)` that `b[bStart, bEnd)` stands in place of; `equal` where they are the same. */
export interface Change {
  equal: boolean;
  aStart: number;
  aEnd: number;
  bStart: number;
  bEnd: number;
}

/** A run of lines that both sides have. */
export interface Block {
  a: number;
  b: number;
  size: number;
}

/** Lines beyond this number in `b` make those stand out that are in more than one of a hundred; these anchor nothing. */
const AUTOJUNK_FROM = 200;

/**
 * Runs of equal lines as Python's difflib finds them, which the reference's diffs are made with: the longest run of
 * lines that are not too common, then the same to its left and right. `budget` bounds the steps, which grow with the
 * square of how often lines repeat; undefined when it does not suffice.
 */
export function matchingBlocks(a: readonly string[], b: readonly string[], budget: number): Block[] | undefined {
  const matcher = createMatcher(a, b, budget);
  const blocks: Block[] = [];
  const open: [aLow: number, aHigh: number, bLow: number, bHigh: number][] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [aLow, aHigh, bLow, bHigh] = range;
    const match = matcher(aLow, aHigh, bLow, bHigh);
    if (match === undefined) return undefined;
    if (match.size === 0) continue;
    blocks.push(match);
    if (aLow < match.a && bLow < match.b) open.push([aLow, match.a, bLow, match.b]);
    const [aNext, bNext] = [match.a + match.size, match.b + match.size];
    if (aNext < aHigh && bNext < bHigh) open.push([aNext, aHigh, bNext, bHigh]);
  }
  return blocks.sort((one, other) => one.a - other.a || one.b - other.b);
}

type FindLongest = (aLow: number, aHigh: number, bLow: number, bHigh: number) => Block | undefined;

function createMatcher(a: readonly string[], b: readonly string[], budget: number): FindLongest {
  const numbers = new Map<string, number>();
  const number = (line: string): number => {
    const known = numbers.get(line);
    if (known !== undefined) return known;
    numbers.set(line, numbers.size);
    return numbers.size - 1;
  };
  const aLines = Int32Array.from(a, number);
  const bLines = Int32Array.from(b, number);
  const places = anchors(bLines, numbers.size);
  // Lengths of the runs that end at each line of b, for this line of a and the one before; shifted by one.
  let lengths = new Int32Array(b.length + 1);
  let before = new Int32Array(b.length + 1);
  let steps = 0;

  return (aLow, aHigh, bLow, bHigh) => {
    const best: Block = {a: aLow, b: bLow, size: 0};
    lengths.fill(0, bLow, bHigh + 1);
    before.fill(0, bLow, bHigh + 1);
    for (let i = aLow; i < aHigh; i++) {
      const here = places[aLines[i] ?? -1] ?? [];
      steps += here.length;
      if (steps > budget) return undefined;
      for (const j of here) {
        if (j < bLow) continue;
        if (j >= bHigh) break;
        const size = (before[j] ?? 0) + 1;
        lengths[j + 1] = size;
        if (size > best.size) Object.assign(best, {a: i - size + 1, b: j - size + 1, size});
      }
      for (const j of places[aLines[i - 1] ?? -1] ?? []) if (j >= bLow && j < bHigh) before[j + 1] = 0;
      [lengths, before] = [before, lengths];
    }
    return widened(best, aLines, bLines, [aLow, aHigh, bLow, bHigh]);
  };
}

/** Where each line stands in b, ascending, by the number of the line; common lines stand nowhere. */
function anchors(lines: Int32Array, kinds: number): number[][] {
  const places: number[][] = Array.from({length: kinds}, () => []);
  for (const [j, line] of lines.entries()) places[line]?.push(j);
  const most = lines.length >= AUTOJUNK_FROM ? Math.floor(lines.length / 100) + 1 : Number.POSITIVE_INFINITY;
  return places.map((where) => (where.length > most ? [] : where));
}

/** Common lines belong to a run when they are next to it. */
function widened(
  {a, b, size}: Block,
  aLines: Int32Array,
  bLines: Int32Array,
  [aLow, aHigh, bLow, bHigh]: [number, number, number, number],
): Block {
  while (a > aLow && b > bLow && aLines[a - 1] === bLines[b - 1]) {
    a--;
    b--;
    size++;
  }
  while (a + size < aHigh && b + size < bHigh && aLines[a + size] === bLines[b + size]) size++;
  return {a, b, size};
}

/** What there is between runs of equal lines, and the runs. */
export function changesOf(blocks: readonly Block[], aLength: number, bLength: number): Change[] {
  const changes: Change[] = [];
  let [aDone, bDone] = [0, 0];
  for (const {a, b, size} of [...joined(blocks), {a: aLength, b: bLength, size: 0}]) {
    if (aDone < a || bDone < b) changes.push({equal: false, aStart: aDone, aEnd: a, bStart: bDone, bEnd: b});
    [aDone, bDone] = [a + size, b + size];
    if (size > 0) changes.push({equal: true, aStart: a, aEnd: aDone, bStart: b, bEnd: bDone});
  }
  return changes;
}

/** Runs that follow one another on both sides are one. */
function joined(blocks: readonly Block[]): Block[] {
  const runs: Block[] = [];
  for (const block of blocks) {
    const last = runs.at(-1);
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) last.size += block.size;
    else runs.push({...block});
  }
  return runs;
}

/** Changes in groups with up to `context` equal lines around each; a longer equal stretch parts two groups. */
export function groupChanges(changes: readonly Change[], context: number): Change[][] {
  const trimmed = changes.map((change, i) => {
    if (!change.equal) return change;
    const {aEnd, bEnd} = change;
    if (i === 0) {
      return {
        ...change,
        aStart: Math.max(change.aStart, aEnd - context),
        bStart: Math.max(change.bStart, bEnd - context),
      };
    }
    if (i < changes.length - 1) return change;
    const {aStart, bStart} = change;
    return {...change, aEnd: Math.min(aEnd, aStart + context), bEnd: Math.min(bEnd, bStart + context)};
  });
  const groups: Change[][] = [[]];
  for (const change of trimmed) {
    const {equal, aStart, aEnd, bStart, bEnd} = change;
    if (equal && aEnd - aStart > context * 2) {
      groups.at(-1)?.push({...change, aEnd: Math.min(aEnd, aStart + context), bEnd: Math.min(bEnd, bStart + context)});
      groups.push([]);
      const start = {aStart: Math.max(aStart, aEnd - context), bStart: Math.max(bStart, bEnd - context)};
      groups.at(-1)?.push({...change, ...start});
    } else groups.at(-1)?.push(change);
  }
  return groups.filter((group) => group.some(({equal}) => !equal));
}
