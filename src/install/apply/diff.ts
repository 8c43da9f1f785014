// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject, ObjectToApply} from '../../io/kube/cluster.js';
import {getIn, type Tree, treeIn} from '../../manifest/input/tree.js';
import {type ComparedObject, diffManifests, type ManifestDiff, type ObjectChange} from '../../manifest/objects/diff.js';
import {FIELD_MANAGER, labelled} from '../../revision/labels.js';
import {
  type DefaultTagOptions,
  type DefaultTagPlan,
  defaultTagObjects,
  withoutDoubleInjection,
} from '../plan/default-tag.js';
import {missingNamespaces} from '../plan/namespace.js';
import type {RenderedObject} from './component.js';
import {countIn, mapsIn} from './field.js';
import {COMPONENT, ownerLabels} from './labels.js';
import {objectsToPrune} from './prune.js';

/** What an install would change in a cluster. */
export interface ClusterDiff extends ManifestDiff {
  /** Objects that could not be compared, and why. */
  unknown: {kind: string; namespace: string; name: string; reason: string}[];
  /** Workloads whose pods would be started anew, with how many there are. */
  restarts: {kind: string; namespace: string; name: string; pods: number}[];
  /** What is not there yet, so that the server could not judge what goes into it. */
  unchecked: string[];
}

/**
 * Compares what stands in the cluster with what the server would make of each object (server-side apply, dry run), the
 * default tag and what would be pruned included. Fields that istiod or the server keeps are left out.
 */
export async function diffWithCluster(
  cluster: Cluster,
  objects: readonly RenderedObject[],
  plan: DefaultTagPlan,
  options: DefaultTagOptions,
): Promise<ClusterDiff> {
  const {owner, version} = options;
  const wanted = (await withoutDoubleInjection(cluster, objects, plan)).map((object) =>
    labelled(object.value(), {...ownerLabels(owner, version), [COMPONENT]: object.component}),
  );
  const tag = plan.needed ? await defaultTagObjects(cluster, options, wanted) : [];
  const missing = await missingNamespaces(cluster, [owner.namespace, ...objects.map(({namespace}) => namespace)]);
  const namespaces = missing.map((name) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}));
  const outcomes = await eachOf([...namespaces, ...wanted, ...tag], (object) => judge(cluster, object, missing));
  const pruned = await objectsToPrune(cluster, objects, owner);
  const before = outcomes.flatMap((outcome) => (outcome.live && !outcome.problem ? [outcome.live] : []));
  const after = outcomes.flatMap((outcome) => (outcome.answer ? [outcome.answer] : []));
  const diff = diffManifests([...before, ...pruned].map(compared), after.map(compared));
  return {
    ...diff,
    unknown: outcomes.flatMap(({object, problem}) => (problem ? [{...nameOf(object), reason: problem}] : [])),
    restarts: diff.changes.filter(restarts).map(({kind, namespace, name}) => {
      const live = before.find((object) => object.kind === kind && object.metadata.name === name);
      return {kind, namespace, name, pods: podsOf(live)};
    }),
    unchecked: [...new Set(outcomes.flatMap(({unchecked}) => unchecked ?? []))].sort(),
  };
}

interface Outcome {
  object: ObjectToApply;
  live?: KubeObject | undefined;
  answer?: ObjectToApply;
  problem?: string;
  unchecked?: string;
}

async function judge(cluster: Cluster, object: ObjectToApply, missing: readonly string[]): Promise<Outcome> {
  const {namespace = '', name} = object.metadata;
  if (object.kind === 'Namespace' && missing.includes(name)) return {object, answer: object};
  if (missing.includes(namespace)) return {object, answer: object, unchecked: `namespace ${namespace}`};
  try {
    if (!(await cluster.serves(object))) return {object, answer: object, unchecked: `kind ${object.kind}`};
    const live = await cluster.get(object, object.metadata);
    const answer = await cluster.apply(object, {fieldManager: FIELD_MANAGER, force: true, dryRun: true});
    return {object, live, answer};
  } catch (error) {
    return {object, problem: error instanceof Error ? error.message : String(error)};
  }
}

const AT_ONCE = 8;

async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += AT_ONCE)
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))));
  return results;
}

function nameOf({kind, metadata: {namespace = '', name}}: ObjectToApply) {
  return {kind, namespace, name};
}

function compared(object: ObjectToApply): ComparedObject {
  const slash = object.apiVersion.indexOf('/');
  const group = slash < 0 ? '' : object.apiVersion.slice(0, slash);
  return {...nameOf(object), group, value: () => withoutKept(object)};
}

/** Metadata that the server keeps books in. */
const KEPT = ['managedFields', 'resourceVersion', 'uid', 'generation', 'creationTimestamp', 'selfLink'];

function withoutKept(object: Tree): Tree {
  const {status: _, ...rest} = object;
  const metadata = Object.entries(treeIn(object, ['metadata'])).filter(([key]) => !KEPT.includes(key));
  return {
    ...rest,
    metadata: Object.fromEntries(metadata),
    ...('webhooks' in object && {webhooks: mapsIn(object, ['webhooks']).map(withoutIstiods)}),
  };
}

/** A webhook without what istiod writes into it. */
function withoutIstiods(webhook: Tree): Tree {
  const {failurePolicy: _, ...rest} = webhook;
  const {caBundle: _2, ...clientConfig} = treeIn(webhook, ['clientConfig']);
  return {...rest, clientConfig};
}

function restarts({change, kind, fields}: ObjectChange): boolean {
  const runsPods = ['Deployment', 'DaemonSet', 'StatefulSet'].includes(kind);
  return change === 'changed' && runsPods && fields.some(({path}) => /^spec\.template(\.|\[|$)/.test(path));
}

function podsOf(workload: KubeObject | undefined): number {
  if (workload?.kind === 'DaemonSet') return countIn(workload, ['status', 'desiredNumberScheduled']);
  const replicas = getIn(workload, ['spec', 'replicas']);
  return typeof replicas === 'number' ? replicas : 1;
}
