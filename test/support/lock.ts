// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** Waits for the lock in that file and takes it; a lock whose owner is gone counts as free. Returns what releases it. */
export async function lock(path: string): Promise<() => void> {
  mkdirSync(dirname(path), {recursive: true});
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), {flag: 'wx'});
      return () => rmSync(path, {force: true});
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      if (!isAlive(ownerOf(path))) rmSync(path, {force: true});
      else await sleep(500);
    }
  }
}

function ownerOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined; // released meanwhile
  }
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
