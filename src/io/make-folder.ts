// SPDX-License-Identifier: Apache-2.0
import {existsSync, mkdirSync} from 'node:fs';
import {dirname, resolve} from 'node:path';

/**
 * Makes a folder and those that it stands in, where they are not there. One folder at a time: below /proc, where a folder
 * that is there takes no other and says that it is not there, Node's own `recursive` goes on for ever.
 *
 * @param mode Permissions of what is made.
 * @throws the error of the system.
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  if (missing.length === 0) mkdirSync(path, {recursive: true, mode});
  for (const folder of missing) {
    try {
      mkdirSync(folder, {mode});
    } catch (error) {
      // Another process may have been faster.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
