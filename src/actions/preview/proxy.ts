// SPDX-License-Identifier: Apache-2.0
import type {PodFlagValues} from '../../cli/cluster.js';
import {isCompatible} from '../../cli/compat.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {JsonText} from '../../envoy/dump/json-text.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import type {Pod} from '../../preview/model/mesh.js';
import {findPod} from '../../preview/read/target.js';
import {previewOf} from '../../preview/resources.js';
import {dumpText} from './dump-text.js';
import {sayMissing} from './incomplete.js';
import {type PreviewedMesh, readMeshOf} from './mesh.js';
import {type PreviewSource, previewSource} from './source.js';

/** Flags of a command about proxies that say which mesh is meant; those of the control plane may be left out. */
export type PreviewedFlags = PodFlagValues & Partial<GlobalFlagValues> & {revision?: string | undefined};

/** What istiod would send to one proxy, and the exit code for what of it is not simulated. */
export interface PreviewedDump {
  text: JsonText;
  exitCode: ExitCode | undefined;
}

/** The mesh that a command about proxies means: that of the files of `--config`, or without these of the cluster. */
export interface MeshFiles {
  config?: readonly string[] | undefined;
  flags: PreviewedFlags;
  /** As of a mesh's source. */
  placeholders?: boolean;
  /** Whether endpoints are looked at: only then do those count that are not known. */
  endpoints?: boolean;
}

/** Returns the mesh. */
export function meshOfFiles(
  {config, flags, placeholders = false}: MeshFiles,
  terminal: Terminal,
): Promise<PreviewedMesh> {
  const {istioNamespace = 'istio-system', revision = 'default', compat} = flags;
  return readMeshOf({flags, config, istioNamespace, revision, compat: isCompatible(compat), placeholders}, terminal);
}

/**
 * Returns what istiod would send to one proxy as a dump, and the exit code for what of it is not simulated, which is said.
 *
 * @throws IstioctlError for files that cannot be read, and for a target that is not in them
 */
export async function previewedDump(target: string, files: MeshFiles, terminal: Terminal): Promise<PreviewedDump> {
  const read = await meshOfFiles(files, terminal);
  return dumpOf(findPod(read.mesh, {target, namespace: read.namespace}), read, files, terminal);
}

async function dumpOf(
  pod: Pod,
  {mesh, unread}: PreviewedMesh,
  {flags, endpoints = true}: MeshFiles,
  terminal: Terminal,
): Promise<PreviewedDump> {
  const preview = await previewOf(pod, mesh, {compat: isCompatible(flags.compat)});
  const {unknownEndpoints} = preview;
  const notSimulated = preview.notSimulated.filter((part) => endpoints || !unknownEndpoints.includes(part));
  return {text: dumpText(preview), exitCode: sayMissing({notSimulated, unread}, terminal)};
}

/**
 * Returns the same of the first of several targets that the files have.
 *
 * @throws IstioctlError for files that cannot be read, and where they have none of the targets
 */
export async function firstPreviewed(
  targets: readonly string[],
  files: MeshFiles,
  terminal: Terminal,
): Promise<PreviewedDump> {
  const read = await meshOfFiles(files, terminal);
  let reason: IstioctlError | undefined;
  for (const target of targets) {
    try {
      return await dumpOf(findPod(read.mesh, {target, namespace: read.namespace}), read, files, terminal);
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      reason ??= error;
    }
  }
  throw reason ?? new IstioctlError('the dump does not say which proxy it is of', {exitCode: ExitCode.NotChecked});
}

/** Returns the proxies of the mesh. */
export async function previewedProxies(files: MeshFiles, terminal: Terminal): Promise<PreviewSource> {
  const {mesh, namespace} = await meshOfFiles(files, terminal);
  return previewSource(mesh, {namespace, compat: isCompatible(files.flags.compat)});
}
