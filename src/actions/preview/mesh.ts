// SPDX-License-Identifier: Apache-2.0
import {type PodFlagValues, withCluster} from '../../cli/cluster.js';
import type {Terminal} from '../../io/terminal.js';
import type {Mesh} from '../../preview/model/mesh.js';
import {readDocuments} from '../../preview/read/documents.js';
import {type MeshSource, meshOf} from '../../preview/read/mesh.js';
import {refuseInvalid} from '../../preview/read/validity.js';
import {readInputs} from './inputs.js';

/** Where the mesh of a preview comes from. */
export interface MeshRequest {
  flags: PodFlagValues;
  /** Files and folders; left out for the cluster that the flags name. */
  config?: readonly string[] | undefined;
  /** Files and folders over that: an object that is there already is replaced, others are added as the youngest. */
  changes?: readonly string[];
  istioNamespace: string;
  revision: string;
  /** The answer is that of the recorded control plane, its faults included. */
  compat: boolean;
  /** As of {@link MeshSource}. */
  placeholders?: boolean;
}

export interface PreviewedMesh {
  mesh: Mesh;
  /** The mesh without the changes. */
  base: Mesh;
  /** Of names without one: `-n`, else that of the context, in files `default`. */
  namespace: string;
  /** What of the cluster may not be read: a preview without it is not the whole truth. */
  unread: readonly string[];
}

/**
 * Returns the mesh of files, of a cluster, or of files over one of these.
 *
 * @throws IstioctlError for what cannot be read, and for objects that istiod's admission would refuse
 */
export async function readMeshOf(request: MeshRequest, terminal: Terminal): Promise<PreviewedMesh> {
  const {flags, config, compat} = request;
  const {objects, unreadable, namespace, unread} =
    config === undefined
      ? await objectsOfCluster(request)
      : {
          ...readDocuments(await readInputs(config, terminal)),
          namespace: flags.namespace || 'default',
          unread: [],
        };
  const source: MeshSource = request;
  const base = meshOf(objects, source, unreadable);
  await refuseInvalid(base, compat);
  if (request.changes === undefined) return {mesh: base, base, namespace, unread};
  const over = readDocuments(await readInputs(request.changes, terminal));
  const mesh = meshOf([...objects, ...over.objects], source, over.unreadable);
  await refuseInvalid(mesh, compat);
  return {mesh, base, namespace, unread};
}

async function objectsOfCluster({flags, ...source}: MeshRequest) {
  const {liveObjects} = await import('./live.js');
  return withCluster(flags, async (cluster, namespace) => ({
    ...(await liveObjects(cluster, source)),
    unreadable: [],
    namespace,
  }));
}
