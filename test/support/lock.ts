// SPDX-License-Identifier: Apache-2.0
import {randomUUID} from 'node:crypto';
import {linkSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

/** Waits before another look at a lock that somebody holds. */
type Pause = () => Promise<unknown>;

/**
 * Waits for the lock in that file and takes it; a lock whose owner is gone counts as free. Returns what releases it. It
 * waits for as long as it takes, a build for example: the time of the test is the bound.
 */
export async function lock(path: string, pause: Pause = () => sleep(200)): Promise<() => void> {
  mkdirSync(dirname(path), {recursive: true});
  const id = randomUUID();
  // A lock appears with its owner in it, never empty: the file is written under a name of its own and then linked.
  const own = `${path}.${id}`;
  writeFileSync(own, `${process.pid} ${id}`);
  try {
    while (!isLinked(own, path)) {
      const owner = ownerOf(path);
      if (owner !== undefined && !isAlive(owner)) await removeLockOf(owner, path, pause);
      else await pause();
    }
  } finally {
    rmSync(own);
  }
  return () => rmSync(path, {force: true});
}

function isLinked(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (isOfCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * Removes the lock of a dead owner. Others may see the same owner, and one of them may have removed its lock and taken
 * the next: only the holder of a second lock removes anything, and looks at the owner again before.
 */
async function removeLockOf(dead: string, path: string, pause: Pause): Promise<void> {
  const release = await lock(`${path}.dead`, pause);
  try {
    if (ownerOf(path) === dead) rmSync(path);
  } finally {
    release();
  }
}

/** The number of a process and what distinguishes this lock of it from all others. */
function ownerOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // released meanwhile
  }
}

function isAlive(owner: string): boolean {
  const pid = Number.parseInt(owner, 10);
  // Zero and what is no number would be our own processes.
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Processes of others may not be signalled, which tells that they are there.
    return !isOfCode(error, 'ESRCH');
  }
}

function isOfCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
