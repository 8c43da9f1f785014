// SPDX-License-Identifier: Apache-2.0
import {servedKind} from '../../analysis/sources/cluster.js';
import {inParallel} from '../../analysis/sources/in-parallel.js';
import {IstioctlError, isForbidden} from '../../errors.js';
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import type {WrittenObject} from '../../preview/read/documents.js';
import {type WatchedKind, watchedKinds} from '../../preview/read/kinds.js';

/** What is in a cluster of what a mesh is made of. */
export interface LiveObjects {
  /** From old to young. */
  objects: WrittenObject[];
  /** Why some are missing: one text for each kind that may not be read. */
  unread: string[];
}

/** Lists that are read at a time. */
const LISTS = 8;

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};

/**
 * Returns the objects of a cluster that istiod makes configuration of, the settings of a revision's mesh included. Secrets
 * are not among them: proxies get these from their own istiod, and their configuration has their names only.
 *
 * @throws IstioctlError where the cluster cannot be asked; a kind that may not be read is named in `unread`
 */
export async function liveObjects(
  cluster: Pick<Cluster, 'get' | 'list' | 'serves'>,
  {istioNamespace, revision}: {istioNamespace: string; revision: string},
): Promise<LiveObjects> {
  const unread: string[] = [];
  const reading = async <T>(read: () => Promise<T[]>): Promise<T[]> => {
    try {
      return await read();
    } catch (error) {
      if (!isForbidden(error)) throw error;
      unread.push(error instanceof IstioctlError ? error.message : String(error));
      return [];
    }
  };
  const lists = await inParallel(watchedKinds, LISTS, (kind) => reading(() => objectsOf(cluster, kind)));
  const name = revision === 'default' ? 'istio' : `istio-${revision}`;
  const maps = await reading(async () => {
    const map = await cluster.get(CONFIG_MAP, {namespace: istioNamespace, name});
    return map ? [map] : [];
  });
  const objects = [...lists.flat(), ...maps].toSorted(byAge);
  return {objects: objects.map((fields) => ({apiVersion: fields.apiVersion, kind: fields.kind, fields})), unread};
}

async function objectsOf(cluster: Pick<Cluster, 'list' | 'serves'>, watched: WatchedKind): Promise<KubeObject[]> {
  const kind = await servedKind(cluster, watched);
  return kind ? cluster.list(kind) : [];
}

/** istiod takes the older object, and of objects of one second the one whose name and namespace come first. */
function byAge(a: KubeObject, b: KubeObject): number {
  const [left, right] = [ageOf(a), ageOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function ageOf({metadata: {creationTimestamp = '', name, namespace = ''}}: KubeObject): string {
  return `${creationTimestamp} ${name}.${namespace}`;
}
