// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {isWorthASecondLook, verdict} from '../../../scripts/ci/second-look.js';

describe('a second look', () => {
  test.each([
    [0, false],
    [1, true],
    [2, true],
    [3, false],
  ])('at %i failing files: %s', (failing, expected) => {
    expect(isWorthASecondLook(failing)).toBe(expected);
  });

  test('makes a file that passes then flaky, and one that fails again red', () => {
    const first = new Map([
      ['a.test.ts', 'is ready: timed out'],
      ['b.test.ts', 'prints: expected 1'],
    ]);
    expect(verdict(first, new Map([['b.test.ts', 'prints: expected 1']]))).toEqual({
      flaky: ['flaky: a.test.ts: is ready: timed out'],
      red: ['failed twice: b.test.ts: prints: expected 1; then: prints: expected 1'],
    });
  });

  test('without one every failing file is red', () => {
    const first = new Map(['a', 'b', 'c'].map((file) => [`${file}.test.ts`, 'broken']));
    expect(verdict(first, undefined)).toEqual({
      flaky: [],
      red: [
        'failed: a.test.ts: broken',
        'failed: b.test.ts: broken',
        'failed: c.test.ts: broken',
        '3 files failed; at most 2 get a second look',
      ],
    });
  });

  test('has nothing to say of a run in which nothing failed', () => {
    expect(verdict(new Map(), undefined)).toEqual({flaky: [], red: []});
  });
});
