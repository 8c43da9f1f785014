// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {pdqSort} from '../../src/envoy/pdq-sort.js';
import {startOracle} from '../support/go-oracle.js';

interface Item {
  value: number;
}

const items = (values: readonly number[]): Item[] => values.map((value) => ({value}));
const byTens = (a: Item, b: Item) => Math.floor(a.value / 10) < Math.floor(b.value / 10);

/** Lists that reach each of the algorithm's ways: short, long, sorted, reversed, few values, bad pivots. */
function hostileLists(): number[][] {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  return [0, 1, 2, 7, 11, 12, 13, 24, 49, 50, 51, 100, 333, 1000, 2500].flatMap((length) => {
    const fill = (value: (i: number) => number) => Array.from({length}, (_, i) => value(i));
    return [
      fill((i) => i * 10),
      fill((i) => (length - i) * 10),
      fill((i) => i % 10),
      fill(() => random(50)),
      fill(() => random(length * 10 + 1)),
      fill((i) => (i % 2 === 0 ? i : length - i) * 10),
      fill((i) => (i < length - 3 ? i * 10 : random(length * 10 + 1))),
      fill((i) => ((i * 7919) % (length + 1)) * 5),
    ];
  });
}

describe('pdqSort', () => {
  test('sorts any list by any key', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({min: 0, max: 200}), {maxLength: 400}), (values) => {
        const sorted = pdqSort(items(values), byTens).map(({value}) => value);
        expect(sorted.map((value) => Math.floor(value / 10))).toEqual(
          values.map((value) => Math.floor(value / 10)).sort((a, b) => a - b),
        );
        expect([...sorted].sort((a, b) => a - b)).toEqual([...values].sort((a, b) => a - b));
      }),
    );
  });

  const oracle = startOracle<number[], number[]>('test/testdata/envoy/sort-oracle');
  afterAll(() => oracle?.close());

  test.skipIf(!oracle)('leaves equal elements where Go leaves them', () => {
    const lists = hostileLists();
    const wanted = oracle?.ask(lists) ?? [];
    for (const [i, list] of lists.entries()) {
      expect(
        pdqSort(items(list), byTens).map(({value}) => value),
        `list ${i}`,
      ).toEqual(wanted[i]);
    }
  });
});
