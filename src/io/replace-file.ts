// SPDX-License-Identifier: Apache-2.0
import {realpathSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';
import {IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';
import {makeFolder} from './make-folder.js';

/**
 * Writes a file so that readers see the old text or the new one and nothing in between; its mode stays, links are
 * followed, folders are made. Throws an {@link IstioctlError} that names the file.
 */
export function replaceFile(name: string, text: string | Uint8Array): void {
  let beside: string | undefined;
  try {
    makeFolder(dirname(name));
    const old = statSync(name, {throwIfNoEntry: false});
    // Devices and pipes are written to; there is nothing of theirs to keep.
    if (old && !old.isFile()) {
      writeFileSync(name, text);
      return;
    }
    const target = old ? realpathSync(name) : name;
    beside = `${target}.${process.pid}.tmp`;
    writeFileSync(beside, text, {flag: 'wx', ...(old && {mode: old.mode})});
    renameSync(beside, target);
  } catch (error) {
    if (beside !== undefined) rmSync(beside, {force: true});
    throw new IstioctlError(`cannot write ${name}: ${fileProblem(error)}`, {cause: error});
  }
}
