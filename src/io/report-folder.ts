// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createWriteStream, rmSync} from 'node:fs';
import {basename, dirname, join} from 'node:path';
import {IstioctlError} from '../errors.js';
import {fileProblem, temporaryFolder} from './files.js';
import {makeFolder} from './make-folder.js';
import {packFolder} from './pack-folder.js';

/** Files that are gathered in a folder, and packed when all are there. */
export interface ReportFolder {
  path: string;
  /** A file to be written piece by piece; folders on its way are made. */
  create(path: string): {add(text: string): Promise<void>; close(): Promise<void>};
  /** Writes everything into a .tar.gz, whole or not at all. Throws an {@link IstioctlError} that names it. */
  pack(archive: string): Promise<void>;
  /** Nobody asked for this folder, so that it is gone after {@link remove}. */
  isTemporary: boolean;
  /** Removes a temporary folder. */
  remove(): void;
}

/** A folder for a report: the one that is given, or a temporary one of the name. Only its owner may look into it. */
export function reportFolder(name: string, given?: string): ReportFolder {
  const path = given ?? join(temporaryFolder('istioctl-'), name);
  made(() => makeFolder(path, 0o700), path);
  return {
    path,
    isTemporary: given === undefined,
    create(file) {
      const at = join(path, ...file.split('/').map(safeName));
      made(() => makeFolder(dirname(at), 0o700), at);
      const stream = createWriteStream(at, {mode: 0o600});
      let failure: Error | undefined;
      stream.once('error', (error) => {
        failure = error;
      });
      const checked = (): void => {
        if (failure !== undefined) throw cannotWrite(at, failure);
      };
      return {
        async add(text) {
          await new Promise<void>((resolve) => stream.write(text, () => resolve()));
          checked();
        },
        async close() {
          stream.end();
          if (!stream.closed) await once(stream, 'close').catch(() => {});
          checked();
        },
      };
    },
    async pack(archive) {
      try {
        await packFolder(path, archive, {target: basename(path)});
      } catch (cause) {
        throw cannotWrite(archive, cause);
      }
    },
    remove() {
      if (given === undefined) rmSync(dirname(path), {recursive: true, force: true});
    },
  };
}

/** A part of a path that stays where it is put, whatever the cluster calls it. */
function safeName(part: string): string {
  return part === '..' || part === '.' || part === '' ? '_' : part.replaceAll('\0', '_');
}

function made(make: () => void, path: string): void {
  try {
    make();
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): IstioctlError {
  return new IstioctlError(`cannot write ${path}: ${fileProblem(cause)}`, {
    cause,
    hint: '--output-dir and --dir name other folders.',
  });
}
