// SPDX-License-Identifier: Apache-2.0
import {setTimeout as sleep} from 'node:timers/promises';
import {IstioctlError} from '../../errors.js';

/** Whether the same request may succeed later without anybody doing anything. */
export function isTransient(error: unknown): error is IstioctlError {
  return error instanceof IstioctlError && 'transient' in error && error.transient === true;
}

/** Milliseconds for which what fails for a reason that may pass is repeated: long enough to start an API server anew. */
export const PATIENCE = 30_000;

export interface RetryOptions {
  /** Milliseconds after which a failure is final. */
  patience: number;
  signal: AbortSignal;
  onRetry(error: IstioctlError): void;
}

/** Repeats what fails for a reason that may pass, as when the API server is started anew. */
export async function retried<T>(work: () => Promise<T>, {patience, signal, onRetry}: RetryOptions): Promise<T> {
  const deadline = Date.now() + patience;
  for (let wait = 250; ; wait = Math.min(wait * 2, 4000)) {
    try {
      return await work();
    } catch (error) {
      if (!isTransient(error) || Date.now() + wait > deadline) throw error;
      onRetry(error);
      await pause(wait, signal);
    }
  }
}

/** Waits; rejects with the signal's reason when it fires. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, {signal}).catch(() => signal.throwIfAborted());
}
