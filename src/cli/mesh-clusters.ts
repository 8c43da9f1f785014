// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster, KubeObject} from '../io/kube/cluster.js';
import {type ConnectOptions, connect} from '../io/kube/connect.js';
import {resolveTarget} from '../io/kube/target.js';
import {type ClusterFlagValues, clusterOptions} from './cluster-options.js';

/** A further cluster of the mesh; nothing is sent before it is opened. */
interface FurtherCluster {
  id: string;
  open(): Promise<Cluster>;
}

/** The cluster of a control plane, and those that belong to its mesh. */
interface MeshClusters {
  primary: Cluster;
  remotes: FurtherCluster[];
  /** Why some that there might be are not among them. */
  problems: string[];
}

export interface MeshFlagValues extends ClusterFlagValues {
  istioNamespace: string;
  'remote-contexts'?: string[] | undefined;
}

const SECRET = {apiVersion: 'v1', kind: 'Secret'};

/**
 * Works with the clusters that flags name: besides the first those of further contexts, or else those whose kubeconfigs
 * the control plane has. Throws for a context that does not exist.
 */
export async function withMesh<T>(flags: MeshFlagValues, work: (clusters: MeshClusters) => Promise<T>): Promise<T> {
  const options = clusterOptions(flags);
  const contexts = flags['remote-contexts'] ?? [];
  const named = contexts.map((context) => {
    resolveTarget({...options, context});
    return {id: context, open: () => connect({...options, context})};
  });
  const primary = await connect(options);
  try {
    if (named.length > 0) return await work({primary, remotes: named, problems: []});
    return await work({primary, ...(await clustersOfSecrets(primary, flags.istioNamespace, options))});
  } finally {
    primary.close();
  }
}

async function clustersOfSecrets(
  primary: Pick<Cluster, 'list'>,
  istioNamespace: string,
  {requestTimeout}: ConnectOptions,
): Promise<Omit<MeshClusters, 'primary'>> {
  const remotes: FurtherCluster[] = [];
  const problems: string[] = [];
  let secrets: KubeObject[];
  try {
    secrets = await primary.list(SECRET, {namespace: istioNamespace, labelSelector: 'istio/multiCluster=true'});
  } catch (error) {
    if (!(error instanceof IstioctlError && 'status' in error && error.status === 403)) throw error;
    return {remotes, problems: [`clusters besides this one are left out: ${error.message}`]};
  }
  for (const [name, text] of secrets.flatMap(kubeconfigsIn)) {
    const received = {name, text};
    try {
      const {cluster} = resolveTarget({received}).origin;
      remotes.push({id: cluster, open: () => connect({received, requestTimeout})});
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      problems.push(`a cluster is left out: ${error.message}`);
    }
  }
  return {remotes, problems};
}

function kubeconfigsIn({metadata: {namespace, name}, data}: KubeObject): [name: string, text: string][] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).map(([key, value]) => [
    `key ${key} of secret ${namespace}/${name}`,
    Buffer.from(String(value), 'base64').toString('utf8'),
  ]);
}
