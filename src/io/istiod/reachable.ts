// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {IstioctlError} from '../../errors.js';
import type {ClusterReader, KubeObject} from '../kube/cluster.js';
import type {PodAccess} from '../kube/pods/pod-access.js';
import {istiodPage} from './debug.js';
import {askIstiods, type IstiodPages} from './mesh.js';

/** The port on which proxies connect to istiod. */
export const XDS_PORT = 15012;

/** Pages of one istiod, and what else it lets see. */
export interface ReachedIstiod extends IstiodPages {
  /** Why its XDS port does not take connections; undefined when it does. */
  xds: IstioctlError | undefined;
  /** The answer to /debug/clusterz. */
  clusterz: string | IstioctlError;
}

/** Asks every running istiod of a namespace for its pages, and knocks at its XDS port. */
export async function reachIstiods(
  cluster: ClusterReader & Pick<PodAccess, 'fetch' | 'dial'>,
  namespace: string,
): Promise<ReachedIstiod[]> {
  const istiods = await askIstiods(cluster, {namespace, revision: ''});
  return Promise.all(
    istiods.map(async (istiod) => {
      const [xds, clusterz] = await Promise.all([knock(cluster, istiod.pod), clustersOf(cluster, istiod.pod)]);
      return {...istiod, xds, clusterz};
    }),
  );
}

async function clustersOf(cluster: Pick<PodAccess, 'fetch'>, pod: KubeObject): Promise<string | IstioctlError> {
  try {
    return await istiodPage(cluster, pod, '/debug/clusterz');
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}

/** How long a port that nobody listens on may take to say so. */
const REFUSAL = 300;

/** Returns why the XDS port of an istiod does not take connections; undefined when it does. */
export async function knock(
  cluster: Pick<PodAccess, 'dial'>,
  pod: Pick<KubeObject, 'metadata'>,
): Promise<IstioctlError | undefined> {
  const {name, namespace} = pod.metadata;
  try {
    const stream = await cluster.dial({name, namespace}, XDS_PORT);
    const refused = once(stream.resume(), 'error').then(([error]: unknown[]) => Promise.reject(error));
    await Promise.race([refused, sleep(REFUSAL)]).finally(() => stream.destroy());
    return undefined;
  } catch (error) {
    if (error instanceof IstioctlError) return error;
    throw error;
  }
}
