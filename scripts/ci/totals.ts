// SPDX-License-Identifier: Apache-2.0
// Adds up the steps of .ci/run and the tests of its vitest reports, lists the flaky files, and prints the closing line
// that CI reads. A skipped test that test/skips.json does not list is a failure.
import {existsSync, readFileSync} from 'node:fs';
import {type AllowedSkip, type Report, totals} from './results.js';

/** The reports that a whole run writes; those in one group are of the same tests. */
const REPORTS = [
  ['out/vitest.json'],
  ['out/vitest-node22.json'],
  ['out/vitest-node24.json'],
  ['out/vitest-servers.json', 'out/vitest-servers-again.json'],
];

const [passedSteps = '0', failedSteps = '0'] = process.argv.slice(2);
const absent = REPORTS.map(([first = '']) => first).filter((file) => !existsSync(file));
for (const file of absent) console.log(`no report: ${file}`);
const allowed: AllowedSkip[] = JSON.parse(readFileSync('test/skips.json', 'utf8'));
const runs = REPORTS.map((group) =>
  group.filter((file) => existsSync(file)).map((file): Report => JSON.parse(readFileSync(file, 'utf8'))),
);
const {passed, failed, skipped, forbidden} = totals(runs, allowed);
for (const test of forbidden) console.log(`skipped, but not listed in test/skips.json: ${test}`);
if (existsSync('out/flaky.txt')) process.stdout.write(readFileSync('out/flaky.txt', 'utf8'));
const allFailed = Number(failedSteps) + absent.length + failed + forbidden.length;
console.log(`${Number(passedSteps) + passed} passed, ${allFailed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = allFailed > 0 ? 1 : 0;
