// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {visible} from '../../src/writer/visible.js';

test.each([
  ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
  ['bell\x07 and \r over', 'bell\\x07 and \\x0d over'],
  ['\u009b31m', '\\x9b31m'],
  ['cart\u202etrac', 'cart\\u202etrac'],
  ['tab\tand\nline', 'tab\tand\nline'],
  ['Café 😀', 'Café 😀'],
])('%j is shown as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('nothing that a terminal obeys is left of any text', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), (text) => {
      expect(visible(text)).not.toMatch(/[^\P{Cc}\t\n]/u);
    }),
  );
});
