// SPDX-License-Identifier: Apache-2.0
import {type MeshContainer, meshContainers} from '../../bug-report/containers.js';
import {type Fetch, inOnePiece} from '../../bug-report/fetch.js';
import type {Cluster, KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import type {Access, AccessReviewer} from '../../io/kube/verbs/access.js';
import {RIGHTS} from '../paths.js';
import {rightKey} from '../rights.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const REPLICA_SET = {apiVersion: 'apps/v1', kind: 'ReplicaSet'};

/** The containers of the mesh in these namespaces, or in all. */
export async function containersIn(
  cluster: Pick<Cluster, 'list'>,
  namespaces: readonly string[] | undefined,
): Promise<MeshContainer[]> {
  const listed = async (kind: ObjectKind): Promise<KubeObject[]> =>
    (await Promise.all((namespaces ?? [undefined]).map((namespace) => cluster.list(kind, {namespace})))).flat();
  const [pods, replicaSets] = await Promise.all([listed(POD), listed(REPLICA_SET)]);
  return meshContainers(pods, replicaSets);
}

/** The rights of whoever takes the snapshot, in one file. */
export function rightsFetch(reviewer: AccessReviewer, rights: readonly Access[]): Fetch {
  const read = async (): Promise<string> => {
    const verdicts = await Promise.all(
      rights.map(async (access) => [rightKey(access), await reviewer.reviewAccess(access)] as const),
    );
    return JSON.stringify(Object.fromEntries(verdicts));
  };
  return {title: 'your rights', path: RIGHTS, whole: true, read: () => inOnePiece(read())};
}

/** Returns the proxies among containers, as istiod names them. */
export function proxyIds(containers: readonly MeshContainer[]): string[] {
  return containers.filter(({role}) => role === 'proxy').map(({pod, namespace}) => `${pod}.${namespace}`);
}
