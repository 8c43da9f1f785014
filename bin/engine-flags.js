// SPDX-License-Identifier: Apache-2.0

/**
 * Flags that make V8 wait longer before it optimises a function, by V8's major version: its flags change from release
 * to release, and an unknown one is an error on stderr. Measured in docs/decisions/002-start-up.md.
 *
 * @type {Record<number, string[]>}
 */
const DELAY_OPTIMISATION = {
  11: ['--interrupt-budget=1500000'],
  12: ['--invocation-count-for-turbofan=30000'],
  13: ['--invocation-count-for-turbofan=30000', '--invocation-count-for-maglev=4000'],
  14: ['--invocation-count-for-turbofan=30000', '--invocation-count-for-maglev=4000'],
};

/**
 * Returns the flags for a V8, none for a version that nobody has measured.
 *
 * @param {string} version As in `process.versions.v8`.
 * @returns {string[]}
 */
export function engineFlags(version) {
  return DELAY_OPTIMISATION[Number.parseInt(version, 10)] ?? [];
}
