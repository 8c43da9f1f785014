// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {build} from 'esbuild';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {timeLimit} from '../src/time-limit.js';

describe('a time limit', () => {
  afterEach(() => void vi.useRealTimers());

  test('fires when the time is over, and not before', () => {
    vi.useFakeTimers();
    const {signal} = timeLimit(1000);
    vi.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    expect([signal.aborted, signal.reason.name]).toEqual([true, 'TimeoutError']);
  });

  test('does not fire once it is cleared', () => {
    vi.useFakeTimers();
    const {signal, clear} = timeLimit(1000);
    clear();
    vi.advanceTimersByTime(2000);
    expect(signal.aborted).toBe(false);
  });

  test('of months does not fire at once', () => {
    vi.useFakeTimers();
    const {signal} = timeLimit(9999 * 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(signal.aborted).toBe(false);
  });

  test('fires although nothing but a joined signal listens, and garbage is collected meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'time-limit-'));
    const program = join(folder, 'time-limit.mjs');
    await build({entryPoints: ['src/time-limit.ts'], outfile: program, format: 'esm'});
    const script = `
      const {timeLimit} = await import(${JSON.stringify(pathToFileURL(program).href)});
      const joined = AbortSignal.any([new AbortController().signal, timeLimit(300).signal]);
      setInterval(() => gc(), 20);
      joined.addEventListener('abort', () => { console.log('fired'); process.exit(0); });
    `;
    const args = ['--expose-gc', '--input-type=module', '-e', script];
    // One that never fires is killed for its time.
    expect(execFileSync(process.execPath, args, {encoding: 'utf8', timeout: 30_000})).toBe('fired\n');
    rmSync(folder, {recursive: true});
  });
});
