// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {inspect} from 'node:util';

/** What a probe returns while the state it waits for is not there yet. */
type NotYet = false | undefined | null;

/** How long to wait, and how long to pause between two probes, in milliseconds. */
export interface Patience {
  within?: number;
  every?: number;
}

/** Enough for anything that a machine with two busy processors does. */
const LONG = 120_000;

/**
 * Calls `probe` until it returns something other than false, undefined or null, and returns that. A probe that throws,
 * as a failed `expect` does, is called again. Every wait in the tests goes through here: no test sleeps and hopes.
 *
 * @param what The state that is waited for, for the message: "pod cart is ready".
 * @param probe It may report what it found with `saw`, so that a wait without success shows the last report.
 * @throws Error When the time is over; it names the state and shows what the probe last saw, returned or threw.
 */
export async function eventually<T>(
  what: string,
  probe: (saw: (value: unknown) => void) => T | NotYet | Promise<T | NotYet>,
  {within = LONG, every = 50}: Patience = {},
): Promise<T> {
  const end = performance.now() + within;
  let last: unknown;
  for (;;) {
    try {
      let reported = false;
      const found = await probe((value) => {
        last = value;
        reported = true;
      });
      if (found !== false && found !== undefined && found !== null) return found;
      if (!reported) last = found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) {
      throw new Error(`${what}: not within ${within / 1000} s; last seen: ${text(last)}`, {cause: last});
    }
    await sleep(every);
  }
}

function text(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === 'string' ? value : inspect(value, {depth: 6});
}
