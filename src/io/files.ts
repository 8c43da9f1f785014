// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, statSync, writeFileSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ExitCode, IstioctlError} from '../errors.js';
import {makeFolder} from './make-folder.js';
import {readText} from './text-file.js';

/** Node's error codes in the words people know from their shell. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
};

/** Why the file system refused, in a few words. */
export function fileProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

/** The text of a file given with `-f`. Throws an {@link IstioctlError} that names it. */
export function readInputFile(name: string): string {
  try {
    return readText(name.trim());
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    throw new IstioctlError(`merge inputs: open ${name.trim()}: ${fileProblem(error)}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

/** The text of a file that a flag names. Throws an {@link IstioctlError} that names both. */
export function readFlagFile(flag: string, name: string): string {
  try {
    return readText(name);
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    throw new IstioctlError(`--${flag}: open ${name}: ${fileProblem(error)}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
    });
  }
}

/** Writes files into a folder, which is made where it is not there; nothing else in it is touched. Throws an {@link IstioctlError} that names the file. */
export async function writeFolder(
  folder: string,
  files: Iterable<{path: string; text: string; mode?: number}>,
): Promise<void> {
  let at = folder;
  try {
    makeFolder(folder);
    for (const {path, text, mode} of files) {
      at = join(folder, path);
      await writeFile(at, text, {mode: mode ?? 0o666});
    }
  } catch (error) {
    throw new IstioctlError(`cannot write ${at}: ${fileProblem(error)}`, {cause: error});
  }
}

/** The folder itself, where it is one. Throws an {@link IstioctlError} that says what it is instead. */
export function existingFolder(folder: string): string {
  try {
    if (statSync(folder).isDirectory()) return folder;
  } catch (error) {
    throw new IstioctlError(`open ${folder}: ${fileProblem(error)}`, {cause: error, hint: 'make the folder first'});
  }
  throw new IstioctlError(`${folder} is a file; a folder is wanted`);
}

/** A new folder among the system's temporary ones. */
export function temporaryFolder(prefix: string): string {
  return mkdtempSync(join(tmpdir(), prefix));
}

/** Writes a file that only its owner may read, where none is yet. Throws an {@link IstioctlError} that names the flag. */
export function writePrivateFile(flag: string, name: string, text: string): void {
  try {
    writeFileSync(name, text, {mode: 0o600, flag: 'wx'});
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new IstioctlError(
      `--${flag}: write ${name}: ${exists ? 'there is such a file already' : fileProblem(error)}`,
      {
        cause: error,
      },
    );
  }
}

/** Whether there is a folder of that name. */
export function isFolder(name: string): boolean {
  return statSync(name, {throwIfNoEntry: false})?.isDirectory() ?? false;
}

/** Whether there is a file or folder of that name. */
export function isThere(name: string): boolean {
  return statSync(name, {throwIfNoEntry: false}) !== undefined;
}
