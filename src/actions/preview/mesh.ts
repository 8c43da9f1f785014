// SPDX-License-Identifier: Apache-2.0
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import type {Terminal} from '../../io/terminal.js';
import type {Mesh} from '../../preview/model/mesh.js';
import {type Documents, readDocuments} from '../../preview/read/documents.js';
import {type MeshSource, meshOf} from '../../preview/read/mesh.js';
import {refuseInvalid} from '../../preview/read/validity.js';
import {readInputs} from './inputs.js';

/** Where the mesh of a preview comes from. */
export interface MeshRequest {
  flags: PodFlagValues;
  /** Files and folders; left out for the cluster that the flags name. */
  config?: readonly string[] | undefined;
  istioNamespace: string;
  revision: string;
  /** The answer is that of the recorded control plane, its faults included. */
  compat: boolean;
  /** As of {@link MeshSource}. */
  placeholders?: boolean;
}

/** The objects of a mesh. */
export interface MeshObjects extends Documents {
  /** Of names without one: `-n`, else that of the context, in files `default`. */
  namespace: string;
  /** What of the cluster may not be read: a preview without it is not the whole truth. */
  unread: readonly string[];
}

export interface PreviewedMesh {
  mesh: Mesh;
  /** As of {@link MeshObjects}. */
  namespace: string;
  unread: readonly string[];
}

/**
 * Returns the mesh of files or of a cluster.
 *
 * @throws IstioctlError for what cannot be read, and for objects that istiod's admission would refuse
 */
export async function readMeshOf(request: MeshRequest, terminal: Terminal): Promise<PreviewedMesh> {
  const {objects, unreadable, namespace, unread} = await readObjectsOf(request, terminal);
  const source: MeshSource = request;
  const mesh = meshOf(objects, source, unreadable);
  await refuseInvalid(mesh, request.compat);
  return {mesh, namespace, unread};
}

/**
 * Returns the objects of files or of a cluster.
 *
 * @throws IstioctlError for files and clusters that cannot be read; documents that cannot be read are among the result
 */
export async function readObjectsOf({flags, config, ...source}: MeshRequest, terminal: Terminal): Promise<MeshObjects> {
  if (config !== undefined) {
    const documents = readDocuments(await readInputs(config, terminal));
    return {...documents, namespace: flags.namespace || 'default', unread: []};
  }
  const {liveObjects} = await import('./live.js');
  return withCluster(flags, async (cluster, namespace) => ({
    ...(await liveObjects(cluster, source)),
    unreadable: [],
    namespace,
  }));
}
