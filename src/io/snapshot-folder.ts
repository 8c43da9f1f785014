// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {ExitCode, IstioctlError} from '../errors.js';
import {fileProblem} from './files.js';
import {makeFolder} from './make-folder.js';

/** A proxy in a snapshot. */
interface SavedProxy {
  namespace: string;
  name: string;
  role: 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';
  labels: Readonly<Record<string, string>>;
  /** Why nothing of it is saved. */
  problem?: string;
}

type Part = 'config_dump' | 'clusters';

/** What is known of a snapshot as a whole; in `index.json`. */
export interface SnapshotIndex {
  apiVersion: 'istioctl/v1';
  kind: 'ProxySnapshot';
  /** When it was begun, RFC 3339. */
  takenAt: string;
  /** False where it was ended early. */
  complete: boolean;
  proxies: readonly SavedProxy[];
}

const INDEX = 'index.json';

/** A snapshot that is being written. */
export interface SnapshotWriter {
  /** Saves one answer of a proxy. */
  save(proxy: {namespace: string; name: string}, part: Part, bytes: Buffer): void;
  /** Ends the snapshot; without this it cannot be read. */
  finish(index: SnapshotIndex): void;
}

/** Begins a snapshot in a folder, which is made where it is not there. Throws an IstioctlError where one is in it already. */
export function createSnapshot(folder: string): SnapshotWriter {
  if (existsSync(join(folder, INDEX))) {
    throw new IstioctlError(`${folder} holds a snapshot already`, {hint: 'choose another folder with -O'});
  }
  const write = (path: string, data: Buffer | string): void => {
    const file = join(folder, path);
    try {
      makeFolder(dirname(file));
      writeFileSync(file, data, {mode: 0o600});
    } catch (error) {
      throw new IstioctlError(`cannot write ${file}: ${fileProblem(error)}`, {cause: error});
    }
  };
  return {
    save: (proxy, part, bytes) => write(partPath(proxy, part), gzipSync(bytes)),
    finish: (index) => write(INDEX, `${JSON.stringify(index, null, 2)}\n`),
  };
}

/** The file of an answer within a snapshot: the same proxy, the same name. */
function partPath({namespace, name}: {namespace: string; name: string}, part: Part): string {
  return `${namespace}/${name}/${part}.json.gz`;
}

/** The config dump in the folder of one proxy; undefined where the folder is not one of a proxy. */
export function dumpIn(folder: string): string | undefined {
  return ['config_dump.json.gz', 'config_dump.json'].map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** Reads what a snapshot holds; its parts when they are asked for. Throws an IstioctlError (65) where there is none. */
export function readSnapshot(folder: string): {
  index: SnapshotIndex;
  proxies: readonly SavedProxy[];
  read(proxy: {namespace: string; name: string}, part: Part): {bytes: Buffer; name: string};
} {
  const index = readIndex(join(folder, INDEX));
  return {
    index,
    proxies: index.proxies,
    read: (proxy, part) => {
      const name = join(folder, partPath(proxy, part));
      return {bytes: reading(name, () => gunzipSync(readFileSync(name))), name};
    },
  };
}

function readIndex(file: string): SnapshotIndex {
  const value: unknown = reading(file, () => JSON.parse(readFileSync(file, 'utf8')));
  if (isIndex(value)) return value;
  throw new IstioctlError(`${file} is not the index of a snapshot of proxies`, {exitCode: ExitCode.UnreadableInput});
}

function isIndex(value: unknown): value is SnapshotIndex {
  if (typeof value !== 'object' || value === null || !('proxies' in value) || !('kind' in value)) return false;
  return value.kind === 'ProxySnapshot' && Array.isArray(value.proxies) && value.proxies.every(isSavedProxy);
}

function isSavedProxy(value: unknown): value is SavedProxy {
  if (typeof value !== 'object' || value === null) return false;
  const {namespace, name, role, labels}: Record<string, unknown> = {...value};
  const isText = (each: unknown) => typeof each === 'string' && !each.includes('/') && !each.includes('..');
  return isText(namespace) && isText(name) && typeof role === 'string' && typeof labels === 'object' && labels !== null;
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new IstioctlError(`open ${file}: ${fileProblem(error)}`, {
      cause: error,
      exitCode: ExitCode.UnreadableInput,
      hint: 'a folder that is read with -f is one that istioctl proxy-config snapshot made',
    });
  }
}
