// SPDX-License-Identifier: Apache-2.0
import {getIn, getKey, isTree, type Tree, textIn, treeIn, withIn} from '../../manifest/input/tree.js';
import type {Pod} from '../pod/container.js';
import {type Owner, ownerOfPod} from '../pod/owner.js';
import {FieldError, typedObject} from '../typed/typed-value.js';

/** Where an object of a kind has its pod. */
interface PodPlace {
  metadata: readonly string[];
  spec: readonly string[];
  /** What has to be there. */
  template: readonly string[];
}

const TEMPLATE: PodPlace = place('spec', 'template');
const POD: PodPlace = {metadata: ['metadata'], spec: ['spec'], template: ['spec']};
const CRON_JOB: PodPlace = place('spec', 'jobTemplate', 'spec', 'template');
/** The reference writes labels and annotations of the pod to the job. */
const CRON_JOB_OF_REFERENCE: PodPlace = {...CRON_JOB, metadata: ['spec', 'jobTemplate', 'metadata']};

function place(...template: string[]): PodPlace {
  return {metadata: [...template, 'metadata'], spec: [...template, 'spec'], template};
}

const KINDS: Readonly<Record<string, PodPlace>> = {
  'v1 Pod': POD,
  'v1 ReplicationController': TEMPLATE,
  'apps/v1 Deployment': TEMPLATE,
  'apps/v1 StatefulSet': TEMPLATE,
  'apps/v1 DaemonSet': TEMPLATE,
  'apps/v1 ReplicaSet': TEMPLATE,
  'batch/v1 Job': TEMPLATE,
  'batch/v1 CronJob': CRON_JOB,
  'apps.openshift.io/v1 DeploymentConfig': TEMPLATE,
  // As OpenShift called it before API groups.
  'v1 DeploymentConfig': TEMPLATE,
  'argoproj.io/v1alpha1 Rollout': TEMPLATE,
};

/** Kinds that the Go istioctl passes through. */
const FURTHER_KINDS = new Set(['argoproj.io/v1alpha1 Rollout']);

/** An object that makes pods, and the pod in it. */
export interface Workload {
  kind: string;
  name: string;
  namespace: string;
  /** What messages call it: `Deployment "shop/web"`. */
  title: string;
  pod: Pod;
  owner: Owner;
  /** The object as Kubernetes' types write it. */
  object: Tree;
  /** The object with another pod. */
  withPod(pod: Pod): Tree;
}

/** Whether the object is of a kind that makes pods. */
export function isWorkload(object: unknown, compat: boolean): object is Tree {
  const kind = kindOf(object);
  return isTree(object) && Object.hasOwn(KINDS, kind) && !(compat && FURTHER_KINDS.has(kind));
}

/** Whether the object is a List, of whatever kinds. */
export function isList(object: unknown): object is Tree & {items: unknown[]} {
  return kindOf(object) === 'v1 List' && Array.isArray(getKey(object, 'items'));
}

function kindOf(object: unknown): string {
  return `${textIn(object, ['apiVersion']) ?? ''} ${textIn(object, ['kind']) ?? ''}`;
}

/**
 * The workload that an object is. Throws a FieldError where it has no pod template or something that Kubernetes would
 * not take.
 */
export function workloadOf(object: Tree, compat: boolean): Workload {
  const {kind, namespace, name} = nameOfObject(object);
  const at = compat && kind === 'CronJob' ? CRON_JOB_OF_REFERENCE : (KINDS[kindOf(object)] ?? TEMPLATE);
  if (!isTree(getIn(object, at.template))) throw new FieldError('', `${at.template.join('.')} is required value`);
  const typed = typedObject(object, kind, {lenient: true});
  const pod = {metadata: treeIn(typed, at.metadata), spec: treeIn(typed, at.spec)};
  const apiVersion = textIn(object, ['apiVersion']) ?? '';
  return {
    kind,
    name,
    namespace,
    title: titleOf({kind, namespace, name}),
    pod,
    object: typed,
    owner: kind === 'Pod' ? ownerOfPod(pod) : {apiVersion, kind, name, namespace},
    withPod: ({metadata, spec}) => withIn(withIn(typed, at.metadata, metadata), at.spec, spec),
  };
}

/** Kind and name of an object, empty where it has none. */
export function nameOfObject(object: Tree): Pick<Workload, 'kind' | 'namespace' | 'name'> {
  const text = (...path: string[]) => textIn(object, path) ?? '';
  const name = text('metadata', 'name') || text('metadata', 'generateName');
  return {kind: text('kind'), namespace: text('metadata', 'namespace'), name};
}

/** What messages call an object: `Deployment "test/hello"`. */
export function titleOf({kind, namespace, name}: Pick<Workload, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${JSON.stringify(namespace === '' ? name : `${namespace}/${name}`)}`;
}
