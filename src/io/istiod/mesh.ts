// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {ClusterReader, KubeObject} from '../kube/cluster.js';
import type {PodAccess} from '../kube/pods/pod-access.js';
import {isPodReady, istiodPage} from './debug.js';
import {istiodPods} from './find.js';

/** Pages of one istiod's monitoring port, or why they could not be had. */
export interface IstiodPages {
  pod: KubeObject;
  /** The answer to /version; undefined while it is not ready. */
  version: string | IstioctlError | undefined;
  /** The answer to /debug/syncz. */
  syncz: string | IstioctlError;
}

/**
 * Asks every running istiod of a revision, all at once, for its version and its proxies. An istiod that fails stands
 * there with its failure.
 */
export async function askIstiods(
  cluster: ClusterReader & Pick<PodAccess, 'fetch'>,
  selection: {namespace: string; revision: string},
): Promise<IstiodPages[]> {
  const pods = await istiodPods(cluster, selection);
  const page = (pod: KubeObject, path: string): Promise<string | IstioctlError> =>
    istiodPage(cluster, pod, path).catch((error: unknown) => {
      if (error instanceof IstioctlError) return error;
      throw error;
    });
  return Promise.all(
    pods.map(async (pod) => {
      const [version, syncz] = await Promise.all([
        isPodReady(pod) ? page(pod, '/version') : undefined,
        page(pod, '/debug/syncz'),
      ]);
      return {pod, version, syncz};
    }),
  );
}
