// SPDX-License-Identifier: Apache-2.0

import {meshMapIn, readMeshMap} from '../../analysis/index/mesh-map.js';
import {kinds} from '../../analysis/model/kinds.js';
import {defaultMeshConfig} from '../../analysis/model/mesh-config.js';
import type {Resource} from '../../analysis/model/resource.js';
import {indexResources, type Resources} from '../../analysis/model/resources.js';
import {readCluster} from '../../analysis/sources/cluster.js';
import {readFiles} from '../../analysis/sources/files.js';
import {now} from '../../cli/clock.js';
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import type {Terminal} from '../../io/terminal.js';
import {filesNamed} from '../analyze/input.js';

/** Everything of the mesh, and what of it could not be read. */
export interface MeshResources {
  resources: Resources;
  /** Where `-n` or the context points to. */
  namespace: string;
  problems: string[];
}

const KINDS = new Set(kinds.map(({name}) => name));

/**
 * The objects of a cluster, or those of files, which are taken for a whole cluster then. Throws an IstioctlError where
 * namespaces may not be looked at, and (65) for files that cannot be read.
 */
export async function meshResources(
  files: readonly string[] | undefined,
  flags: PodFlagValues & {istioNamespace: string},
  terminal: Terminal,
): Promise<MeshResources> {
  const {istioNamespace} = flags;
  if (files === undefined) {
    return withCluster(flags, async (cluster, namespace) => {
      const {resources, meshMap, unread, problems} = await readCluster(cluster, {
        kinds: KINDS,
        revision: '',
        istioNamespace,
      });
      const blind = unread.find(({kind}) => kind === 'Namespace');
      if (blind) throw new IstioctlError(blind.text, {hint: 'the labels of namespaces say what is part of the mesh'});
      const {index, problems: ofMesh} = await indexed(resources, meshMap, istioNamespace);
      const missing = unread.map(({kind, text}) => `${kind}: ${text}`);
      return {resources: index, namespace, problems: [...missing, ...problems, ...ofMesh]};
    });
  }
  const {readResourceFile} = await import('../../io/resource-files.js');
  const sources = filesNamed(files, terminal).map((name) => ({name, text: readResourceFile(name)}));
  const namespace = flags.namespace || 'default';
  const {resources, errors} = readFiles(sources, {kinds: KINDS, defaultNamespace: namespace, asWritten: true});
  const [first] = errors.flatMap(({file, errors: own}) => own.map(({text, line}) => `${file}:${line}: ${text}`));
  if (first !== undefined) throw new IstioctlError(first, {exitCode: ExitCode.UnreadableInput});
  const {index, problems} = await indexed(resources, meshMapIn(resources, istioNamespace), istioNamespace);
  return {resources: index, namespace, problems};
}

async function indexed(
  resources: readonly Resource[],
  meshMap: Resource<'ConfigMap'> | undefined,
  istioNamespace: string,
): Promise<{index: Resources; problems: string[]}> {
  const {config: meshConfig, networks: meshNetworks, problems} = await readMeshMap(meshMap, defaultMeshConfig);
  const surroundings = {provided: KINDS, whole: KINDS, now: now(), meshConfig, meshNetworks, istioNamespace};
  return {index: indexResources(resources, surroundings), problems};
}
