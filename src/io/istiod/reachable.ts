// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {setTimeout as sleep} from 'node:timers/promises';
import {IstioctlError} from '../../errors.js';
import type {ClusterReader, KubeObject} from '../kube/cluster.js';
import type {PodAccess} from '../kube/pod-access.js';
import {askIstiods, type IstiodPages} from './mesh.js';

/** The port on which proxies connect to istiod. */
const XDS_PORT = 15012;

/** Pages of one istiod, and why its XDS port does not take connections; undefined when it does. */
export interface ReachedIstiod extends IstiodPages {
  xds: IstioctlError | undefined;
}

/** Asks every running istiod of a namespace for its pages, and knocks at its XDS port. */
export async function reachIstiods(
  cluster: ClusterReader & Pick<PodAccess, 'fetch' | 'dial'>,
  namespace: string,
): Promise<ReachedIstiod[]> {
  const istiods = await askIstiods(cluster, {namespace, revision: ''});
  return Promise.all(istiods.map(async (istiod) => ({...istiod, xds: await knock(cluster, istiod.pod)})));
}

/** How long a port that nobody listens on may take to say so. */
const REFUSAL = 300;

async function knock(cluster: Pick<PodAccess, 'dial'>, pod: KubeObject): Promise<IstioctlError | undefined> {
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
