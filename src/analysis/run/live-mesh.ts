// SPDX-License-Identifier: Apache-2.0

import {setMaxListeners} from 'node:events';
import {IstioctlError} from '../../errors.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {timeLimit} from '../../time-limit.js';
import type {AnalyzerEntry} from '../model/analyzer.js';
import {wantedKinds} from '../model/kinds.js';
import type {KindName} from '../model/resource.js';
import {type MeshContent, type RemoteCluster, readMesh, withFresh} from '../sources/clusters.js';

export interface LiveMesh {
  primary: Cluster;
  remotes: readonly RemoteCluster[];
  /** Why some that there might be are not among the remotes. */
  problems: readonly string[];
}

export interface LiveRequest {
  /** Empty for that of the context. */
  namespace: string;
  /** Messages about all namespaces are wanted. */
  allNamespaces: boolean;
  analyzers: readonly AnalyzerEntry[];
  revision: string;
  istioNamespace: string;
  /** Milliseconds that reading may take. */
  timeout: number;
  compat: boolean;
}

export interface LiveContent {
  /** The one that is analyzed. */
  namespace: string;
  /** Left out where there is no such namespace, which is an error but where the reference is followed. */
  live?: MeshContent;
}

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

/**
 * What the analyzers read of a mesh. Throws for a namespace that does not exist, unless messages about all are wanted:
 * the reference looks for it then too, and ends without an error (spec §1.2).
 */
export function readLiveMesh(mesh: LiveMesh, request: LiveRequest): Promise<LiveContent> {
  return liveReader(mesh, request)(new Set());
}

/**
 * Reads as {@link readLiveMesh} does, and when it is called again only the kinds anew that have changed.
 */
export function liveReader(
  mesh: LiveMesh,
  request: LiveRequest,
): (changed: ReadonlySet<KindName>) => Promise<LiveContent> {
  const wanted = wantedKinds(request.analyzers);
  const namespace = request.namespace || mesh.primary.origin.namespace;
  let known: MeshContent | undefined;
  return async (changed) => {
    const asked = request.compat || !request.allNamespaces;
    if (asked && !(await mesh.primary.get(NAMESPACE, {name: namespace}))) {
      if (request.compat) return {namespace};
      throw new IstioctlError(`namespace "${namespace}" not found`, {hint: 'name another with -n, or all with -A'});
    }
    const fresh = await readKinds(mesh, request, known ? changed : wanted);
    known = known ? withFresh(known, fresh, changed) : fresh;
    return {namespace, live: {...known, problems: [...mesh.problems, ...known.problems]}};
  };
}

function readKinds(
  {primary, remotes}: LiveMesh,
  {revision, istioNamespace, compat, timeout}: LiveRequest,
  kinds: ReadonlySet<KindName>,
): Promise<MeshContent> {
  const signal = compat ? undefined : timeLimit(timeout).signal;
  // Every request and every kind listens to it.
  if (signal) setMaxListeners(0, signal);
  return readMesh({primary, remotes, kinds, revision, istioNamespace, signal});
}
