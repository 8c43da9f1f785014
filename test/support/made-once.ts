// SPDX-License-Identifier: Apache-2.0
import {existsSync, renameSync, rmSync} from 'node:fs';
import {lock} from './lock.js';

/**
 * The file or folder at that path; makes it under another name when it is first asked for, while whoever asks too
 * waits. What was only half made does not count.
 */
export async function madeOnce(path: string, make: (partial: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  const unlock = await lock(`${path}.lock`);
  try {
    if (existsSync(path)) return path;
    const partial = `${path}.partial`;
    rmSync(partial, {recursive: true, force: true});
    await make(partial);
    renameSync(partial, path);
  } finally {
    unlock();
  }
  return path;
}
