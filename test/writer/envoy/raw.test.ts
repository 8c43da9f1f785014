// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {rawPieces, rawYamlPieces} from '../../../src/writer/envoy/raw.js';
import {emitYaml} from '../../../src/yaml/emit.js';

const text = (json: string) => ({bytes: Buffer.from(json), name: 'dump.json'});

/** Several times what is read at once, at every place where values can be long. */
function longDump(): unknown {
  const filler = Array.from({length: 12_000}, (_, i) => ({
    name: `outbound|${i}||"ä${i}".svc`,
    note: 'a long line of many words that has to be folded somewhere behind the eightieth column of the output '.repeat(
      4,
    ),
    ports: [i, {deep: [[]], empty: {}}],
    text: i % 3 === 0 ? 'two\nlines\n' : '',
  }));
  return {
    last: true,
    configs: [{'@type': 'b', list: filler, b10: filler.slice(0, 3)}, [filler, 'short'], {inner: {list: filler}}, 5],
    B2: null,
  };
}

describe('a dump as YAML', () => {
  test('is the same in pieces as it is whole', () => {
    const dump = longDump();
    const pieces = [...rawYamlPieces(text(JSON.stringify(dump, null, 1)))];
    expect(pieces.length).toBeGreaterThan(20);
    // Compared as a flag: a difference of megabytes would not be readable.
    expect(pieces.join('') === `${emitYaml(dump)}\n`).toBe(true);
  });

  test.each([
    ['{}', '{}\n\n'],
    ['[]', '[]\n\n'],
    ['xyz', 'xyz\n\n'],
    ['\ufeff{"a": [1]}', 'a:\n- 1\n\n'],
  ])('%j', (json, wanted) => {
    expect([...rawYamlPieces(text(json))].join('')).toBe(wanted);
  });
});

test('a dump as it is, letters of several bytes whole', () => {
  const json = JSON.stringify('äöü€😀'.repeat(40_000));
  const pieces = [...rawPieces(text(json))];
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.join('') === `${json}\n`).toBe(true);
});

test('keeps all digits of integers', () => {
  const json = '{"a":9007199254740993,"list":[18446744073709551615,"9007199254740993"],"c":-1.5}';
  expect([...rawYamlPieces(text(json))].join('')).toBe(
    'a: 9007199254740993\nc: -1.5\nlist:\n- 18446744073709551615\n- "9007199254740993"\n\n',
  );
});
