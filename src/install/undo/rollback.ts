// SPDX-License-Identifier: Apache-2.0
import type {Cluster, ClusterReader, KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import {getKey, isTree, type Tree} from '../../manifest/input/tree.js';
import {quantity} from '../../quantity.js';
import {FIELD_MANAGER} from '../../revision/labels.js';
import {appliedBy} from '../apply/managed-fields.js';

/** An object an install is about to write or remove, as it was before. */
export interface Snapshot {
  object: ObjectToApply;
  /** Undefined when it was not there. */
  before: KubeObject | undefined;
}

/** What a rollback did and could not do; objects by `Kind/namespace/name`. */
export interface RollbackReport {
  restored: string[];
  removed: string[];
  /** Never touched, although they are new or changed. */
  left: string[];
  failed: string[];
}

/** With these go the resources of users. */
const LEFT_ALONE = new Set(['CustomResourceDefinition', 'Namespace']);

/** Looks at the objects as they are; those of a kind that is not served yet are not there. */
export function takeSnapshots(cluster: ClusterReader, objects: readonly ObjectToApply[]): Promise<Snapshot[]> {
  return Promise.all(objects.map(async (object) => ({object, before: await cluster.get(object, object.metadata)})));
}

/** Makes the objects what they were: new ones go, changed and removed ones come back. The last ones first. */
export async function rollBack(cluster: Cluster, snapshots: readonly Snapshot[]): Promise<RollbackReport> {
  const report: RollbackReport = {restored: [], removed: [], left: [], failed: []};
  for (const {object, before} of [...snapshots].reverse()) {
    const id = [object.kind, object.metadata.namespace, object.metadata.name].filter(Boolean).join('/');
    try {
      const live = await cluster.get(object, object.metadata);
      const {resourceVersion} = live?.metadata ?? {};
      if (resourceVersion === before?.metadata.resourceVersion) continue;
      if (LEFT_ALONE.has(object.kind)) report.left.push(id);
      else if (before === undefined) {
        await cluster.delete(object, object.metadata, {propagation: 'Background'});
        report.removed.push(id);
      } else if (await restore(cluster, before, live)) report.restored.push(id);
    } catch (error) {
      report.failed.push(`${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return report;
}

/** False when only its status was written meanwhile. */
async function restore(cluster: Cluster, before: KubeObject, live: KubeObject | undefined): Promise<boolean> {
  const wanted = withoutBooks(before);
  if (live === undefined) {
    await cluster.create(wanted, {fieldManager: FIELD_MANAGER});
    return true;
  }
  const patch = mergePatch(withoutBooks(live), wanted);
  if (patch === undefined) return false;
  const applied = appliedBy(before, FIELD_MANAGER);
  // What somebody else had made is theirs again; what we had applied stays ours, field by field.
  if (applied === undefined) await cluster.patch(before, before.metadata, patch, {type: 'merge'});
  else await cluster.apply(applied, {fieldManager: FIELD_MANAGER, force: true});
  return true;
}

/** An object as it may be written: without status and what the server keeps books of. */
export function withoutBooks(object: KubeObject): ObjectToApply {
  const {status: _, ...rest} = object;
  const {name, namespace, labels, annotations, finalizers} = object.metadata;
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace !== undefined && {namespace}),
      ...(labels !== undefined && {labels}),
      ...(annotations !== undefined && {annotations}),
      ...(finalizers !== undefined && {finalizers}),
    },
  };
}

/** The JSON merge patch (RFC 7386) that makes one map another; undefined when they are equal. */
export function mergePatch(from: Tree, to: Tree): Tree | undefined {
  const patch: Tree = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [was, is] = [getKey(from, key), getKey(to, key)];
    if (isTree(was) && isTree(is)) {
      const below = mergePatch(was, is);
      if (below !== undefined) patch[key] = below;
    } else if (JSON.stringify(was) !== JSON.stringify(is)) patch[key] = is ?? null;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** What became of a rollback, a line for each kind of outcome. */
export function rollbackText({restored, removed, left, failed}: RollbackReport): string {
  return [
    `Rolled back: ${quantity(restored.length, 'object')} restored, ${quantity(removed.length, 'new one')} removed.`,
    ...(left.length > 0 ? [`Left as they are now: ${left.join(', ')}.`] : []),
    ...(failed.length > 0 ? ['Not rolled back:', ...failed.map((line) => `  ${line}`)] : []),
  ].join('\n');
}
