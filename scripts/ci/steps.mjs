// SPDX-License-Identifier: Apache-2.0
// Runs the steps of .ci/run one after the other, each within its time, and prints the closing line that CI reads.
// Plain JavaScript that imports Node only: it runs before any package is installed.
import {spawn} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {argv, env, execPath, exit} from 'node:process';
import {pathToFileURL} from 'node:url';
import {processes} from './processes.mjs';

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command
 * @property {number} minutes How long it may take, with empty caches.
 * @property {boolean} [required] The steps after it cannot run when it fails.
 */

const script = (/** @type {string} */ file, /** @type {string[]} */ ...args) => [
  execPath,
  'scripts/run.mjs',
  `scripts/ci/${file}.ts`,
  ...args,
];
const npm = (/** @type {string[]} */ ...args) => ['npm', ...args];

/** @type {Step[]} What takes seconds comes first; programs in Go are built once, before the tests that need them. */
const STEPS = [
  {name: 'install packages', command: npm('ci', '--no-fund', '--no-audit'), minutes: 6, required: true},
  {name: 'lint', command: npm('run', 'lint'), minutes: 4},
  {name: 'types', command: npm('run', 'types'), minutes: 3},
  {name: 'generated files are current', command: npm('run', 'check:generated'), minutes: 2},
  {name: 'build', command: npm('run', 'build'), minutes: 3, required: true},
  {
    name: 'programs that the tests need',
    command: npm('run', 'programs', '--', '--servers'),
    minutes: 30,
    required: true,
  },
  {name: "README's test command: npm test", command: npm('test'), minutes: 15},
  {name: 'unit tests and the package on other versions of Node', command: script('node-versions'), minutes: 30},
  {name: 'files that others wrote: npm run corpus', command: npm('run', 'corpus'), minutes: 6},
  {name: 'parity with the Go istioctl', command: npm('run', 'parity'), minutes: 12},
  {name: 'tests on real servers', command: npm('run', 'test:servers'), minutes: 40},
  {name: "the README's main job: npm start", command: npm('start'), minutes: 3},
];

/** Milliseconds between the request to end and the kill. */
const GRACE = 10_000;

/**
 * Runs a command in a process group of its own, and ends the whole group when the time is over.
 *
 * @param {readonly string[]} command
 * @param {number} milliseconds
 * @param {(text: string) => void} print Gets the processes that were running when the time was over.
 * @returns {Promise<'passed' | 'failed' | 'timed out'>}
 */
export function runWithin([program = '', ...args], milliseconds, print) {
  const child = spawn(program, args, {stdio: ['ignore', 'inherit', 'inherit'], detached: true});
  // A group of its own does not get the signals that end this process.
  const interrupted = (/** @type {NodeJS.Signals} */ name) => {
    signal(child.pid, 'SIGKILL');
    process.off(name, interrupted);
    process.kill(process.pid, name);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      print(`running when the time was over:\n${processesBelow(child.pid ?? 0).join('\n')}`);
      signal(child.pid, 'SIGTERM');
      setTimeout(() => signal(child.pid, 'SIGKILL'), GRACE).unref();
    }, milliseconds);
    const end = (/** @type {boolean} */ passed) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      // What the step left behind must not slow down or disturb the next one.
      signal(child.pid, 'SIGKILL');
      resolve(late ? 'timed out' : passed ? 'passed' : 'failed');
    };
    child.on('error', (error) => {
      print(String(error));
      end(false);
    });
    child.on('exit', (code) => end(code === 0));
  });
}

/** @param {number | undefined} group @param {NodeJS.Signals} name */
function signal(group, name) {
  try {
    if (group) process.kill(-group, name);
  } catch {
    // The group has no process any more.
  }
}

/**
 * The commands of a process and of all below it, a line each, indented by depth; only where /proc is.
 *
 * @param {number} root
 * @returns {string[]}
 */
export function processesBelow(root) {
  const all = processes();
  /** @type {(pid: number, depth: number) => string[]} */
  const lines = (pid, depth) => [
    `${'  '.repeat(depth)}${pid} ${all.find((each) => each.pid === pid)?.command.slice(0, 300) ?? ''}`,
    ...all.filter(({parent}) => parent === pid).flatMap((child) => lines(child.pid, depth + 1)),
  ];
  return lines(root, 0);
}

async function main() {
  env['CI'] = 'true';
  rmSync('out', {recursive: true, force: true});
  mkdirSync('out');
  let passed = 0;
  let failed = 0;
  for (const {name, command, minutes, required} of STEPS) {
    console.log(`=== ${name}`);
    const started = Date.now();
    const ending = await runWithin(command, minutes * 60_000, console.log);
    const seconds = Math.round((Date.now() - started) / 1000);
    if (ending === 'passed') passed++;
    else failed++;
    const verdict = {passed: `passed in ${seconds} s`, failed: `FAILED after ${seconds} s`};
    console.log(`--- ${name}: ${ending === 'timed out' ? `TIMED OUT after ${minutes} min` : verdict[ending]}`);
    if (ending !== 'passed' && required) {
      console.log(`the steps after "${name}" need it; they did not run`);
      console.log(`${passed} passed, ${failed} failed`);
      exit(1);
    }
  }
  const totals = spawn(execPath, ['scripts/run.mjs', 'scripts/ci/totals.ts', String(passed), String(failed)], {
    stdio: 'inherit',
  });
  totals.on('exit', (code) => exit(code ?? 1));
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) await main();
