// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {messageTypes} from '../../src/analysis/model/messages.js';
import {analyze} from './analyze.js';
import {ELSEWHERE} from './elsewhere.js';

const FOLDER = 'test/testdata/analysis/codes';
const codes = readdirSync(FOLDER);

async function codesIn(file: string): Promise<Set<string>> {
  const {messages, fileErrors} = await analyze(readFileSync(file, 'utf8'));
  expect(fileErrors).toEqual([]);
  return new Set(messages.map(({code}) => code));
}

describe('message codes', () => {
  test('have resources for all that files can bring about', () => {
    expect([...codes, ...ELSEWHERE].toSorted()).toEqual(Object.keys(messageTypes).toSorted());
  });

  test.each(codes)('%s is said of resources that deserve it, and not of those that just do not', async (code) => {
    expect(await codesIn(`${FOLDER}/${code}/triggers.yaml`)).toContain(code);
    expect(await codesIn(`${FOLDER}/${code}/passes.yaml`)).not.toContain(code);
  });
});
