// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../../errors.js';
import type {ConnectedCluster} from '../../io/kube/connect.js';

/** A version is one word; other programs may answer on the port. */
const VERSION = /^[\w.+-]+$/;

/**
 * Returns the versions that the istiods of a namespace report of themselves and of their proxies, by `pod.namespace`.
 * Pods that no istiod reports are left out, as are the proxies of an istiod that does not answer.
 */
export async function reportedVersions(
  cluster: Pick<ConnectedCluster, 'get' | 'list' | 'fetch'>,
  namespace: string,
): Promise<ReadonlyMap<string, string>> {
  const {askIstiods} = await import('../../io/istiod/mesh.js');
  const {parseServerVersion} = await import('../../version/mesh-version.js');
  const versions = new Map<string, string>();
  const add = (id: string, version: string): void => {
    if (VERSION.test(version)) versions.set(id, version);
  };
  for (const {pod, version, syncz} of await askIstiods(cluster, {namespace, revision: ''})) {
    for (const {ID, IstioVersion} of await proxiesIn(syncz)) add(ID, IstioVersion);
    if (typeof version !== 'string') continue;
    add(`${pod.metadata.name}.${pod.metadata.namespace ?? namespace}`, parseServerVersion(version).version);
  }
  return versions;
}

/** The proxies in an answer; none in what is no answer of istiod, which the report keeps or lists as missing. */
async function proxiesIn(syncz: string | IstioctlError): Promise<{ID: string; IstioVersion: string}[]> {
  if (syncz instanceof IstioctlError) return [];
  const {proxiesOfSyncz} = await import('../../version/mesh-version.js');
  try {
    return proxiesOfSyncz(syncz);
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
