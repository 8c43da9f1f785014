// SPDX-License-Identifier: Apache-2.0
import {clusterOptions, openCluster} from '../../cli/cluster.js';
import type {MeshFlagValues} from '../../cli/flags/analyze.js';
import {IstioctlError, isForbidden, usageMistake} from '../../errors.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {resolveTarget} from '../../io/kube/config/target.js';
import {type ConnectOptions, connect} from '../../io/kube/connect.js';

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

const SECRET = {apiVersion: 'v1', kind: 'Secret'};

/**
 * Works with the clusters that flags name: besides the first those of further contexts, or else those whose kubeconfigs
 * the control plane has, unless these are not wanted. Throws for a context that does not exist.
 */
export async function withMesh<T>(flags: MeshFlagValues, work: (clusters: MeshClusters) => Promise<T>): Promise<T> {
  if (flags.from !== undefined) return withSnapshot(flags, work);
  const options = clusterOptions(flags);
  const contexts = flags['remote-contexts'] ?? [];
  const named = contexts.map((context) => {
    resolveTarget({...options, context});
    return {id: context, open: () => connect({...options, context})};
  });
  const primary = await connect(options);
  try {
    if (named.length > 0 || flags.remote === 'none') return await work({primary, remotes: named, problems: []});
    return await work({primary, ...(await clustersOfSecrets(primary, flags.istioNamespace, options))});
  } finally {
    primary.close();
  }
}

/** A snapshot is of one cluster; others are not to be reached in its place. */
async function withSnapshot<T>(flags: MeshFlagValues, work: (clusters: MeshClusters) => Promise<T>): Promise<T> {
  if (flags['remote-contexts']?.length) throw usageMistake('--from and --remote-contexts exclude each other');
  const primary = await openCluster(flags);
  const found = flags.remote === 'none' ? [] : await remoteKubeconfigs(primary, flags.istioNamespace);
  const problems = found.map(({secret}) => `the cluster of Secret ${secret} is left out: a snapshot is of one cluster`);
  return work({primary, remotes: [], problems});
}

async function clustersOfSecrets(
  primary: Pick<Cluster, 'list'>,
  istioNamespace: string,
  {requestTimeout}: ConnectOptions,
): Promise<Omit<MeshClusters, 'primary'>> {
  const remotes: FurtherCluster[] = [];
  const problems: string[] = [];
  let kubeconfigs: RemoteKubeconfig[];
  try {
    kubeconfigs = await remoteKubeconfigs(primary, istioNamespace);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    return {remotes, problems: [`clusters besides this one are left out: ${error.message}`]};
  }
  for (const {received} of kubeconfigs) {
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

/** A kubeconfig of another cluster that a control plane has. */
export interface RemoteKubeconfig {
  /** `istio-system/istio-remote-secret-west`. */
  secret: string;
  /** The id of the cluster, by the key of the Secret. */
  key: string;
  /** As it is read. */
  received: {name: string; text: string};
}

/** The kubeconfigs in the Secrets that istiod reads for them. Throws an IstioctlError where these cannot be listed. */
export async function remoteKubeconfigs(
  primary: Pick<Cluster, 'list'>,
  istioNamespace: string,
): Promise<RemoteKubeconfig[]> {
  const selection = {namespace: istioNamespace, labelSelector: 'istio/multiCluster=true'};
  return (await primary.list(SECRET, selection)).flatMap(kubeconfigsIn);
}

function kubeconfigsIn({metadata: {namespace, name}, data}: KubeObject): RemoteKubeconfig[] {
  if (typeof data !== 'object' || data === null) return [];
  const secret = `${namespace}/${name}`;
  return Object.entries(data).map(([key, value]) => {
    const text = Buffer.from(String(value), 'base64').toString('utf8');
    return {secret, key, received: {name: `key ${key} of secret ${secret}`, text}};
  });
}
