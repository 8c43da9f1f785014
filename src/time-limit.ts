// SPDX-License-Identifier: Apache-2.0

/** Timers of Node take no longer time, in milliseconds; more than 24 days are as good as none. */
const LONGEST = 2 ** 31 - 1;

/** A time after which something has to end. */
export interface TimeLimit {
  /** Fires when the time is over. */
  signal: AbortSignal;
  /** Ends the time before it is over; the signal never fires then. */
  clear(): void;
}

/**
 * Returns a limit of so many milliseconds, which does not keep the process. `AbortSignal.timeout` is not used for it:
 * where nothing but an `AbortSignal.any` listens to it, Node 20 collects it as garbage, and it never fires.
 */
export function timeLimit(milliseconds: number): TimeLimit {
  const controller = new AbortController();
  const over = (): void => controller.abort(new DOMException('the time is over', 'TimeoutError'));
  const timer = setTimeout(over, Math.min(milliseconds, LONGEST));
  timer.unref();
  return {signal: controller.signal, clear: () => clearTimeout(timer)};
}
