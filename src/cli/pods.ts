// SPDX-License-Identifier: Apache-2.0
import type {ConnectedCluster} from '../io/kube/connect.js';
import {type ClusterFlagValues, clusterOptions} from './cluster-options.js';

/** The values of the global flags that say where pods are looked for. */
export type PodFlagValues = ClusterFlagValues & {namespace?: string | undefined};

/**
 * Connects to the cluster that the flags name, and ends the connections afterwards. `namespace` is where a name
 * without one is meant: `-n`, else the namespace of the context.
 */
export async function withCluster<T>(
  flags: PodFlagValues,
  use: (cluster: ConnectedCluster, namespace: string) => Promise<T>,
): Promise<T> {
  const {connect} = await import('../io/kube/connect.js');
  const cluster = await connect(clusterOptions(flags));
  try {
    return await use(cluster, flags.namespace || cluster.origin.namespace);
  } finally {
    cluster.close();
  }
}
