// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {resolveScalar} from '../../src/yaml/scalar.js';

/** Text that reads as another type in one YAML or another, or starts with something that means something. */
const AMBIGUOUS =
  `y n Y yes No on OFF true False null Null ~ 0 -0 +1 017 0o17 0x1F -0x1 0b11 -0b1 0b-1 1_000 1__0 _1 1_ .5 .5_0 5. 1e3
  1E-7 1e999 1.5e+6 .nan NaN .inf -.Inf +.INF inf 1:20 190:20:30.15 1:60 2001-01-01 2001-1-1 2001-02-30
  2001-12-14t21:59:43.10-05:00 9007199254740993 18446744073709551615 18446744073709551616 -9223372036854775808
  +18446744073709551615 = << - -- --- ... ? : ?x :x -x a: :a a:b a,b [a a] {a a} #a a# &a *a !a |a >a %a @a \`a ' " '' 'a "a
  it's 1,000 08 0.1.2 1.2.3 +a + +.5 -.5 +-1 0x 0b 0o 1e 1e+ 0x1p4 on:off 12e03 0o8 09.5 1.`.split(/\s+/);

const NASTY_CHARS = [
  ...'abzAZ09 .,:;-_#\'"\\/[]{}&*!|>%@`=?~+()$<\t\n\r',
  'é',
  'ü',
  'ß',
  '中',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u0007',
  '\u001b',
  '\u0000',
  '😀',
  '\u200b',
  '\ue000',
  '\ufffd',
  'ſ',
  '٣',
];

const word = fc.string({unit: fc.constantFrom(...'abcXYZ019-_./:,\'"#é'), minLength: 1, maxLength: 14});
const blanks = fc.constantFrom(' ', ' ', ' ', '  ', '   ');

const nasty = fc.string({unit: fc.constantFrom(...NASTY_CHARS), maxLength: 12});

/** Lines long enough to be folded. */
const long = fc.array(fc.tuple(word, blanks), {minLength: 8, maxLength: 40}).map((words) =>
  words
    .map(([text, blank]) => text + blank)
    .join('')
    .trimEnd(),
);
const longNasty = fc.tuple(long, nasty, long).map((parts) => parts.join(''));

const lines = fc
  .array(
    fc.oneof(
      word,
      long,
      fc.constantFrom('', '', ' ', '  indented', 'trailing ', '\ttab', '- item', 'key: value', '# no'),
    ),
    {
      maxLength: 6,
    },
  )
  .map((all) => all.join('\n'))
  .chain((text) => fc.constantFrom('', '\n', '\n\n', ' ').map((end) => text + end));

/** goyaml refuses DEL, which we escape. */
const controls = fc.string({unit: 'binary-ascii', maxLength: 8}).map((value) => value.replaceAll('\x7f', ''));

export const text = fc.oneof(
  {weight: 3, arbitrary: fc.constantFrom(...AMBIGUOUS)},
  {weight: 2, arbitrary: fc.tuple(fc.constantFrom(...AMBIGUOUS), blanks, word).map((parts) => parts.join(''))},
  {weight: 3, arbitrary: nasty},
  {weight: 3, arbitrary: long},
  {weight: 2, arbitrary: longNasty},
  {weight: 4, arbitrary: lines},
  {weight: 3, arbitrary: word},
  {weight: 1, arbitrary: controls},
);

export const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({noNaN: true, noDefaultInfinity: true}).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constantFrom(
    1e6,
    1e20,
    1e21,
    1e23,
    1e-5,
    1e-4,
    1e-7,
    1234567.5,
    0.1,
    2 ** 53,
    2 ** 63,
    2 ** 64,
    -(2 ** 63),
    999999.5,
  ),
);

const key = fc.oneof(
  {weight: 4, arbitrary: text},
  {weight: 2, arbitrary: fc.stringMatching(/^[aB]?[0-9]{1,3}[a_.][0-9]{0,3}$/)},
  {weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '2', '10', '01', '001')},
);

/** Any JSON value with the strings above as keys and values. */
export const json = fc.letrec<{node: unknown; map: unknown; list: unknown}>((tie) => ({
  node: fc.oneof(
    {maxDepth: 4, depthSize: 'small'},
    {weight: 6, arbitrary: text},
    {weight: 2, arbitrary: number},
    {weight: 1, arbitrary: fc.constantFrom(null, true, false)},
    {weight: 4, arbitrary: tie('map')},
    {weight: 3, arbitrary: tie('list')},
  ),
  list: fc.array(tie('node'), {maxLength: 4}),
  map: fc.array(fc.tuple(key, tie('node')), {maxLength: 5}).map(toMap),
})).node;

/** Own entries only, so that `__proto__` stays a key. */
function toMap(entries: [string, unknown][]): unknown {
  return JSON.parse(
    `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
}

/** Quotes that are never closed make any parser give up somewhere else. */
const balanced = (value: string) => !/^['"]/.test(value);
const plain = fc.oneof(fc.constantFrom(...AMBIGUOUS), word, long).filter(balanced);
const tagged = fc
  .tuple(fc.constantFrom('', '', '', '', '!!str ', '!!int ', '!!float ', '!foo '), plain)
  .map((parts) => parts.join(''));
const quoted = fc.oneof(
  word.map((value) => `'${value.replaceAll("'", "''")}'`),
  fc.constantFrom('"\\x41\\u00e9\\U0001F600\\t\\n"', '"a\n\n  b"', "'a\n\n  b'", '"a\\\n  b"', '""', "''", '"y"'),
);
const flow = fc.constantFrom(
  '[]',
  '{}',
  '[1, "a", y]',
  '{a: 1, b: [x]}',
  '{a, b: }',
  '[a: 1, b]',
  '{"a":1}',
  '[a,\n  b]',
);
const block = fc.constantFrom(
  '|\n  a\n  b\n',
  '|-\n  a\n\n',
  '|+\n  a\n\n',
  '>\n  a\n  b\n\n   c\n  d\n',
  '>-\n  a\n  b\n',
  '|2-\n   a\n',
);
const entry = fc.oneof({weight: 4, arbitrary: tagged}, quoted, flow, block);
const entryKey = fc.oneof(
  word.filter(balanced),
  fc.constantFrom(...AMBIGUOUS).filter(balanced),
  fc.constantFrom('a', 'b', '"q r"', "'s'"),
);

/** Which of `1: a` and `1.0: b` goyaml keeps is chance. */
function spellsKeysOneWay(entries: [string, string][]): boolean {
  const spellings = new Map<string, string>();
  return entries.every(([key]) => {
    const name = String(resolveScalar(key).value);
    const first = spellings.get(name) ?? key;
    spellings.set(name, first);
    return first === key;
  });
}

/** YAML text in the ways people write it; not all of it is valid. */
export const document = fc.oneof(
  fc
    .array(fc.tuple(entryKey, entry), {minLength: 1, maxLength: 5})
    .filter(spellsKeysOneWay)
    .map((entries) => entries.map(([name, value]) => `${name}: ${value}\n`).join('')),
  fc.array(entry, {minLength: 1, maxLength: 4}).map((items) => `list:\n${items.map((item) => `- ${item}\n`).join('')}`),
  fc
    .tuple(entry, entry)
    .map(
      ([a, b]) =>
        `x: &x\n  a: 1\n  b: ${a.replaceAll('\n', '\n  ')}\ny1:\n  a: 2\n  <<: *x\n  c: ${b.replaceAll('\n', '\n  ')}\n`,
    ),
  fc.tuple(entryKey, entry, word).map(([name, value, note]) => `# ${note}\n---\n? ${name}\n: ${value}\n# end\n`),
);
