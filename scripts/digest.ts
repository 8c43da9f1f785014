// SPDX-License-Identifier: Apache-2.0
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';

/** Returns one digest of files and folders: of all names and contents. */
export function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const isFolder = statSync(path).isDirectory();
    hash.update(`${path}\0`);
    if (isFolder) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(readFileSync(path)).update('\0');
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
