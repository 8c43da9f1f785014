// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {gunzipSync} from 'node:zlib';
import {unpackTar} from 'modern-tar';
import type {ChartFile} from '../chart/chart.js';
import {ExitCode, IstioctlError} from '../errors.js';

/** No release is near this; it keeps a hostile archive from filling the memory. */
const LARGEST = 1 << 29;

/**
 * The regular files of a .tgz or .tar, in memory; nothing is written.
 *
 * @param largest Bytes that it may have, unpacked.
 * @throws IstioctlError (65) if it is none.
 */
export async function readArchive(path: string, largest = LARGEST): Promise<ChartFile[]> {
  try {
    const bytes = readFileSync(path);
    const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const entries = await unpackTar(zipped ? gunzipSync(bytes, {maxOutputLength: largest}) : bytes);
    const files = entries.flatMap(({header, data}): ChartFile[] =>
      header.type === 'file' && data !== undefined ? [{path: header.name.replace(/^\.\//, ''), data}] : [],
    );
    if (files.length === 0) throw new Error('it has no files');
    return files;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new IstioctlError(`${path} is no archive that can be read: ${message}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
      hint: 'Give a folder, or a .tgz made with tar -czf.',
    });
  }
}
