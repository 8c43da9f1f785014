// SPDX-License-Identifier: Apache-2.0
import {afterAll, expect} from 'vitest';
import {processes} from '../../scripts/ci/processes.mjs';
import {eventually} from './eventually.js';

// Runs before each file of the tests on real servers, and registers what is checked after all of it: a file that leaves
// a process or a variable of the environment behind fails itself, and not the file that happens to come next.

const env = {...process.env};
const before = new Set(children().map(({pid}) => pid));

afterAll(async () => {
  const changed = Object.keys({...env, ...process.env}).filter((name) => env[name] !== process.env[name]);
  for (const name of changed) restore(name, env[name]);
  const left = await processesLeft();
  for (const {pid} of left) process.kill(pid, 'SIGKILL');
  expect({changed, left}, 'variables changed and processes left running by this file').toEqual({changed: [], left: []});
}, 120_000);

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** The processes that this file started and that do not end by themselves within a while. */
async function processesLeft(): Promise<ReturnType<typeof children>> {
  let left: ReturnType<typeof children> = [];
  await eventually(
    'the processes of this file end',
    () => {
      left = children().filter(({pid}) => !before.has(pid));
      return left.length === 0;
    },
    {within: 20_000},
  ).catch(() => {}); // What is left is reported by name.
  return left;
}

/** The running children of this process. */
function children(): {pid: number; command: string}[] {
  return processes().flatMap(({pid, parent, command}) =>
    parent === process.pid && command !== '' ? [{pid, command}] : [],
  );
}
