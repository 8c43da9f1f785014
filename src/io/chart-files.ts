// SPDX-License-Identifier: Apache-2.0
import {readdir, readFile, realpath, stat} from 'node:fs/promises';
import {dirname, join, sep} from 'node:path';
import {promisify} from 'node:util';
import {gunzip} from 'node:zlib';

import {unpackTar} from 'modern-tar';
import {ExitCode, IstioctlError} from '../errors.js';

/** A file of a chart; `path` is relative to the chart and has slashes on every system. */
export interface ChartFileData {
  path: string;
  data: Uint8Array;
}

/** No chart comes near; it stops a small archive that unpacks to more than fits into memory. */
const MAX_UNPACKED = 256 * 1024 * 1024;

/**
 * Reads a chart from a folder or a `.tgz`. Archives under `charts/` are unpacked in place. Throws an IstioctlError if
 * there is nothing, or nothing that can be read.
 */
export async function readChartFiles(path: string): Promise<ChartFileData[]> {
  try {
    const found = await stat(path);
    if (!found.isDirectory() && !found.isFile()) throw unreadable(`the chart ${path} is neither a folder nor a file`);
    const files = found.isDirectory()
      ? await readFolder(await realpath(path), '')
      : await unpack(await readFile(path), path);
    return await unpackSubcharts(files, path);
  } catch (error) {
    if (error instanceof IstioctlError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw unreadable(`the chart ${path} cannot be read: ${reason}`, error);
  }
}

function unreadable(message: string, cause?: unknown): IstioctlError {
  return new IstioctlError(message, {cause, exitCode: ExitCode.UnreadableInput});
}

async function readFolder(root: string, relative: string): Promise<ChartFileData[]> {
  const entries = await readdir(join(root, relative), {withFileTypes: true});
  const files: ChartFileData[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = relative === '' ? entry.name : `${relative}/${entry.name}`;
    if (entry.isSymbolicLink()) await checkLink(root, path);
    // A link may lead to a folder or a file; what else stands there (sockets, devices) is no part of a chart.
    const kind = entry.isSymbolicLink() ? await stat(join(root, path)) : entry;
    if (kind.isDirectory()) files.push(...(await readFolder(root, path)));
    else if (kind.isFile()) files.push({path, data: await readFile(join(root, path))});
  }
  return files;
}

/** @throws IstioctlError for a link that leads out of the chart, or to a folder that it stands in. */
async function checkLink(root: string, path: string): Promise<void> {
  const target = await realpath(join(root, path));
  if (target !== root && !target.startsWith(root + sep)) {
    throw unreadable(`the chart ${root} holds the link ${path}, which leads out of it`);
  }
  const parent = await realpath(dirname(join(root, path)));
  if (`${parent}${sep}`.startsWith(`${target}${sep}`)) {
    throw unreadable(`the chart ${root} holds the link ${path}, which leads back to a folder that it stands in`);
  }
}

/** The files of an archive; all of them are in one folder, whose name is dropped. */
async function unpack(archive: Uint8Array, name: string): Promise<ChartFileData[]> {
  const entries = await unpackTar(await gunzipped(archive, name));
  const files: ChartFileData[] = [];
  for (const {header, data} of entries) {
    if (header.type !== 'file' || data === undefined) continue;
    const parts = header.name
      .replaceAll('\\', '/')
      .split('/')
      .filter((part) => part !== '.' && part !== '');
    if (parts.includes('..') || header.name.startsWith('/')) {
      throw unreadable(`the archive ${name} holds the path ${header.name}, which leads out of it`);
    }
    if (parts.length > 1) files.push({path: parts.slice(1).join('/'), data});
  }
  return files;
}

async function gunzipped(archive: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(archive, {maxOutputLength: MAX_UNPACKED});
  } catch (error) {
    throw unreadable(`${name} is neither a chart folder nor a .tgz archive`, error);
  }
}

async function unpackSubcharts(files: readonly ChartFileData[], name: string): Promise<ChartFileData[]> {
  const unpacked: ChartFileData[] = [];
  for (const file of files) {
    const [, folder, archive] = /^((?:.*\/)?charts\/)([^/._][^/]*)\.(?:tgz|tar\.gz)$/.exec(file.path) ?? [];
    if (folder === undefined || archive === undefined) {
      unpacked.push(file);
      continue;
    }
    const inner = await unpackSubcharts(await unpack(file.data, `${name}/${file.path}`), `${name}/${file.path}`);
    unpacked.push(...inner.map(({path, data}) => ({path: `${folder}${archive}/${path}`, data})));
  }
  return unpacked;
}
