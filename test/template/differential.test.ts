// SPDX-License-Identifier: Apache-2.0
import * as fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {cases} from './generator.js';
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

describe('against Go', () => {
  test.skipIf(!hasGo())(`${RUNS} random templates give the same output or the same error`, () => {
    const sample = fc.sample(cases, {numRuns: RUNS, seed: SEED});
    const expected = runGo(sample);
    const differences: Difference[] = [];
    let failures = 0;
    for (const [i, one] of sample.entries()) {
      const go = expected[i] ?? {output: '', error: 'no answer'};
      const ours = runOurs(one);
      if (OUR_OWN.test(ours.error)) continue;
      go.error = integersAlike(go.error);
      go.output = integersAlike(go.output);
      ours.error = integersAlike(ours.error);
      if (go.error !== '') failures++;
      if (go.output !== ours.output || go.error !== ours.error) differences.push({one, go, ours});
    }
    const size = ({one}: Difference) => one.templates.reduce((sum, {text}) => sum + text.length, 0);
    const smallest = differences.toSorted((a, b) => size(a) - size(b)).slice(0, 10);
    expect(smallest.map(describeDifference).join('\n'), `${differences.length} of ${RUNS}, seed ${SEED}`).toBe('');
    if (process.env['TEMPLATE_RUNS']) console.log(`${failures} of ${RUNS} fail in Go`);
    expect(failures).toBeLessThan(RUNS * 0.7);
    expect(failures).toBeGreaterThan(RUNS * 0.2);
  });
});
