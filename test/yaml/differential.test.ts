// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {emitYaml} from '../../src/yaml/emit.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {document, json} from './arbitraries.js';
import {startOracle} from './oracle.js';

const oracle = startOracle();
afterAll(() => oracle?.close());

const SEED = 20261;
const RUNS = 3000;

describe.skipIf(oracle === undefined)('against sigs.k8s.io/yaml (needs Go)', () => {
  test('prints the same bytes', () => {
    const values = fc.sample(json, {seed: SEED, numRuns: RUNS});
    const answers = oracle?.ask(values.map((value) => ({emit: value}))) ?? [];
    let compared = 0;
    for (const [i, value] of values.entries()) {
      const expected = answers[i]?.yaml;
      if (expected === undefined) continue;
      compared++;
      expect(emitYaml(value), JSON.stringify(value)).toBe(expected);
    }
    expect(compared).toBeGreaterThan(RUNS * 0.8);
  });

  test('reads the same values', () => {
    const texts = fc.sample(document, {seed: SEED, numRuns: RUNS});
    const answers = oracle?.ask(texts.map((text) => ({parse: text}))) ?? [];
    let compared = 0;
    for (const [i, text] of texts.entries()) {
      if (answers[i]?.error !== undefined) continue;
      compared++;
      expect(parseYaml(text), text).toEqual(answers[i]?.json);
    }
    expect(compared).toBeGreaterThan(RUNS * 0.8);
  });

  test('reads back what it prints', () => {
    const values = fc.sample(json, {seed: SEED + 1, numRuns: RUNS});
    for (const value of values) expect(parseYaml(emitYaml(value)), emitYaml(value)).toEqual(value);
  });
});
