// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';

/** Changes that came together. */
export interface ChangeBatches<T> {
  add(change: T): void;
  /** What changed since it was asked last, once nothing more has come for a while; undefined when the signal fires. */
  next(quiet: number): Promise<ReadonlySet<T> | undefined>;
}

/** Gathers changes, so that a burst of them counts as one. */
export function changeBatches<T>(signal: AbortSignal): ChangeBatches<T> {
  let pending = new Set<T>();
  let wake = (): void => {};
  signal.addEventListener('abort', () => wake(), {once: true});
  return {
    add(change) {
      pending.add(change);
      wake();
    },
    async next(quiet) {
      while (pending.size === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      let seen = -1;
      while (!signal.aborted && seen !== pending.size) {
        seen = pending.size;
        await sleep(quiet, undefined, {signal}).catch(() => {});
      }
      if (signal.aborted) return undefined;
      const batch = pending;
      pending = new Set();
      return batch;
    },
  };
}
