// SPDX-License-Identifier: Apache-2.0

import {readNetworks} from '../../analysis/index/mesh-map.js';
import {defaultMeshConfig, type MeshConfig, type MeshNetworks} from '../../analysis/model/mesh-config.js';
import {type MeshFile, readMeshFile} from '../../analysis/run/mesh-file.js';
import type {SourceFile} from '../../analysis/sources/files.js';
import type {AnalyzeFlagValues} from '../../cli/flags/analyze.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {findResourceFiles, readResourceFile} from '../../io/resource-files.js';
import type {Terminal} from '../../io/terminal.js';

/** The files that arguments name; what is passed over is said. */
export function filesNamed(names: readonly string[], terminal: Terminal): string[] {
  const {files, skipped} = findResourceFiles(names);
  for (const file of skipped) {
    terminal.err(`Skipping file ${file}, recognized file extensions are: [.json .yaml .yml]\n`);
  }
  return files;
}

/** Every file once, standard input too, and what tools of the user's render. */
export async function readSources(
  files: readonly string[],
  flags: AnalyzeFlagValues,
  terminal: Terminal,
): Promise<SourceFile[]> {
  if (files.includes('-') && terminal.interactive) terminal.err('Reading from stdin:\n');
  const read: SourceFile[] = [];
  for (const name of files) {
    read.push({name, text: name === '-' ? await terminal.readStdin() : readResourceFile(name)});
  }
  return [...read, ...(await renderedSources(flags))];
}

async function renderedSources(flags: AnalyzeFlagValues): Promise<SourceFile[]> {
  const {kustomize = [], helm, 'helm-values': values = [], namespace, timeout} = flags;
  if (helm === undefined && values.length > 0) {
    throw new IstioctlError('--helm-values is given without --helm', {exitCode: ExitCode.Usage});
  }
  if (kustomize.length === 0 && helm === undefined) return [];
  const {kustomized, helmed} = await import('../../io/rendered-files.js');
  const rendered: SourceFile[] = [];
  for (const folder of kustomize) rendered.push(await kustomized(folder, timeout));
  if (helm !== undefined) rendered.push(await helmed({chart: helm, values, namespace}, timeout));
  return rendered;
}

/** The mesh configuration of a file; the defaults where none is named, or it is no good and the reference is followed. */
async function meshConfigIn(file: string | undefined, compat: boolean, terminal: Terminal): Promise<MeshConfig> {
  if (!file) return defaultMeshConfig;
  let read: MeshFile;
  try {
    read = await readMeshFile(defaultMeshConfig, readResourceFile(file));
  } catch (error) {
    // The reference goes on without a file that it cannot read.
    if (compat && error instanceof IstioctlError) return defaultMeshConfig;
    throw error;
  }
  if ('config' in read) {
    if (!compat) for (const warning of read.warnings) terminal.err(`Warning: ${file}: ${warning}\n`);
    return read.config;
  }
  if (compat) return defaultMeshConfig;
  throw new IstioctlError(`${file}: ${read.problem}`, {exitCode: ExitCode.UnreadableInput});
}

/**
 * The networks of the mesh in a file; undefined without one. Throws an IstioctlError that names the file, also with
 * --compat, for the reference has no such flag.
 */
function meshNetworksIn(file: string | undefined): MeshNetworks | undefined {
  if (!file) return undefined;
  const read = readNetworks(readResourceFile(file));
  if (typeof read !== 'string') return read;
  throw new IstioctlError(`${file}: ${read}`, {exitCode: ExitCode.UnreadableInput});
}

/** What flags say of the mesh. Throws an IstioctlError that names the file at fault. */
export async function meshIn(
  {meshConfigFile, meshNetworksFile}: AnalyzeFlagValues,
  compat: boolean,
  terminal: Terminal,
): Promise<{meshConfig: MeshConfig; meshGiven: boolean; meshNetworks: MeshNetworks | undefined}> {
  return {
    meshConfig: await meshConfigIn(meshConfigFile, compat, terminal),
    meshGiven: Boolean(meshConfigFile),
    meshNetworks: meshNetworksIn(meshNetworksFile),
  };
}
