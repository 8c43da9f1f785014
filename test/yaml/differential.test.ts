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
import {mangledDocument} from './mangled.js';

type Request = {emit: unknown} | {parse: string};

interface Answer {
  yaml?: string;
  json?: unknown;
  error?: string;
}

const oracle = startOracle<Request, Answer>(path.join(import.meta.dirname, 'oracle'));
afterAll(() => oracle?.close());

const RUNS = 3000;
const MANGLED = 6000;

describe.skipIf(oracle === undefined)('against sigs.k8s.io/yaml (needs Go)', () => {
  test('prints the same bytes', () => {
    const values = fc.sample(json, RUNS).filter(isComparable);
    const answers = oracle?.ask(values.map((value) => ({emit: value}))) ?? [];
    let compared = 0;
    for (const [i, value] of values.entries()) {
      // It makes YAML of JSON by way of YAML, where keys of more than 1024 characters are none.
      if (answers[i]?.error?.includes("could not find expected ':'")) continue;
      expect(emitYaml(value), JSON.stringify(value)).toBe(answers[i]?.yaml);
      compared++;
    }
    expect(compared).toBeGreaterThan(RUNS * 0.9);
  });

  test('reads the same values, and refuses the same texts', () => {
    const refused = compareAll(fc.sample(document, RUNS));
    expect(refused).toBeGreaterThan(RUNS * 0.01);
    expect(refused).toBeLessThan(RUNS * 0.5);
  });

  test('the same of real documents that were mangled', () => {
    const refused = compareAll(fc.sample(mangledDocument, MANGLED));
    expect(refused).toBeGreaterThan(MANGLED * 0.2);
    expect(refused).toBeLessThan(MANGLED * 0.8);
  });

  /** Returns how many of the texts are refused. */
  function compareAll(texts: readonly string[]): number {
    const answers = oracle?.ask(texts.map((text) => ({parse: text}))) ?? [];
    let refused = 0;
    for (const [i, text] of texts.entries()) {
      const value = tryParse(text);
      if (value instanceof YamlError) refused++;
      const ours = value instanceof YamlError ? 'refused' : value;
      expect(ours, text).toEqual(answers[i]?.error === undefined ? answers[i]?.json : 'refused');
    }
    return refused;
  }
});

function tryParse(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof YamlError) return error;
    throw error;
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

test('reads back what it prints', () => {
  const values = fc.sample(json, RUNS);
  for (const value of values) {
    const printed = emitYaml({value});
    expect(parseYaml(printed), printed).toEqual({value});
  }
});
