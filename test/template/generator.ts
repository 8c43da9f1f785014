// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import type {Value, ValueMap} from '../../src/template/compile/value.js';
import {type Case, ship} from './oracle.js';
import {type Pick, TemplateWriter} from './template-writer.js';

const texts = fc.constantFrom(
  '',
  'hello',
  '0',
  'é→😀',
  '<b>&"\'',
  'a b',
  'line\nline',
  '\u0000\u0007\u007f',
  '=\u2028',
  '10',
  'Zz',
);
const numbers = fc.constantFrom(
  0,
  1,
  -1,
  1.5,
  1e6,
  123456789,
  1e21,
  1e-7,
  100000,
  0.1,
  2.5,
  1e100,
  5e-324,
  -3.25,
  1 / 3,
);
const integers = fc.constantFrom(0n, 1n, 2n, -1n, 255n, 1000000n, 9007199254740993n);

const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null), integers);
const keys = fc.constantFrom('k1', 'k2', 'x', '__proto__', 'constructor', 'é', '😀', '\uffee', 'B', 'b-c', '10', '9');

function mapOf(value: fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.array(fc.tuple(keys, value), {maxLength: 4}).map((entries) => Object.fromEntries(entries));
}

const nested = fc.oneof(scalars, fc.array(scalars, {maxLength: 3}), mapOf(scalars));

const data: fc.Arbitrary<Value> = fc.record<ValueMap>({
  a: nested,
  b: nested,
  s: texts,
  n: numbers,
  f: fc.constantFrom(1.5, 2.5, 1e6),
  i: integers,
  t: fc.boolean(),
  l: fc.array(nested, {maxLength: 3}),
  m: fc.oneof(
    {weight: 1, arbitrary: mapOf(nested)},
    {weight: 2, arbitrary: fc.record({k1: nested, k2: mapOf(nested)})},
  ),
  nil: fc.constant(null),
  e: fc.constant([]),
  ship: fc.constant(ship('Beagle')),
});

/** A number source for the text of one template (xorshift), as fast-check is slow with so many small choices. */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const DAMAGE = [...'{}"\'`()|.$:=,- \n+%é0\u0001', '{{', '}}', '/*', '*/', 'end'];

/** Changes something somewhere, so that it probably is no template any more. */
function damage(text: string, below: (limit: number) => number, pick: Pick): string {
  const characters = [...text];
  const at = below(characters.length + 1);
  const [removed, added] = pick([1, ''], [0, pick(...DAMAGE)], [3, '']);
  characters.splice(at, removed, added);
  return characters.join('');
}

function writeCase(seed: number, data: Value, missingKey: Case['missingKey']): Case {
  const below = numbersFrom(seed);
  const pick: Pick = (...items) => {
    const item = items[below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const isTame = below(3) > 0;
  const write = () => new TemplateWriter(pick, below, isTame).file(below(3) + 1);
  const text = write();
  const templates = [{name: 'charts/a/templates/main.yaml', text: below(8) === 0 ? damage(text, below, pick) : text}];
  if (below(4) === 0) templates.push({name: 'other', text: write()});
  return {templates, data, missingKey: isTame && missingKey === 'error' ? 'zero' : missingKey};
}

/** A random template, whole or damaged, with data to run it on. */
export const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.integer(), data, fc.constantFrom('default' as const, 'zero' as const, 'error' as const))
  .map(([seed, data, missingKey]) => writeCase(seed, data, missingKey));

function oneAction(text: string, data: Value): Case {
  return {templates: [{name: 'n', text: `{{ ${text} }}`}], data, missingKey: 'default'};
}

// Characters of recent Unicode versions are left out: Go's tables and Node's are not of the same one.
const values: fc.Arbitrary<Value> = fc.oneof(
  fc.double({noNaN: true, noDefaultInfinity: true}).map((value) => value + 0),
  fc.double({min: -1e7, max: 1e7, noNaN: true}).map((value) => Math.round(value * 1000) / 1000 + 0),
  fc.integer(),
  fc.bigInt({min: -(2n ** 63n), max: 2n ** 63n - 1n}),
  fc.bigInt({min: -20n, max: 0x500n}),
  fc.string({unit: 'grapheme', maxLength: 6}),
  nested,
);

/** A value printed under a random verb with random flags, width and precision. */
export const formats: fc.Arbitrary<Case> = fc
  .tuple(
    fc.stringMatching(/^[-+# 0]{0,3}$/),
    fc.stringMatching(/^[1-9]?[0-9]?$/),
    fc.stringMatching(/^(\.[0-9]{0,2})?$/),
    fc.constantFrom(...'vvvdsqxXtfFgGeEcUTboO'),
    values,
  )
  .map(([flags, width, precision, verb, value]) =>
    oneAction(`printf ${JSON.stringify(`[%${flags}${width}${precision}${verb}]`)} .v | print .v`, {v: value}),
  );

/** A number, or what looks like one, alone and where an int and a float64 is wanted. */
export const constants: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(
      fc.stringMatching(/^[-+]?(0[xXbBoO]?)?[0-9_]{1,5}(\.[0-9_]{0,4})?([eEpP][-+]?[0-9]{1,3})?$/),
      fc.stringMatching(/^[-+]?0[xX][0-9a-fA-F_]{1,17}(\.[0-9a-fA-F]{0,4})?(p[-+]?[0-9]{1,4})?$/),
      fc.stringMatching(/^[-+]?[0-9]{17,22}(\.[0-9]{1,3})?$/),
      fc.stringMatching(/^'(\\[abfnrtv\\'"x0-7uU][0-9a-f]{0,8}|.)'$/),
    ),
    fc.constantFrom('print', 'next', 'half', 'list', ''),
  )
  .map(([constant, name]) => oneAction(`${name} ${constant}`, null));
