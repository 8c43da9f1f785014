// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {alignColumns} from '../../src/writer/columns.js';

describe('alignColumns', () => {
  test.each([
    [
      'fills every cell but the last',
      [
        ['a', 'b', 'c'],
        ['long', '', ''],
      ],
      'a    b c\nlong   \n',
    ],
    [
      'counts characters, not bytes or code units',
      [
        ['ä😀', 'x'],
        ['abc', 'y'],
      ],
      'ä😀  x\nabc y\n',
    ],
    [
      'lets a shorter line end a column',
      [['wide cell', 'b', 'c'], ['x'], ['y', 'z', 'w']],
      'wide cell b c\nx\ny z w\n',
    ],
    [
      'leaves columns before the missing one together',
      [
        ['1', '22', '3'],
        ['4444', '5'],
        ['6', '7', '8'],
      ],
      '1    22 3\n4444 5\n6    7 8\n',
    ],
    ['takes lines without cells', [[], ['a', 'b']], '\na b\n'],
  ])('%s', (_, rows, wanted) => {
    expect(alignColumns(rows, 1)).toBe(wanted);
  });
});
