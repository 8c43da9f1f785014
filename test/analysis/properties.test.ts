// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import fc from 'fast-check';
import {expect, test} from 'vitest';
import {validateFile} from '../../src/validate/validate-file.js';
import {analyze, linesOf} from './analyze.js';

const FOLDER = 'test/testdata/analysis/codes';
const documents = readdirSync(FOLDER).flatMap((code) =>
  readFileSync(`${FOLDER}/${code}/triggers.yaml`, 'utf8')
    .split('---\n')
    .map((text, i) =>
      text
        .replace(/\{name: ([\w.-]+)/, `{name: $1`)
        .replace('namespace: shop', `namespace: s${code.toLowerCase()}${i > 9 ? i : ''}`),
    ),
);

/** Kind, name and namespace. */
function identity(text: string): string {
  return JSON.stringify(/kind: (\w+)\nmetadata: \{name: ([\w.-]+)(?:, namespace: ([\w-]+))?/.exec(text)?.slice(1));
}

/** Of a line what does not depend on where its resource stands. */
const withoutPlace = (line: string) => line.replace(/ a\.yaml:[\d:]+\)/, ')');

/** Texts about several resources name the first of them that is met, and other words depend on the order (spec: ⚠random). */
const RANDOM = /\[IST01(?:09|48|02|51|55)\]/;

test('the order of documents does not change what is found', async () => {
  const some = fc.shuffledSubarray(documents, {minLength: 5, maxLength: 40});
  await fc.assert(
    fc.asyncProperty(some, async (chosen) => {
      const names = new Map(chosen.map((text) => [identity(text), text]));
      const unique = [...names.values()];
      const found = async (texts: string[]) =>
        (await linesOf(texts.join('---\n')))
          .map(withoutPlace)
          .filter((line) => !RANDOM.test(line))
          .toSorted();
      expect(await found(unique)).toEqual(await found(unique.toReversed()));
    }),
    {numRuns: 40},
  );
});

test('the order of files does not change what is found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(documents, {minLength: 5, maxLength: 20}), async (chosen) => {
      const files = [...new Set(chosen)].map((text, i) => ({name: `${i}.yaml`, text}));
      const found = async (list: typeof files) => {
        const {messages} = await analyze('', {files: list});
        return messages
          .map(({code, text}) => `${code} ${text}`)
          .filter((line) => !/^IST01(?:09|48|02|51|55)/.test(line));
      };
      fc.pre(new Set(files.map(({text}) => identity(text))).size === files.length);
      expect(new Set(await found(files))).toEqual(new Set(await found(files.toReversed())));
    }),
    {numRuns: 40},
  );
});

/** A value in place of another: what people write by mistake. */
const mistaken = fc.constantFrom(
  'null',
  '1',
  '-1',
  '1.5',
  'true',
  'text',
  '"a: b"',
  '[]',
  '[null]',
  '{}',
  '{a: b}',
  '{__proto__: 1}',
  '~',
  '2020-01-01',
  '0x1f',
);

test('no mistake in a resource ends in anything but messages', async () => {
  const mutation = fc.record({
    text: fc.constantFrom(...documents),
    at: fc.nat(),
    value: mistaken,
    cut: fc.option(fc.nat(), {freq: 4}),
  });
  await fc.assert(
    fc.asyncProperty(mutation, async ({text, at, value, cut}) => {
      const places = [...text.matchAll(/(?<=: )[^\s,{}[\]][^,{}[\]\n]*/g)];
      const place = places[at % Math.max(places.length, 1)];
      const changed = place ? text.slice(0, place.index) + value + text.slice(place.index + place[0].length) : text;
      const broken = cut === null ? changed : changed.slice(0, cut % changed.length);
      const {messages, fileErrors} = await analyze(broken);
      for (const message of [
        ...messages.map((found) => found.text),
        ...fileErrors.flatMap(({errors}) => errors.map(({text: problem}) => problem)),
      ]) {
        expect(message).not.toMatch(/\[object Object\]|undefined(?! behavior)|\bat .*\.ts:\d+/);
      }
      await validateFile('a.yaml', broken, {
        istioNamespace: 'istio-system',
        defaultNamespace: 'default',
        compat: false,
      });
    }),
    {numRuns: 1500},
  );
});

test('no text at all ends in anything but messages', async () => {
  const piece = fc.constantFrom(
    '---\n',
    'apiVersion: networking.istio.io/v1\n',
    'kind: Gateway\n',
    'kind: List\nitems:\n',
    '- ',
    'spec:\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a\n',
    '<<: ',
    '!!int ',
    '"',
    "'",
    '|\n',
    '\t',
    '# x\n',
    'servers: ',
    'a: b\n',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, {maxLength: 12}), async (pieces) => {
      await analyze(pieces.join(''));
      await validateFile('a.yaml', pieces.join(''), {
        istioNamespace: 'istio-system',
        defaultNamespace: 'default',
        compat: false,
      });
    }),
    {numRuns: 1500},
  );
});
