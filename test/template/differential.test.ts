// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cases, constants, formats} from './generator.js';
import {type Case, hasGo, type Result, runGo, runOurs} from './oracle.js';

const RUNS = Number(process.env['TEMPLATE_RUNS'] ?? 4000);
const SEED = Number(process.env['TEMPLATE_SEED'] ?? 20_260_727);

interface Difference {
  one: Case;
  go: Result;
  ours: Result;
}

function describeDifference({one, go, ours}: Difference): string {
  const shown = JSON.stringify(one.data, (_, value) => (typeof value === 'bigint' ? `int ${value}` : value));
  const texts = one.templates.map(({name, text}) => `--- ${name}\n${text}`).join('\n');
  const [left, right] = [JSON.stringify(go), JSON.stringify(ours)];
  let at = 0;
  while (left[at] === right[at]) at++;
  const from = Math.max(0, at - 60);
  const found = `--- go   ${left.slice(from, from + 300)}\n--- ours ${right.slice(from, from + 300)}\n`;
  return `${texts}\n--- data (${one.missingKey}) ${shown}\n${found}`;
}

/** Where we stop on purpose and Go does not. */
const OUR_OWN = /complex numbers are not supported|the printed value is too long|the formatted text is too long/;

/** Our integers are one type: bytes of strings are ints, and an int in a list is not an interface {} to us. */
function integersAlike(text: string): string {
  return text.replaceAll(/\b(in|of) type (?:interface {}|uint8|int)/g, '$1 type int').replaceAll('uint8', 'int');
}

function normal({output, error}: Result): Result {
  return {output: integersAlike(output), error: integersAlike(error)};
}

interface Outcome {
  /** The ten smallest cases that differ, as text. */
  differences: string;
  /** Cases that fail in Go. */
  failures: number;
  /** Cases that we refuse on purpose. */
  stopped: number;
}

function compare(sample: readonly Case[]): Outcome {
  const expected = runGo(sample);
  const found: Difference[] = [];
  let failures = 0;
  let stopped = 0;
  for (const [i, one] of sample.entries()) {
    const go = normal(expected[i] ?? {output: '', error: 'no answer'});
    const ours = normal(runOurs(one));
    if (go.error !== '') failures++;
    if (OUR_OWN.test(ours.error)) stopped++;
    else if (go.output !== ours.output || go.error !== ours.error) found.push({one, go, ours});
  }
  const size = ({one}: Difference) => one.templates.reduce((sum, {text}) => sum + text.length, 0);
  const smallest = found.toSorted((a, b) => size(a) - size(b)).slice(0, 10);
  const count = found.length > 0 ? `${found.length} of ${sample.length} differ, seed ${SEED}\n` : '';
  return {differences: count + smallest.map(describeDifference).join('\n'), failures, stopped};
}

describe.skipIf(!hasGo())('against Go', () => {
  test(`${RUNS} random templates give the same output or the same error`, () => {
    const {differences, failures, stopped} = compare(fc.sample(cases, {numRuns: RUNS, seed: SEED}));
    expect(differences).toBe('');
    expect(stopped).toBeLessThan(RUNS * 0.01);
    expect(failures).toBeLessThan(RUNS * 0.7);
    expect(failures).toBeGreaterThan(RUNS * 0.2);
  });

  test(`${RUNS} random values under random formats are printed the same`, () => {
    expect(compare(fc.sample(formats, {numRuns: RUNS, seed: SEED})).differences).toBe('');
  });

  test(`${RUNS} random number constants are read the same`, () => {
    expect(compare(fc.sample(constants, {numRuns: RUNS, seed: SEED})).differences).toBe('');
  });
});
