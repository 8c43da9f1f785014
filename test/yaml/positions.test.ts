// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {expect, test} from 'vitest';
import {isMap, isScalar, isSeq, type Node, parseDocument, stringify} from 'yaml';
import {YamlError} from '../../src/yaml/error.js';
import {type PositionedYaml, parseYamlWithPositions} from '../../src/yaml/parse.js';
import {json} from './arbitraries.js';

/** Ways to write one value. */
const style = fc.record({
  indent: fc.constantFrom(2, 3, 4),
  indentSeq: fc.boolean(),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
    'BLOCK_LITERAL' as const,
  ),
  lineWidth: fc.constantFrom(0, 40, 80),
});

/** What stands above a document, and shifts all of it. */
const above = fc.constantFrom('', '# a comment\n', '\n\n', '# ünïcode 😀\n\n');

/** Plain keys that are text to everyone. */
const PLAIN_TEXT = /^[a-z]{3,}[-\w.]*$/i;

interface Place {
  path: (string | number)[];
  what: 'key' | 'value';
  offset: number | undefined;
}

/** Every key and value with where the `yaml` package has it. */
function* places(node: Node | null, path: (string | number)[]): Generator<Place> {
  if (node && path.length > 0) yield {path, what: 'value', offset: node.range?.[0]};
  if (isMap<Node, Node | null>(node)) {
    for (const {key, value} of node.items) {
      // Which text a key is that may be something else, the two need not agree on here.
      if (!isScalar(key) || typeof key.value !== 'string') continue;
      if (key.type === 'PLAIN' && !PLAIN_TEXT.test(key.value)) continue;
      yield {path: [...path, key.value], what: 'key', offset: key.range?.[0]};
      yield* places(value, [...path, key.value]);
    }
  } else if (isSeq<Node>(node)) {
    for (const [i, item] of node.items.entries()) yield* places(item, [...path, i]);
  }
}

/** The package writes some blocks that YAML 1.1 refuses; differential.test.ts tells whether we may. */
function positionsIn(text: string): PositionedYaml {
  try {
    return parseYamlWithPositions(text);
  } catch (error) {
    fc.pre(!(error instanceof YamlError));
    throw error;
  }
}

test('every key and value stands where the yaml package finds it', () => {
  fc.assert(
    fc.property(json, style, above, (value, written, start) => {
      const text = start + stringify(value, {...written, version: '1.1', aliasDuplicateObjects: false});
      const document = parseDocument(text, {version: '1.1', uniqueKeys: false, merge: false});
      // What is merged stands elsewhere; these characters end lines in YAML 1.1 alone.
      fc.pre(document.errors.length === 0 && !text.includes('<<') && !/[\x85\u2028\u2029]/.test(text));
      const ours = positionsIn(text);
      for (const {path, what, offset} of places(document.contents, [])) {
        expect({path, what, offset: ours.offset(path, what)}).toEqual({path, what, offset});
      }
    }),
    {numRuns: 1500},
  );
});

test.each([
  ['a: |\n  text\n', 3],
  ['a:  >-  # a | comment\n\n  text\n', 4],
  ['"a|": |2+\n   text\n', 6],
  ['a: !!str |\n  text\n', 9],
])('a block %j begins at its indicator, and so on the line of its key', (text, offset) => {
  const [name = ''] = Object.keys(Object(parseYamlWithPositions(text).value));
  expect(parseYamlWithPositions(text).offset([name], 'value')).toBe(offset);
});
