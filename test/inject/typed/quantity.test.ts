// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {canonicalQuantity} from '../../../src/inject/typed/quantity.js';

describe('a quantity is written as Kubernetes writes it', () => {
  test.each([
    ['2000m', '2'],
    ['1024Mi', '1Gi'],
    ['1000Mi', '1000Mi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['0.5', '500m'],
    ['123000', '123k'],
    ['128974848', '128974848'],
    ['1e3', '1e3'],
    ['10e2', '1e3'],
    ['1E', '1E'],
    ['-5k', '-5k'],
    ['+2', '2'],
    ['.5', '500m'],
    ['0', '0'],
    ['0Gi', '0'],
    ['1n', '1n'],
    ['0.0000000001', '1n'],
    [' 1 ', '1'],
  ])('%j is %j', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  test('and what it writes stays so', () => {
    const quantity = fc
      .tuple(fc.integer({min: -9999, max: 99999}), fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Gi', 'e3', 'u'))
      .map(([amount, suffix]) => canonicalQuantity(`${amount}${suffix}`));
    fc.assert(
      fc.property(quantity, (text) => {
        expect(canonicalQuantity(text)).toBe(text);
      }),
    );
  });

  test.each(['', 'abc', '1 Gi', '1KiB', '1e', '--1', '1..2', '.'])('%j is none', (text) => {
    expect(() => canonicalQuantity(text)).toThrow(/quantit/);
  });
});
