// SPDX-License-Identifier: Apache-2.0
import type {KubeObject, ObjectKind} from '../../io/kube/cluster.js';
import {isTree, type Tree} from '../../manifest/input/tree.js';
import {placeOf} from '../place.js';
import type {SnapshotContent} from '../read/content.js';
import {snapshotKinds} from '../take/kinds.js';
import {type FieldChange, fieldChanges} from './fields.js';
import {type Written, writerOf} from './manager.js';
import {pairsBy} from './pairs.js';

/** An object that differs between two snapshots. */
export interface ObjectChange extends ObjectKind {
  namespace: string;
  name: string;
  change: 'added' | 'removed' | 'changed';
  /** Of one that changed. */
  fields: (FieldChange & {written?: Written | undefined})[];
  /** Who made one that was added. */
  written?: Written | undefined;
}

/** Objects that differ, and kinds that only one of the snapshots holds. */
export interface ObjectDiff {
  changes: ObjectChange[];
  notCompared: string[];
}

/** Kinds that change all the time, follow from others, or are compared on their own. */
const LEFT_OUT = new Set(['Event', 'Lease', 'Endpoints', 'EndpointSlice', 'Pod']);

/** Kinds whose status tells whether what they ask for came true. */
const WITH_STATUS = /(^|\.)(istio\.io|gateway\.networking\.k8s\.io)\/|^apps\//;

/** Returns the objects that differ between two snapshots of a cluster, by kind, namespace and name. */
export function objectDiff(before: SnapshotContent, after: SnapshotContent): ObjectDiff {
  const diff: ObjectDiff = {changes: [], notCompared: []};
  const kinds = new Map(
    [...snapshotKinds(before.kinds), ...snapshotKinds(after.kinds)].map((kind) => [
      `${kind.apiVersion} ${kind.kind}`,
      kind,
    ]),
  );
  for (const kind of kinds.values()) {
    if (LEFT_OUT.has(kind.kind)) continue;
    const [old, renewed] = [before.objects(kind), after.objects(kind)];
    if (old && renewed) diff.changes.push(...changesOf(kind, old, renewed));
    else if ((old ?? renewed ?? []).length > 0) diff.notCompared.push(`${kind.kind}s of ${kind.apiVersion}`);
  }
  return diff;
}

function changesOf(kind: ObjectKind, before: readonly KubeObject[], after: readonly KubeObject[]): ObjectChange[] {
  return pairsBy(before, after, placeOf).flatMap(({was, is, either}): ObjectChange[] => {
    const {namespace = '', name} = either.metadata;
    const own = {apiVersion: kind.apiVersion, kind: kind.kind, namespace, name};
    if (!was) return [{...own, change: 'added', fields: [], written: writerOf(either, [])}];
    if (!is) return [{...own, change: 'removed', fields: []}];
    if (was.metadata.uid !== is.metadata.uid && was.metadata.uid && is.metadata.uid) {
      return [
        {...own, change: 'removed', fields: []},
        {...own, change: 'added', fields: [], written: writerOf(is, [])},
      ];
    }
    const fields = fieldChanges(compared(kind, was), compared(kind, is));
    if (fields.length === 0) return [];
    return [{...own, change: 'changed', fields: fields.map((each) => ({...each, written: writerOf(is, each.path)}))}];
  });
}

/** What the API server writes at every change, and what says when and not what. */
const NOISE = new Set([
  ...['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'],
  ...['observedGeneration', 'lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime', 'lastProbeTime'],
  ...['control-plane.alpha.kubernetes.io/leader', 'kubectl.kubernetes.io/last-applied-configuration'],
]);

/** An object without what changes of itself. */
function compared({apiVersion}: ObjectKind, {status, ...object}: KubeObject): unknown {
  return quiet({...object, ...(WITH_STATUS.test(apiVersion) && {status})});
}

function quiet(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(quiet);
  if (!isTree(value)) return value;
  const kept: Tree = {};
  for (const [name, each] of Object.entries(value)) if (!NOISE.has(name)) kept[name] = quiet(each);
  return kept;
}
