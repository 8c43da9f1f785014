// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';

/**
 * @typedef {object} Process
 * @property {number} pid
 * @property {number} parent
 * @property {string} command The command line; empty for a process that has ended and whom nobody has collected.
 */

/**
 * Returns the processes of this machine; none where there is no /proc.
 *
 * @returns {Process[]}
 */
export function processes() {
  /** @type {string[]} */
  let names = [];
  try {
    names = readdirSync('/proc');
  } catch {
    // Only Linux has it.
  }
  return names
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({
      pid: Number(name),
      parent: Number(/\) \S (\d+)/.exec(contents(`/proc/${name}/stat`))?.[1]),
      command: contents(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim(),
    }));
}

/** @param {string} file @returns {string} */
function contents(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // The process has ended.
  }
}
