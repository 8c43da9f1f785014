// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import type {Progress} from '../apply/progress.js';

/**
 * The objects of these kinds that the label selector matches, kind by kind in that order. What a controller made on
 * behalf of another object goes when that does, and is left out.
 */
export async function findObjects(
  cluster: Pick<Cluster, 'list'>,
  kinds: readonly ObjectKind[],
  labelSelector: string,
): Promise<KubeObject[]> {
  const found = await Promise.all(kinds.map((kind) => cluster.list(kind, {labelSelector})));
  return found.flat().filter(({metadata}) => !metadata.ownerReferences?.length);
}

/** Deletes an object, after everything that depends on it, and tells of it. */
export async function removeObject(cluster: Cluster, object: KubeObject, progress: Progress): Promise<void> {
  const existed = await cluster.delete(object, object.metadata, {propagation: 'Foreground'});
  const {namespace = '', name} = object.metadata;
  const [group = '', version = ''] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  progress({kind: 'removed', group, version, objectKind: object.kind, namespace, name, gone: !existed});
}
