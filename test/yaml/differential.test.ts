// SPDX-License-Identifier: Apache-2.0
import path from 'node:path';
import * as fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {emitYaml} from '../../src/yaml/emit.js';
import {YamlError} from '../../src/yaml/error.js';
import {compareKeys} from '../../src/yaml/natural-order.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {startOracle} from '../support/go-oracle.js';
import {document, json} from './arbitraries.js';

type Request = {emit: unknown} | {parse: string};

interface Answer {
  yaml?: string;
  json?: unknown;
  error?: string;
}

const oracle = startOracle<Request, Answer>(path.join(import.meta.dirname, 'oracle'));
afterAll(() => oracle?.close());

const SEED = 20261;
const RUNS = 3000;

describe.skipIf(oracle === undefined)('against sigs.k8s.io/yaml (needs Go)', () => {
  test('prints the same bytes', () => {
    const values = fc.sample(json, {seed: SEED, numRuns: RUNS}).filter(isComparable);
    const answers = oracle?.ask(values.map((value) => ({emit: value}))) ?? [];
    for (const [i, value] of values.entries()) {
      expect(emitYaml(value), JSON.stringify(value)).toBe(answers[i]?.yaml);
    }
    expect(values.length).toBeGreaterThan(RUNS * 0.9);
  });

  /** Text that goyaml reads up to an error, or that YAML 1.2 forbids, may be refused; there is little of it. */
  test('reads the same values', () => {
    const texts = fc.sample(document, {seed: SEED, numRuns: RUNS});
    const answers = oracle?.ask(texts.map((text) => ({parse: text}))) ?? [];
    let [read, refused] = [0, 0];
    for (const [i, text] of texts.entries()) {
      if (answers[i]?.error !== undefined) continue;
      const value = tryParse(text);
      if (value instanceof YamlError) refused++;
      else expect(value, text).toEqual(answers[i]?.json);
      read++;
    }
    expect(read).toBeGreaterThan(RUNS * 0.5);
    expect(refused).toBeLessThan(read * 0.01);
  });
});

function tryParse(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    return error;
  }
}

/**
 * The natural order is no order for some keys (`001` < `0Y` < `04` < `001`): there goyaml's result is chance.
 * It prints the key `<<` as a merge; we do not.
 */
function isComparable(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (!Object.values(value).every(isComparable)) return false;
  const keys = Array.isArray(value) ? [] : Object.keys(value).sort(compareKeys);
  return !keys.includes('<<') && keys.every((a, i) => keys.slice(i + 1).every((b) => compareKeys(a, b) < 0));
}

/** js-yaml reads YAML 1.2, where line and paragraph separators end no line, and indents root blocks differently. */
test('reads back what it prints', () => {
  const values = fc.sample(json, {seed: SEED + 1, numRuns: RUNS});
  for (const value of values) {
    if (/[\u2028\u2029]/.test(JSON.stringify(value))) continue;
    const printed = emitYaml({value});
    expect(parseYaml(printed), printed).toEqual({value});
  }
});
