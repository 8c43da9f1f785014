// SPDX-License-Identifier: Apache-2.0

let stopped: Date | undefined;

/** Returns the time that commands go by: now, or when the snapshot was taken that `--from` names. */
export function now(): Date {
  return stopped ?? new Date();
}

/** Stops the clock at a time, or lets it run again. */
export function stopClock(at: Date | undefined): void {
  stopped = at;
}
