// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {patchReader} from '../../../src/inject/pod/patch-reader.js';
import {parseYaml} from '../../../src/yaml/parse.js';

const text = fc.oneof(fc.string(), fc.constantFrom('a"b', '\\', '\n', 'x: y', '\u00e9', '#', '*a'));
const quoted = text.map((value) => JSON.stringify(value));
const line = fc.oneof(
  quoted.map((value) => `a: ${value}`),
  quoted.map((value) => `b:\n- ${value}\n- {c: ${value}}`),
  quoted.map((value) => `d:\n- name: ${value}\n  value: ${value}`),
  quoted.map((value) => `e: |\n  ${value}\n  g: ${value}`),
  quoted.map((value) => `f: ${value} # not alone`),
  quoted.map((value) => `a: ${value} `),
  quoted.map((value) => `h: &anchor ${value}`),
  fc.constant('i: *anchor'),
  fc.constantFrom("j: 'plain'", 'k: 1', '"l": "m"', '? n\n: "o"'),
);

function valueOf(read: (yaml: string) => unknown, yaml: string): unknown {
  try {
    return read(yaml);
  } catch (error) {
    return String(error);
  }
}

test('a text that is like earlier ones is read as if it were the first', () => {
  fc.assert(
    fc.property(fc.array(fc.array(line, {minLength: 1, maxLength: 4}), {minLength: 2, maxLength: 8}), (texts) => {
      const read = patchReader();
      for (const lines of texts) {
        const yaml = lines.join('\n');
        expect(valueOf(read, yaml)).toEqual(valueOf(parseYaml, yaml));
      }
    }),
    {numRuns: 300},
  );
});

test('what was read before does not change', () => {
  const read = patchReader();
  const texts = ['a', 'b', 'c', 'd'].map((name) => `metadata:\n  name: "${name}"\nspec:\n  x: ["y"]\n`);
  const values = texts.map((yaml) => read(yaml));
  expect(values).toEqual(texts.map((yaml) => parseYaml(yaml)));
});
