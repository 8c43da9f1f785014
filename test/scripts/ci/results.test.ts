// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {type Report, totals} from '../../../scripts/ci/results.js';

function report(name: string, status: string, outcomes: Record<string, string>): Report {
  const assertionResults = Object.entries(outcomes).map(([fullName, outcome]) => ({fullName, status: outcome}));
  return {testResults: [{name: `/repository/test/${name}`, status, assertionResults}]};
}

test('adds up the tests of all reports', () => {
  const unit = report('a.test.ts', 'passed', {one: 'passed', two: 'passed'});
  const servers = report('b.test.ts', 'failed', {one: 'passed', two: 'failed'});
  expect(totals([[unit], [servers]], [])).toEqual({passed: 3, failed: 1, skipped: 0, forbidden: []});
});

test('counts the same file once for each group, as the last report has it', () => {
  const first = report('a.test.ts', 'failed', {one: 'failed'});
  const again = report('a.test.ts', 'passed', {one: 'passed'});
  expect(totals([[first, again], [again]], [])).toEqual({passed: 2, failed: 0, skipped: 0, forbidden: []});
});

test('counts a file that failed without a failed test', () => {
  expect(totals([[report('a.test.ts', 'failed', {})]], [])).toMatchObject({failed: 1});
});

test('forbids skips that are not listed', () => {
  const skipped = report('a.test.ts', 'passed', {'with kubectl builds': 'skipped', 'with Go compares': 'pending'});
  const allowed = [{file: 'test/a.test.ts', test: 'with kubectl', why: 'no kubectl'}];
  expect(totals([[skipped]], allowed)).toEqual({
    passed: 0,
    failed: 0,
    skipped: 2,
    forbidden: ['/repository/test/a.test.ts > with Go compares'],
  });
});
