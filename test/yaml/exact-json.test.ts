// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {emitYaml} from '../../src/yaml/emit.js';
import {parseExactJson} from '../../src/yaml/exact-json.js';

describe('JSON with all digits of its integers', () => {
  test.each([
    ['{"a":12955862354333253300}', {a: 12955862354333253300n}],
    ['[9007199254740993,-9007199254740993]', [9007199254740993n, -9007199254740993n]],
    ['[9007199254740991, 1795402074416]', [9007199254740991, 1795402074416]],
    ['[0.1234567890123456, 1.5e3, 12345678901234567e2]', [0.1234567890123456, 1500, Number('12345678901234567e2')]],
    ['{"12955862354333253301":"12955862354333253301"}', {'12955862354333253301': '12955862354333253301'}],
    [
      '["#12955862354333253301", 12955862354333253301, "\\"9007199254740993"]',
      ['#12955862354333253301', 12955862354333253301n, '"9007199254740993'],
    ],
  ])('%s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value);
  });

  test('as YAML it has the digits that the JSON has', () => {
    const text = '{"version":12955862354333253300,"more":120000000000000000000000}';
    expect(emitYaml(parseExactJson(text))).toBe('more: 1.2e+23\nversion: 12955862354333253300\n');
  });

  test('what is no JSON is refused', () => {
    expect(() => parseExactJson('{"a":')).toThrow(SyntaxError);
  });

  test('every integer of 64 bits comes back', () => {
    fc.assert(
      fc.property(fc.bigInt({min: -(2n ** 63n), max: 2n ** 64n - 1n}), (value) => {
        expect(String(parseExactJson(String(value)))).toBe(String(value));
      }),
    );
  });

  test('without such integers it is JSON.parse', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
