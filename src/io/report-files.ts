// SPDX-License-Identifier: Apache-2.0
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ExitCode, IstioctlError} from '../errors.js';
import {isFolder} from './files.js';

/** A proxy in a bug report. */
export interface ReportedProxy {
  namespace: string;
  name: string;
  /** What its admin port answered to config_dump. */
  dump: {bytes: Buffer; name: string};
}

/** Whether a path names a bug report, packed or not; what is in it shows when it is read. */
export function isReport(path: string): boolean {
  if (/\.(tgz|tar\.gz|tar)$/.test(path)) return true;
  return isFolder(path) && existsSync(join(path, FOLDER));
}

/** The folder of a report that has a folder for each namespace, and in it one for each pod with a proxy (spec/install.md §1.14). */
const FOLDER = 'proxies';

const DUMP = /(?:^|\/)proxies\/([^/]+)\/([^/]+)\/config_dump(?:[?_]include_eds)?$/;

/**
 * Returns the proxies of which a bug report has the configuration, ours or the Go istioctl's, sorted.
 *
 * @throws IstioctlError (65) where the file is no archive, or holds no proxy.
 */
export async function readReport(path: string): Promise<ReportedProxy[]> {
  const files = isFolder(path) ? filesBelow(path) : await filesIn(path);
  const proxies = files.flatMap((file): ReportedProxy[] => {
    const [, namespace, name] = DUMP.exec(file.path) ?? [];
    if (namespace === undefined || name === undefined) return [];
    return [{namespace, name, dump: {bytes: asBuffer(file.data), name: `${path}: ${file.path}`}}];
  });
  if (proxies.length === 0) {
    throw new IstioctlError(`${path} holds no configuration of a proxy`, {
      exitCode: ExitCode.UnreadableInput,
      hint: 'A bug report has it in proxies/NAMESPACE/POD, unless it was made with --proxy-debug=false.',
    });
  }
  return proxies.sort((a, b) => (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1));
}

function asBuffer(data: string | Uint8Array): Buffer {
  return typeof data === 'string' ? Buffer.from(data) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

interface ReportFile {
  path: string;
  data: string | Uint8Array;
}

async function filesIn(archive: string): Promise<ReportFile[]> {
  const {readArchive} = await import('./archive.js');
  return readArchive(archive);
}

function filesBelow(folder: string): ReportFile[] {
  return readdirSync(join(folder, FOLDER), {recursive: true, encoding: 'utf8'})
    .map((file) => join(FOLDER, file))
    .filter((path) => DUMP.test(path))
    .map((path) => ({path, data: readFileSync(join(folder, path))}));
}
