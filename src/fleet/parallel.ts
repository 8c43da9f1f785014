// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';

export interface ParallelOptions {
  /** How many run at once. */
  concurrency: number;
  /** Milliseconds for one. */
  timeout: number;
  /** No more are started once it fires. */
  signal?: AbortSignal | undefined;
}

/** What became of one; `skipped` was never started. */
export type Outcome<R> = {result: R} | {error: IstioctlError} | {skipped: true};

/**
 * Runs `task` for every item, several at once, and yields what became of each, in the order of the items. One that
 * fails or takes too long holds up no other. Errors that are not for users are thrown on.
 */
export async function* inParallel<T, R>(
  items: readonly T[],
  task: (item: T) => Promise<R>,
  {concurrency, timeout, signal}: ParallelOptions,
): AsyncGenerator<{item: T; outcome: Outcome<R>}> {
  const turn = turns(concurrency);
  const outcomes = items.map((item) =>
    turn(async (): Promise<Outcome<R>> => (signal?.aborted ? {skipped: true} : outcomeOf(within(task(item), timeout)))),
  );
  for (const outcome of outcomes) outcome.catch(() => {}); // thrown below, when it is its turn
  for (const [i, outcome] of outcomes.entries()) {
    const item = items[i];
    if (item !== undefined) yield {item, outcome: await outcome};
  }
}

/** Runs what it is given, so many at once, first come first served. */
function turns(concurrency: number): <R>(run: () => Promise<R>) => Promise<R> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await run();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

async function outcomeOf<R>(running: Promise<R>): Promise<Outcome<R>> {
  try {
    return {result: await running};
  } catch (error) {
    if (error instanceof IstioctlError) return {error};
    throw error;
  }
}

/** The same promise, given up after that many milliseconds. */
async function within<R>(running: Promise<R>, timeout: number): Promise<R> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new IstioctlError(`no answer within ${timeout / 1000}s`)), timeout);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
