// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createWriteStream, existsSync, renameSync, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {pipeline} from 'node:stream/promises';
import {createGzip} from 'node:zlib';
import {IstioctlError, usageMistake} from '../../errors.js';
import {fileProblem} from '../files.js';
import {makeFolder} from '../make-folder.js';
import {packFolder} from '../pack-folder.js';

/** A snapshot that is being taken: its files, each packed by itself, until all are there. */
export interface SnapshotFolder {
  readonly path: string;
  /** Whether a file is there, from this run or the one before. */
  has(path: string): boolean;
  /** A file to be written piece by piece, which is there when it is closed and not before. */
  create(path: string): {add(text: string): Promise<void>; close(): Promise<void>; discard(): Promise<void>};
  /** Makes the archive, whole or not at all, and removes the folder. */
  pack(): Promise<void>;
}

/**
 * Begins a snapshot in a folder beside the archive that is to be made, or goes on with one. Only its owner may read it.
 *
 * @throws IstioctlError (64) where the archive is there, or something was begun and is not to be gone on with.
 */
export function snapshotFolder(archive: string, {resume}: {resume: boolean}): SnapshotFolder {
  const path = `${archive}.partial`;
  if (existsSync(archive)) throw usageMistake(`${archive} is there already`, {hint: '-o names another file'});
  if (existsSync(path) && !resume) {
    throw usageMistake(`${path} holds a snapshot that was not finished`, {
      hint: '--resume goes on with it; or remove the folder',
    });
  }
  if (!existsSync(path) && resume)
    throw usageMistake(`there is no ${path} to go on with`, {hint: 'leave --resume out'});
  writing(path, () => makeFolder(path, 0o700));
  const at = (file: string): string => join(path, ...`${file}.gz`.split('/'));
  return {
    path,
    has: (file) => existsSync(at(file)),
    create: (file) => packedFile(at(file)),
    async pack() {
      try {
        // What is in it is packed already.
        await packFolder(path, archive, {target: basename(archive).replace(/\.t(ar\.)?gz$/, ''), level: 0});
      } catch (cause) {
        throw cannotWrite(archive, cause);
      }
      rmSync(path, {recursive: true, force: true});
    },
  };
}

function packedFile(at: string) {
  writing(at, () => makeFolder(dirname(at), 0o700));
  const partial = `${at}.tmp`;
  const packer = createGzip({level: 3});
  const file = createWriteStream(partial, {mode: 0o600});
  let failure: unknown;
  const written = pipeline(packer, file).catch((error: unknown) => {
    failure = error;
  });
  const checked = (): void => {
    if (failure !== undefined) throw cannotWrite(at, failure);
  };
  return {
    async add(text: string) {
      checked();
      // A packer whose file failed never drains.
      if (!packer.write(text)) await Promise.race([once(packer, 'drain'), written]);
      checked();
    },
    async close() {
      packer.end();
      await written;
      checked();
      writing(at, () => renameSync(partial, at));
    },
    async discard() {
      packer.end();
      await written;
      rmSync(partial, {force: true});
    },
  };
}

function writing(path: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): IstioctlError {
  if (cause instanceof IstioctlError) return cause;
  return new IstioctlError(`cannot write ${path}: ${fileProblem(cause)}`, {cause, hint: '-o names another place'});
}
