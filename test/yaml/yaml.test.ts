// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {splitDocuments} from '../../src/yaml/documents.js';
import {emitYaml} from '../../src/yaml/emit.js';
import {YamlError} from '../../src/yaml/error.js';
import {parseYaml, parseYamlDocuments, parseYamlWithPositions} from '../../src/yaml/parse.js';

describe('parseYaml', () => {
  test.each<[string, unknown]>([
    ['', null],
    ['# only a comment', null],
    ['---\n', null],
    ['[y, No, on, OFF, "y", yEs]', [true, false, true, false, 'y', 'yEs']],
    ['[0x1f, 0o17, 017, 0b11, +1, 1_000, 1e3, .5, 1.10]', [31, 15, 15, 3, 1, 1000, 1000, 0.5, 1.1]],
    ['[1:20, 2001-01-01, NaN, =, 1e999]', ['1:20', '2001-01-01', 'NaN', '=', '1e999']],
    ['[9007199254740993, 18446744073709551616]', [9007199254740992, 18446744073709552000]],
    ['{1: a, 1.50: b, true: c, y: d}', {'1': 'a', '1.5': 'b', true: 'd'}],
    ['a: 1\na: 2', {a: 2}],
    ['a: &x {k: 1, l: 2}\nb:\n  l: 0\n  <<: *x\n  k: 3', {a: {k: 1, l: 2}, b: {l: 2, k: 3}}],
    ['a: &x {k: 1}\nb: &y {k: 2, l: 2}\nc: {<<: [*x, *y]}', {a: {k: 1}, b: {k: 2, l: 2}, c: {k: 1, l: 2}}],
    ['!!str 12', '12'],
    ['a: !custom 12', {a: '12'}],
    ['!!binary aGVsbG8=', 'hello'],
    ['a: 1\n---\nb: 2', {a: 1}],
    ['\ufeffa: 1', {a: 1}],
    ['a: |\n  b', {a: 'b'}],
    ['a: |+\n  b', {a: 'b'}],
    ['a: >\n  b\n  c', {a: 'b c'}],
    ['a: |\n  b\n  ', {a: 'b\n'}],
  ])('%j', (text, expected) => {
    expect(parseYaml(text)).toEqual(expected);
  });

  test('keeps hostile keys as keys', () => {
    const value = parseYaml('{__proto__: {polluted: 1}, constructor: 2}');
    expect(Object.entries(value ?? {})).toEqual([
      ['__proto__', {polluted: 1}],
      ['constructor', 2],
    ]);
    expect({}).not.toHaveProperty('polluted');
  });

  test('gives every alias a value of its own', () => {
    const value = parseYaml('a: &x {k: 1}\nb: *x');
    expect(value).toEqual({a: {k: 1}, b: {k: 1}});
    if (typeof value === 'object' && value !== null) expect(Object.values(value)[0]).not.toBe(Object.values(value)[1]);
  });

  test.each([
    ['a: [', 1, 5],
    ['a: 1\nb: *nowhere', 2, 4],
    ['a: &x [*x]', 1, 8],
    ['a: 1\n  b: 2', 2, 4],
    ['x: y\n? null\n: z', 2, 3],
    ['a: .inf', 1, 4],
    ['a: !!int x', 1, 10],
    ['a: {<<: 1}', 1, 4],
  ])('refuses %j at %i:%i', (text, line, column) => {
    expect(() => parseYaml(text)).toThrow(YamlError);
    expect(() => parseYaml(text)).toThrow(expect.objectContaining({line, column}));
  });

  test('refuses aliases that multiply', () => {
    const levels = Array.from({length: 12}, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`);
    expect(() => parseYaml(['l0: &l0 [x]', ...levels].join('\n'))).toThrow('excessive aliasing');
  });

  test('refuses nesting without end', () => {
    expect(() => parseYaml('['.repeat(100_000))).toThrow(YamlError);
    const closed = (levels: number) => `{"a": ${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(() => parseYaml(closed(1000))).toThrow('exceeded max depth of 1000');
    expect(parseYaml(closed(999))).toEqual(JSON.parse(closed(999)));
    expect(parseYaml(`{"a": "${'['.repeat(2000)}"}`)).toEqual({a: '['.repeat(2000)});
  });
});

test('parseYamlDocuments reads every document', () => {
  expect(parseYamlDocuments('a: 1\n---\n---\n- b\n...\n')).toEqual([{a: 1}, null, ['b']]);
});

test('splitDocuments cuts at separator lines and keeps line numbers', () => {
  const text = '# head\n---\na: |\n  ---\n--- # next\n\n---\n--- {b: 1}\n---x: 2\n';
  expect(splitDocuments(text)).toEqual([
    {text: 'a: |\n  ---\n', line: 3},
    {text: '--- {b: 1}\n---x: 2\n', line: 8},
  ]);
});

describe('positions', () => {
  const text =
    'spec:\n  ports:\n  - name: "http"\n    port: 80\n  base: &b\n    x: 1\n  merged:\n    <<: *b\n    z: [1, 2]\n';
  const {lineColumn} = parseYamlWithPositions(text);

  test.each<[(string | number)[], 'key' | 'value', {line: number; column: number} | undefined]>([
    [[], 'value', {line: 1, column: 1}],
    [['spec'], 'key', {line: 1, column: 1}],
    [['spec', 'ports', 0, 'name'], 'key', {line: 3, column: 5}],
    [['spec', 'ports', 0, 'name'], 'value', {line: 3, column: 11}],
    [['spec', 'ports', 0], 'key', {line: 3, column: 5}],
    [['spec', 'merged', 'x'], 'key', {line: 6, column: 5}],
    [['spec', 'merged', 'z', 1], 'value', {line: 9, column: 12}],
    [['spec', 'absent'], 'key', undefined],
  ])('%j %s', (path, what, expected) => {
    expect(lineColumn(path, what)).toEqual(expected);
  });
});

describe('emitYaml', () => {
  test.each<[unknown, string]>([
    [null, 'null\n'],
    [{}, '{}\n'],
    [[], '[]\n'],
    [{a: {}, b: [], c: null, d: undefined}, 'a: {}\nb: []\nc: null\n'],
    [{l: [{a: 1, b: [2]}, [3, [4]]]}, 'l:\n- a: 1\n  b:\n  - 2\n- - 3\n  - - 4\n'],
    [
      {a10: 1, a2: 1, B_c: 1, B2: 1, B10: 1, Bd: 1, 'b-c': 1, 'b.c': 1},
      'B_c: 1\nB2: 1\nB10: 1\nBd: 1\na2: 1\na10: 1\nb-c: 1\nb.c: 1\n',
    ],
    [
      ['y', 'Off', '', '0x1f', '1:20', '2001-01-01', '017'],
      '- "y"\n- "Off"\n- ""\n- "0x1f"\n- "1:20"\n- "2001-01-01"\n- "017"\n',
    ],
    [['NaN', '=', '?x', ':x', 'a,b', "it's", 'é'], "- NaN\n- =\n- ?x\n- :x\n- a,b\n- it's\n- é\n"],
    [['- a', 'a: b', 'a #b', 'a:', ' a', '*'], "- '- a'\n- 'a: b'\n- 'a #b'\n- 'a:'\n- ' a'\n- '*'\n"],
    [['a\tb', '\u0001', '😀', 'a \nb'], '- "a\\tb"\n- "\\x01"\n- "\\U0001F600"\n- "a \\nb"\n'],
    [{a: 'x\ny', b: 'x\n', c: 'x\n\n', d: ' x\ny'}, 'a: |-\n  x\n  y\nb: |\n  x\nc: |+\n  x\n\nd: |2-\n   x\n  y\n'],
    [{k: 'v'.repeat(90), 'two\nlines': 1}, `k: ${'v'.repeat(90)}\n? |-\n  two\n  lines\n: 1\n`],
    [{k: `${'v'.repeat(78)} w`, l: `${'v'.repeat(77)} w`}, `k: ${'v'.repeat(78)}\n  w\nl: ${'v'.repeat(77)} w\n`],
    [
      [1e23, 1e-7, 1e20, 0.5, -0, 10n ** 18n, 1e6],
      '- 1e+23\n- 1e-07\n- 1e+20\n- 0.5\n- 0\n- 1000000000000000000\n- 1000000\n',
    ],
    ['\ud800', '\ufffd\n'],
    [{'<<': 1}, '"<<": 1\n'],
  ])('%#', (value, expected) => {
    expect(emitYaml(value)).toBe(expected);
  });

  test.each([Number.NaN, Infinity, () => 1])('refuses %s', (value) => {
    expect(() => emitYaml({value})).toThrow(TypeError);
  });
});
