// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Context} from '../../src/chart/functions/context.js';
import {lazyNames, load} from '../../src/chart/functions/lazy.js';
import {chartFunctions} from '../../src/chart/functions/table.js';
import {type OracleRequest, oracle, renderWithHelm} from './oracle.js';
import {outcomeOf, renderOurs} from './ours.js';

const folder = 'test/testdata/chart/functions';
const values = {V: {m: {a: 1, b: 'x', c: null, n: {k: 'v'}}, l: ['b', 'a', 3, null], i: 3, f: 1.5, s: 'Hello World'}};
const tables = readdirSync(folder).filter((name) => name.endsWith('.txt'));

/** Where ours differs from Helm, and why. */
const differences: readonly (readonly [RegExp, string])[] = [
  [
    /^unset nil|^(must)?(Rest|Initial|rest|initial) \(list\)$|^concat$|^fromJson(Array)? "null"$|^regex\w+ .* 0$/,
    'a nil that is a list',
  ],
  [/^(nospace|initials) ".*é/, 'Helm takes each byte of UTF-8 for a character there'],
  [/^bcrypt \(repeat 73/, "Helm gives the error's text in place of the hash"],
];

function isKnown(expression: string): boolean {
  return differences.some(([pattern]) => pattern.test(expression));
}

function expressionsIn(name: string): string[] {
  const lines = readFileSync(`${folder}/${name}`, 'utf8').split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** The value as it prints, and as JSON: the first hides types, the second hides nil. */
function chartWith(expression: string): Record<string, string> {
  const isRandom = /rand|uuid|gen[A-Z]|bcrypt|htpasswd|encryptAES|shuffle|now/.test(expression);
  const json = isRandom ? '' : `\n{{ ${expression} | toJson }}`;
  return {
    'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'templates/_inner.tpl': '{{ define "inner" }}<{{ .x }}>{{ end }}',
    'templates/t.yaml': `{{ with .Values }}{{ ${expression} }}${json}{{ end }}`,
  };
}

describe.skipIf(oracle === undefined)("every function gives what Helm's gives", () => {
  test.each(tables)('%s', async (name) => {
    const requests: OracleRequest[] = expressionsIn(name).map((expression) => ({files: chartWith(expression), values}));
    const theirs = renderWithHelm(requests);
    const unexpected: string[] = [];
    for (const [i, request] of requests.entries()) {
      const ours = await renderOurs(request);
      const expected = outcomeOf(theirs[i]);
      const expression = expressionsIn(name)[i] ?? '';
      // What is said to differ has to differ: the list does not outlive its reasons.
      if ((ours.outcome === expected) === isKnown(expression)) {
        unexpected.push(`${expression}\n  helm ${expected}\n  ours ${ours.outcome} ${ours.error ?? ''}`);
      }
    }
    expect(unexpected).toEqual([]);
  });
});

const context: Context = {lookup: () => ({}), now: () => 0, missing: undefined};

test('the tables have at least three cases of every function', () => {
  const text = tables.flatMap(expressionsIn).join('\n');
  const rare = Object.keys(chartFunctions(context)).filter((name) => {
    return (text.match(new RegExp(`(?<![\\w."])${name}(?![\\w"])`, 'g')) ?? []).length < 3;
  });
  expect(rare.toSorted()).toEqual(['fromToml', 'hello', 'mustToYaml']);
});

test('the lists of lazily loaded functions are what their files hold', async () => {
  for (const group of ['regex', 'crypto', 'dates'] as const) await load(group);
  const {regexFunctions} = await import('../../src/chart/functions/text/regex.js');
  const {cryptoFunctions} = await import('../../src/chart/functions/crypto/crypto.js');
  const {dateFunctions} = await import('../../src/chart/functions/dates.js');
  const held = {regex: regexFunctions(), crypto: cryptoFunctions(context), dates: dateFunctions(context)};
  for (const group of ['regex', 'crypto', 'dates'] as const) {
    expect([...lazyNames[group]].sort()).toEqual(Object.keys(held[group]).sort());
  }
});
