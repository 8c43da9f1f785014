// SPDX-License-Identifier: Apache-2.0
import {DecodeError} from '../../api/messages/decode-error.js';
import {YamlError} from '../../yaml/error.js';
import {parseYaml} from '../../yaml/parse.js';
import {type MeshConfig, type MeshNetworks, meshNetworksOf} from '../model/mesh-config.js';
import type {Resource} from '../model/resource.js';
import {readMeshFile} from '../run/mesh-file.js';

export interface MeshMap {
  config: MeshConfig;
  networks: MeshNetworks;
  /** What could not be read; it counts as not there. */
  problems: string[];
}

/** What the mesh says of itself in its ConfigMap, `istio` in the namespace of the control plane, over `base`. */
export async function readMeshMap(map: Resource<'ConfigMap'> | undefined, base: MeshConfig): Promise<MeshMap> {
  const {mesh, meshNetworks} = map?.spec.data ?? {};
  const problems: string[] = [];
  let config = base;
  if (mesh !== undefined) {
    const read = await readMeshFile(base, mesh);
    if ('config' in read) ({config} = read);
    else problems.push(`ConfigMap ${map?.name}, key mesh: ${read.problem}`);
  }
  const networks = readNetworks(meshNetworks);
  if (typeof networks !== 'string') return {config, networks, problems};
  return {config, networks: {}, problems: [...problems, `ConfigMap ${map?.name}, key meshNetworks: ${networks}`]};
}

/** The ConfigMap in which a mesh describes itself, among others. */
export function meshMapIn(resources: readonly Resource[], istioNamespace: string): Resource<'ConfigMap'> | undefined {
  return resources.find(
    (resource): resource is Resource<'ConfigMap'> =>
      resource.kindName === 'ConfigMap' && resource.name === 'istio' && resource.namespace === istioNamespace,
  );
}

/** The networks of a mesh in YAML, or why they cannot be read. */
export function readNetworks(text: string | undefined): MeshNetworks | string {
  try {
    return text === undefined ? {} : meshNetworksOf(parseYaml(text));
  } catch (error) {
    if (error instanceof DecodeError || error instanceof YamlError) return error.message;
    throw error;
  }
}
