// SPDX-License-Identifier: Apache-2.0
// Adds up the steps of .ci/run and the tests of its vitest reports, and prints the closing line that CI reads.
import {existsSync, readFileSync} from 'node:fs';

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
}

const [passedSteps = '0', failedSteps = '0', ...files] = process.argv.slice(2);
const reports = files
  .filter((file) => existsSync(file))
  .map((file): VitestReport => JSON.parse(readFileSync(file, 'utf8')));
const sum = (start: number, count: (report: VitestReport) => number) =>
  reports.reduce((total, report) => total + count(report), start);
const absent = files.length - reports.length;
const failed = sum(Number(failedSteps) + absent, (report) => report.numFailedTests);
const skipped = sum(0, (report) => report.numPendingTests);
console.log(
  `${sum(Number(passedSteps), (report) => report.numPassedTests)} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = failed > 0 ? 1 : 0;
