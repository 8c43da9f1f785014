// SPDX-License-Identifier: Apache-2.0
// npm run test:servers [-- FILE...]: the tests on real servers. A file that fails is run once more, alone, after all
// others: what passes then is reported as flaky, what fails again fails the run. Machines are busy now and then, and one
// unlucky file must not discard everything else; too many of them are a defect of their own.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {relative} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {startVitest, type TestModule} from 'vitest/node';
import type {Report} from './results.js';
import {isWorthASecondLook, verdict} from './second-look.js';

const REPORT = 'out/vitest-servers.json';
const AGAIN = 'out/vitest-servers-again.json';
const FLAKY = 'out/flaky.txt';

/** The first failure of each file that did not pass, by path. */
type Failures = Map<string, string>;

async function run(files: string[], report: string): Promise<{failures: Failures; outside: string[]}> {
  const vitest = await startVitest('test', files, {
    project: ['servers'],
    watch: false,
    reporters: ['default', 'json'],
    outputFile: {json: report},
  });
  const failures: Failures = new Map();
  for (const module of vitest.state.getTestModules()) {
    if (!module.ok()) failures.set(relative('.', module.moduleId), firstFailure(module));
  }
  const outside: string[] = [];
  // What stops a run before its tests, such as a set-up of all that fails, leaves no module behind.
  if (vitest.state.getTestModules().length === 0) outside.push('no test ran');
  for (const error of vitest.state.getUnhandledErrors()) {
    const {message = String(error), VITEST_TEST_PATH: path} = error as {message?: string; VITEST_TEST_PATH?: string};
    // An error outside of a test fails the file that was running.
    if (path === undefined) outside.push(message);
    else if (!failures.has(relative('.', path))) failures.set(relative('.', path), message);
  }
  await vitest.close();
  return {failures, outside};
}

function firstFailure(module: TestModule): string {
  for (const test of module.children.allTests('failed')) {
    return `${test.fullName}: ${oneLine(test.result().errors?.[0]?.message)}`;
  }
  return oneLine(module.errors()[0]?.message) || 'no test of it ran';
}

function oneLine(text = ''): string {
  return stripVTControlCharacters(text).split('\n')[0]?.slice(0, 300) ?? '';
}

/** Runs each file alone, with servers of its own. Returns what failed again. */
async function secondLook(files: readonly string[]): Promise<Failures> {
  const failures: Failures = new Map();
  const reports: Report[] = [];
  for (const file of files) {
    console.log(`a second look at ${file}`);
    const {failures: again, outside} = await run([file], AGAIN);
    if (outside.length > 0) again.set(file, outside.join('; '));
    for (const [path, failure] of again) failures.set(path, failure);
    reports.push(JSON.parse(readFileSync(AGAIN, 'utf8')));
  }
  writeFileSync(AGAIN, JSON.stringify({testResults: reports.flatMap(({testResults}) => testResults)}));
  return failures;
}

mkdirSync('out', {recursive: true});
const {failures, outside} = await run(process.argv.slice(2), REPORT);
const worthIt = outside.length === 0 && isWorthASecondLook(failures.size);
const {flaky, red} = verdict(failures, worthIt ? await secondLook([...failures.keys()]) : undefined);
writeFileSync(FLAKY, flaky.map((line) => `${line}\n`).join(''));
for (const line of [...flaky, ...red, ...outside.map((error) => `outside of any test: ${error}`)]) console.log(line);
// Servers that a failed test left running must not keep this process alive.
process.exit(red.length + outside.length > 0 ? 1 : 0);
