// SPDX-License-Identifier: Apache-2.0
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, dirname, isAbsolute, join, resolve} from 'node:path';
import {ExitCode, IstioctlError} from '../../../errors.js';
import {parseYaml} from '../../../yaml/parse.js';
import {readText} from '../../text-file.js';

/** A named entry of a kubeconfig and the file it stands in. */
export interface Entry {
  name: string;
  file: string;
  fields: Record<string, unknown>;
}

/** The files of a kubeconfig, merged: of two entries with one name the first counts, as in kubectl. */
export interface MergedKubeconfig {
  files: string[];
  clusters: Entry[];
  users: Entry[];
  contexts: Entry[];
  currentContext: string | undefined;
}

/** Fields that hold paths, which are relative to the file they stand in. */
const PATHS = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

/**
 * Reads the kubeconfig by kubectl's rules: the explicit file, else the list in KUBECONFIG (of which files may be
 * missing), else ~/.kube/config. Undefined when there is none. Throws for an explicit file that is missing and for any
 * file that cannot be read or is not a kubeconfig.
 */
export function readKubeconfig(explicit: string | undefined): MergedKubeconfig | undefined {
  const files = explicit ? [explicit] : candidates().filter((file) => existsSync(file));
  if (files.length === 0) return undefined;
  return merge(files.map((file) => ({file, document: readDocument(file)})));
}

/** Reads a kubeconfig that stands in no file; `name` is what messages call it. Throws for what is not a kubeconfig. */
export function parseKubeconfig(name: string, text: string): MergedKubeconfig {
  return merge([{file: name, document: parseDocument(name, text)}]);
}

function merge(documents: readonly {file: string; document: Record<string, unknown>}[]): MergedKubeconfig {
  const files = documents.map(({file}) => file);
  const merged: MergedKubeconfig = {files, clusters: [], users: [], contexts: [], currentContext: undefined};
  for (const {file, document} of documents) {
    addEntries(merged.clusters, document['clusters'], 'cluster', file);
    addEntries(merged.users, document['users'], 'user', file);
    addEntries(merged.contexts, document['contexts'], 'context', file);
    const current = document['current-context'];
    if (typeof current === 'string' && current !== '') merged.currentContext ??= current;
  }
  return merged;
}

/** Where a kubeconfig is looked for, for messages. */
export function kubeconfigPlaces(): string {
  const list = process.env['KUBECONFIG'];
  return list ? `KUBECONFIG names ${candidates().join(', ')}, which does not exist` : '~/.kube/config does not exist';
}

function candidates(): string[] {
  const list = process.env['KUBECONFIG'];
  if (!list) return [join(homedir(), '.kube', 'config')];
  return list.split(delimiter).filter((file) => file !== '');
}

function readDocument(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readText(file);
  } catch (cause) {
    if (cause instanceof IstioctlError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const isFolder = cause instanceof Error && 'code' in cause && cause.code === 'EISDIR';
    const why = isFolder ? 'it is a folder' : String(cause instanceof Error ? cause.message : cause);
    throw unreadable(missing ? `kubeconfig ${file} does not exist` : `cannot read kubeconfig ${file}: ${why}`, cause);
  }
  return parseDocument(file, text);
}

/** The error for a file that cannot be read or is no kubeconfig; the Go istioctl ends with 1 for it. */
function unreadable(message: string, cause?: unknown): IstioctlError {
  return new IstioctlError(message, {
    cause,
    exitCode: ExitCode.UnreadableInput,
    reference: {exitCode: ExitCode.Failed},
    hint: 'Pass another file with --kubeconfig or set KUBECONFIG.',
  });
}

function parseDocument(file: string, text: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = parseYaml(text) ?? {};
  } catch (cause) {
    throw unreadable(
      `kubeconfig ${file} is not YAML: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
  if (!isRecord(document)) throw unreadable(`kubeconfig ${file} is not a kubeconfig: it holds no map`);
  return document;
}

function addEntries(into: Entry[], list: unknown, field: string, file: string): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) throw unreadable(`kubeconfig ${file}: ${field}s is not a list`);
  for (const [i, item] of list.entries()) {
    const name: unknown = isRecord(item) ? item['name'] : undefined;
    if (!isRecord(item) || typeof name !== 'string') {
      throw unreadable(`kubeconfig ${file}: ${field}s[${i}] has no name`);
    }
    const body = item[field];
    if (into.some((entry) => entry.name === name)) continue;
    into.push({name, file, fields: withAbsolutePaths(isRecord(body) ? body : {}, resolve(dirname(file)))});
  }
}

function withAbsolutePaths(fields: Record<string, unknown>, folder: string): Record<string, unknown> {
  const result = {...fields};
  for (const key of PATHS) {
    const path = result[key];
    if (typeof path === 'string' && path !== '' && !isAbsolute(path)) result[key] = join(folder, path);
  }
  const exec = result['exec'];
  if (isRecord(exec)) {
    const command = exec['command'];
    // A command without a slash is looked up in PATH; one with a slash is relative to the file.
    if (typeof command === 'string' && command.includes('/') && !isAbsolute(command)) {
      result['exec'] = {...exec, command: join(folder, command)};
    }
  }
  return result;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
