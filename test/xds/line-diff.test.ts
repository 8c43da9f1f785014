// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type Change, changesOf, groupChanges, matchingBlocks} from '../../src/xds/line-diff.js';

const FREE = 1e9;

function changes(a: string[], b: string[]): Change[] {
  return changesOf(matchingBlocks(a, b, FREE) ?? [], a.length, b.length);
}

const lines = fc.array(fc.integer({min: 0, max: 12}).map(String), {maxLength: 30});
/** Long enough for common lines to stop anchoring. */
const longPair = fc
  .array(fc.oneof(fc.integer({min: 0, max: 12}), fc.integer({min: 0, max: 200})).map(String), {
    minLength: 190,
    maxLength: 400,
  })
  .chain((a) =>
    fc.array(fc.tuple(fc.nat(a.length), fc.nat(3), lines), {maxLength: 6}).map((edits): [string[], string[]] => {
      const b = [...a];
      for (const [at, removed, added] of edits) b.splice(at, removed, ...added.slice(0, 4));
      return [a, b];
    }),
  );

const PYTHON = `
import difflib, json, sys
out = []
for a, b in json.load(sys.stdin):
    groups = difflib.SequenceMatcher(None, a, b).get_grouped_opcodes(7)
    out.append([[[o[0] == 'equal', *o[1:]] for o in group] for group in groups])
json.dump(out, sys.stdout)
`;
const hasPython = spawnSync('python3', ['-c', 'import difflib']).status === 0;

describe('line diff', () => {
  test('changes lead from one side to the other', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(lines, lines), longPair), ([a, b]) => {
        const rebuilt = changes(a, b).flatMap(({equal, aStart, aEnd, bStart, bEnd}) => {
          if (equal) expect(a.slice(aStart, aEnd)).toEqual(b.slice(bStart, bEnd));
          return b.slice(bStart, bEnd);
        });
        expect(rebuilt).toEqual(b);
      }),
    );
  });

  test.skipIf(!hasPython)('is what difflib of Python finds (skipped without python3)', () => {
    const pairs = [...fc.sample(fc.tuple(lines, lines), 200), ...fc.sample(longPair, 60)];
    const {stdout} = spawnSync('python3', ['-c', PYTHON], {input: JSON.stringify(pairs), encoding: 'utf8'});
    const wanted: [boolean, number, number, number, number][][][] = JSON.parse(stdout);
    for (const [i, [a, b]] of pairs.entries()) {
      const groups = groupChanges(changes(a, b), 7);
      const found = groups.map((group) => group.map((change) => Object.values(change)));
      expect(found).toEqual(wanted[i]?.filter((group) => group.some(([equal]) => !equal)));
    }
  });

  test('gives up when the budget does not suffice', () => {
    const same = Array.from({length: 150}, () => 'x');
    expect(matchingBlocks(same, same, 1000)).toBeUndefined();
  });
});
