// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {SnapshotFiles} from '../../snapshot/read/content.js';
import {readArchive} from '../archive.js';
import {fileProblem, isFolder} from '../files.js';

/** Bytes that the archive of a large mesh may have, unpacked. */
const LARGEST = 4 * 2 ** 30 - 1;

/** What stands behind the name of a file that is packed by itself. */
const PACKED = '.gz';

/**
 * Returns the files of an archive or a folder: those of an archive are in memory, packed, those of a folder are read
 * when they are asked for.
 *
 * @throws IstioctlError (65) where there is nothing of the kind.
 */
export async function snapshotFiles(name: string): Promise<SnapshotFiles> {
  if (!existsSync(name)) throw unreadable(`open ${name}: there is no such file or folder`);
  return isFolder(name) ? filesOfFolder(name) : filesOfArchive(name);
}

function filesOfFolder(name: string): SnapshotFiles {
  const at = (path: string): string => join(name, ...path.split('/'));
  return {
    name,
    modified: statSync(name).mtime,
    read(path) {
      const file = [at(path), at(`${path}${PACKED}`)].find((each) => existsSync(each));
      if (file === undefined) return undefined;
      try {
        return unpacked(file, readFileSync(file));
      } catch (error) {
        throw unreadable(`open ${file}: ${fileProblem(error)}`, error);
      }
    },
  };
}

async function filesOfArchive(name: string): Promise<SnapshotFiles> {
  const packed = await readArchive(name, LARGEST);
  const root = commonFolder(packed.map(({path}) => path));
  const files = new Map(packed.map(({path, data}) => [path.slice(root.length), Buffer.from(data)]));
  return {
    name,
    modified: statSync(name).mtime,
    read(path) {
      const [found] = [path, `${path}${PACKED}`].filter((each) => files.has(each));
      if (found === undefined) return undefined;
      try {
        return unpacked(found, files.get(found) ?? Buffer.alloc(0));
      } catch (error) {
        throw unreadable(`${name}: ${found} cannot be unpacked: ${fileProblem(error)}`, error);
      }
    },
  };
}

/** The folder that everything is in, with its slash; empty where there is none. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  const folder = first.slice(0, first.indexOf('/') + 1);
  return others.every((path) => path.startsWith(folder)) ? folder : '';
}

function unpacked(name: string, bytes: Buffer): Buffer {
  return name.endsWith(PACKED) ? gunzipSync(bytes) : bytes;
}

function unreadable(message: string, cause?: unknown): IstioctlError {
  return new IstioctlError(message, {
    cause,
    exitCode: ExitCode.UnreadableInput,
    hint: 'A snapshot is what istioctl snapshot made, or istioctl bug-report.',
  });
}
