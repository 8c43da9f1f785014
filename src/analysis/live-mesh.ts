// SPDX-License-Identifier: Apache-2.0

import {setMaxListeners} from 'node:events';
import {IstioctlError} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import type {AnalyzerEntry} from './analyzer.js';
import {wantedKinds} from './kinds.js';
import {type MeshContent, type RemoteCluster, readMesh} from './sources/clusters.js';

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
export async function readLiveMesh({primary, remotes, problems}: LiveMesh, request: LiveRequest): Promise<LiveContent> {
  const {istioNamespace, revision, compat} = request;
  const namespace = request.namespace || primary.origin.namespace;
  const asked = compat || !request.allNamespaces;
  if (asked && !(await primary.get(NAMESPACE, {name: namespace}))) {
    if (compat) return {namespace};
    throw new IstioctlError(`namespace "${namespace}" not found`, {
      hint: 'name another with -n, or all with -A',
    });
  }
  const kinds = wantedKinds(request.analyzers);
  const signal = compat ? undefined : AbortSignal.timeout(request.timeout);
  // Every request and every kind listens to it.
  if (signal) setMaxListeners(0, signal);
  const live = await readMesh({primary, remotes, kinds, revision, istioNamespace, signal});
  return {namespace, live: {...live, problems: [...problems, ...live.problems]}};
}
