// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as fc from 'fast-check';

/** The YAML files of charts, profiles and tests, cut into documents of up to 25 lines. */
const documents = ['manifests', 'src/profiles', 'test']
  .flatMap((folder) => readdirSync(folder, {recursive: true, encoding: 'utf8'}).map((file) => join(folder, file)))
  .filter((file) => /\.ya?ml$/.test(file))
  .sort()
  .flatMap((file) => readFileSync(file, 'utf8').split(/^---.*$/m))
  .filter((text) => text.trim() !== '' && !text.includes('{{'))
  .flatMap((text) => text.match(/(?:.*\n){1,25}/g) ?? []);

/** What means something to a reader of YAML somewhere. */
const PIECES = [
  ...['"', "'", '[', ']', '{', '}', ',', ': ', ':', '- ', '-', '? ', '#', ' #', '&a ', '*a', '!', '!!str ', '!!int '],
  ...[
    '|',
    '>',
    '|-\n',
    '>+\n',
    '\n',
    '\n\n',
    '  ',
    ' ',
    '\t',
    '%',
    '@',
    '`',
    '---\n',
    '...\n',
    '%YAML 1.1\n---\n',
    '\\',
  ],
  ...['\\n', '~', 'null', 'true', '1_000', '0x1F', '<<: ', '<<: *a\n', '\r\n', '\r', '\u2028', '\u0085', '\ufeff', '='],
  ...[
    '1:30',
    '2001:db8::',
    'a: b',
    '\n  ',
    '\n- ',
    '\n    - x',
    "''",
    '""',
    '"a\n b"',
    '[a,\n]',
    '{a: 1\n}',
    '{}',
    '[]: ',
  ],
  ...['é', '😀', '\x07', '1e3', '.5', '+1', '0b1', '0o7', '.inf', '!<tag:yaml.org,2002:str> ', '? a\n: b', '"\\u00e9"'],
];

const edit = fc.record({
  at: fc.double({min: 0, max: 1, noNaN: true}),
  remove: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(40)),
  insert: fc.oneof({weight: 4, arbitrary: fc.constantFrom(...PIECES)}, {weight: 1, arbitrary: fc.constant('')}),
});

/** A real document with up to three stretches overwritten. */
export const mangledDocument = fc
  .tuple(fc.constantFrom(...documents), fc.array(edit, {minLength: 1, maxLength: 3}))
  .map(([text, edits]) =>
    edits
      .reduce((all, {at, remove, insert}) => {
        const from = Math.floor(at * all.length);
        return all.slice(0, from) + insert + all.slice(from + remove);
      }, text)
      // A pair of surrogates that was cut is no text.
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, ''),
  )
  // Behind a second byte order mark go-yaml loses the first character of each line.
  .filter((text) => !text.startsWith('\ufeff\ufeff'));
