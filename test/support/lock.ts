// SPDX-License-Identifier: Apache-2.0
import {randomUUID} from 'node:crypto';
import {linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** Milliseconds between two looks at a lock that somebody holds. */
const PAUSE = 200;

/** Waits for the lock in that file and takes it; a lock whose owner is gone counts as free. Returns what releases it. */
export async function lock(path: string): Promise<() => void> {
  mkdirSync(dirname(path), {recursive: true});
  // A lock appears with its owner in it, never empty: the file is written under a name of its own and then linked.
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, String(process.pid));
  try {
    while (!take(own, path)) {
      const owner = ownerOf(path);
      if (owner !== undefined && !isAlive(owner)) removeLockOf(owner, path);
      else await sleep(PAUSE);
    }
  } finally {
    rmSync(own);
  }
  return () => rmSync(path, {force: true});
}

function take(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (isOfCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes a dead owner's lock, and puts it back where it turns out to be another one, taken a moment ago. */
function removeLockOf(dead: number, path: string): void {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isOfCode(error, 'ENOENT')) return;
    throw error;
  }
  if (ownerOf(aside) !== dead) take(aside, path);
  rmSync(aside);
}

function ownerOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined; // released meanwhile
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function isOfCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
