// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject} from '../../io/kube/cluster.js';
import {prefixed} from '../errors.js';
import {findObjects, removeObject} from '../undo/remove.js';
import type {RenderedObject} from './component.js';
import {REMOVABLE} from './kinds.js';
import {belongsTo, COMPONENT, NOT_PRUNED, type Owner, ownerSelector} from './labels.js';
import type {Progress} from './progress.js';
import {type RetryOptions, retried} from './transient.js';

/**
 * What the owner installed earlier, in this or any other version, and does not render now (spec/install.md §1.6). CRDs
 * and namespaces are never among it.
 */
export async function objectsToPrune(
  cluster: Pick<Cluster, 'list'>,
  rendered: readonly RenderedObject[],
  owner: Owner,
): Promise<KubeObject[]> {
  const wanted = new Set(rendered.map(({component, kind, namespace, name}) => key(component, kind, namespace, name)));
  const found = await findObjects(cluster, REMOVABLE, ownerSelector(owner));
  return found.filter((object) => belongsTo(object.metadata.labels ?? {}, owner) && !isKept(object, wanted));
}

/**
 * Removes {@link objectsToPrune}. What fails for a reason that may pass is repeated: kinds whose CRDs have just been made
 * cannot be listed for a moment.
 */
export async function pruneObjects(
  cluster: Cluster,
  rendered: readonly RenderedObject[],
  {owner, progress, retry}: {owner: Owner; progress: Progress; retry: RetryOptions},
): Promise<void> {
  try {
    const objects = await retried(() => objectsToPrune(cluster, rendered, owner), retry);
    for (const object of objects) await retried(() => removeObject(cluster, object, progress), retry);
  } catch (error) {
    throw prefixed('failed to install manifests: pruning', error);
  }
}

function isKept({kind, metadata}: KubeObject, wanted: Set<string>): boolean {
  const labels = metadata.labels ?? {};
  if (labels[NOT_PRUNED] === 'true' || metadata.deletionTimestamp !== undefined) return true;
  return wanted.has(key(labels[COMPONENT] ?? '', kind, metadata.namespace ?? '', metadata.name));
}

function key(...parts: string[]): string {
  return parts.join('/');
}
