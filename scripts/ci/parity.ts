// SPDX-License-Identifier: Apache-2.0
// Runs the parity suites that test/parity-floor.json names and fails when one passes fewer cases than its floor.
import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync} from 'node:fs';
import {startEmptyMesh} from '../../test/cluster/empty-mesh.js';
import {recordedClock} from '../../test/support/recorded-clock.js';

const RUNNER = '../shared/parity/run.mjs';
const REPORT = 'out/parity.json';

/** Suites that look at a cluster which holds the definitions of a mesh and nothing else. */
const ON_CLUSTER = ['analyze-live'];

/** Suites for which the runner does not stop the clock, and a time at which the certificates in their recordings hold. */
const RECORDED_AT: Readonly<Record<string, string>> = {ztunnel: '2026-11-30T12:00:00Z'};

async function run(): Promise<number> {
  if (!existsSync(RUNNER)) {
    console.log(`parity: SKIPPED, ${RUNNER} is not there`);
    return process.env['CI'] ? 1 : 0;
  }
  const floors: Record<string, number> = JSON.parse(readFileSync('test/parity-floor.json', 'utf8'));
  mkdirSync('out', {recursive: true});
  const suites = Object.keys(floors);
  const dated = Object.entries(RECORDED_AT).filter(([suite]) => suites.includes(suite));
  const undated = suites.filter((suite) => !ON_CLUSTER.includes(suite) && !Object.hasOwn(RECORDED_AT, suite));
  const offline = Object.assign(
    passed(undated),
    ...dated.map(([suite, at]) => passed([suite], {...recordedClock, RECORDED_AT: at})),
  );
  const results = {...offline, ...(await passedOnCluster(suites.filter((suite) => ON_CLUSTER.includes(suite))))};
  const verdicts = suites.map((suite) => verdict(suite, results[suite] ?? 0, floors[suite] ?? 0));
  return verdicts.every(Boolean) ? 0 : 1;
}

/** How many cases of each suite pass; none of any where the runner fails. */
function passed(suites: readonly string[], env: Record<string, string> = {}): Record<string, number> {
  const {status} = spawnSync(process.execPath, [RUNNER, ...suites, '--json', REPORT, '--show', '5'], {
    stdio: 'inherit',
    env: {...process.env, ...env},
  });
  if (status === null || status > 1) return {};
  const results: Record<string, {passed: number}> = JSON.parse(readFileSync(REPORT, 'utf8'));
  return Object.fromEntries(Object.entries(results).map(([suite, result]) => [suite, result.passed]));
}

async function passedOnCluster(suites: readonly string[]): Promise<Record<string, number>> {
  if (suites.length === 0) return {};
  const cluster = await startEmptyMesh();
  try {
    return passed(suites, {KUBECONFIG: cluster.kubeconfig});
  } finally {
    await cluster.stop();
  }
}

function verdict(suite: string, count: number, floor: number): boolean {
  if (count < floor) console.error(`parity: ${suite} fell to ${count}, its floor is ${floor}`);
  if (count > floor)
    console.error(`parity: ${suite} rose to ${count}; raise its floor of ${floor} in test/parity-floor.json`);
  return count >= floor;
}

process.exitCode = await run();
