// SPDX-License-Identifier: Apache-2.0
// Runs the parity suites that test/parity-floor.json names and fails when one passes fewer cases than its floor.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';

const RUNNER = '../shared/parity/run.mjs';
const REPORT = 'out/parity.json';

function run(): number {
  if (!existsSync(RUNNER)) {
    console.log(`parity: SKIPPED, ${RUNNER} is not there`);
    return 0;
  }
  const floors: Record<string, number> = JSON.parse(readFileSync('test/parity-floor.json', 'utf8'));
  mkdirSync('out', {recursive: true});
  const suites = Object.keys(floors);
  const {status} = spawnSync(process.execPath, [RUNNER, ...suites, '--json', REPORT, '--show', '5'], {
    stdio: 'inherit',
  });
  if (status === null || status > 1) return 1;
  const results: Record<string, {passed: number; of: number}> = JSON.parse(readFileSync(REPORT, 'utf8'));
  const verdicts = suites.map((suite) => verdict(suite, results[suite]?.passed ?? 0, floors[suite] ?? 0));
  return verdicts.every(Boolean) ? 0 : 1;
}

function verdict(suite: string, passed: number, floor: number): boolean {
  if (passed < floor) console.error(`parity: ${suite} fell to ${passed}, its floor is ${floor}`);
  if (passed > floor)
    console.error(`parity: ${suite} rose to ${passed}; raise its floor of ${floor} in test/parity-floor.json`);
  return passed >= floor;
}

process.exitCode = run();
