// SPDX-License-Identifier: Apache-2.0
import {processes} from '../../scripts/ci/processes.mjs';
import {eventually} from './eventually.js';

/** The command lines of all processes that work in a folder: each has it among its arguments. */
export function processesIn(folder: string): string[] {
  return processes()
    .map(({command}) => command)
    .filter((command) => command.includes(folder));
}

export async function untilNoProcessIn(folder: string): Promise<void> {
  await eventually(`no process works in ${folder}`, (saw) => {
    const left = processesIn(folder);
    saw(left);
    return left.length === 0;
  });
}
