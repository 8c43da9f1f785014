// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {ExitCode, IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';
import type {Terminal} from './terminal.js';
import {decodeText, hasMark, utf16} from './text-file.js';

/** The bytes of a dump and what to call it in messages. */
export interface DumpFile {
  bytes: Buffer;
  name: string;
}

/** Reads a dump given with `-f`, `-` being standard input; what is gzipped is unpacked. Throws an IstioctlError that names it. */
export async function readDumpFile(name: string, terminal: Pick<Terminal, 'readStdinBytes'>): Promise<DumpFile> {
  if (name === '-') return inUtf8(await unpacked({bytes: await terminal.readStdinBytes(), name: 'standard input'}));
  try {
    return inUtf8(await unpacked({bytes: readFileSync(name), name}));
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    throw unreadable(`open ${name}: ${fileProblem(error)}`, error);
  }
}

async function unpacked({bytes, name}: DumpFile): Promise<DumpFile> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return {bytes, name};
  const {gunzipSync} = await import('node:zlib');
  try {
    return {bytes: gunzipSync(bytes), name};
  } catch (error) {
    throw unreadable(`${name}: not a whole gzip file: ${fileProblem(error)}`, error);
  }
}

/** Whatever starts with a byte order mark, as UTF-8 without one. */
function inUtf8({bytes, name}: DumpFile): DumpFile {
  if (utf16(bytes)) return {bytes: Buffer.from(decodeText(bytes, name)), name};
  return {bytes: hasMark(bytes) ? bytes.subarray(3) : bytes, name};
}

function unreadable(message: string, cause: unknown): IstioctlError {
  return new IstioctlError(message, {cause, exitCode: ExitCode.UnreadableInput});
}
