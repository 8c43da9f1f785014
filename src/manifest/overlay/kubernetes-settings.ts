// SPDX-License-Identifier: Apache-2.0
import type {ComponentInstance} from '../component.js';
import {getIn, getKey, isTree, type Tree, textIn, treeIn, withIn} from '../input/tree.js';
import {strategicMerge} from './strategic-merge.js';

/** A patch of all objects of a kind and name. */
export interface ObjectPatch {
  kind: string;
  name: string;
  patch: Tree;
}

type Target = 'workload' | 'HorizontalPodAutoscaler' | 'PodDisruptionBudget' | 'Service';

interface Location {
  target: Target;
  /** Where the field goes in the object; `container` marks fields of the component's main container. */
  path: readonly string[];
  container?: true;
}

const POD = ['spec', 'template', 'spec'];

/** Where each field of `k8s` belongs (spec §2.8). */
const LOCATIONS: Readonly<Record<string, Location>> = {
  affinity: {target: 'workload', path: [...POD, 'affinity']},
  nodeSelector: {target: 'workload', path: [...POD, 'nodeSelector']},
  priorityClassName: {target: 'workload', path: [...POD, 'priorityClassName']},
  tolerations: {target: 'workload', path: [...POD, 'tolerations']},
  securityContext: {target: 'workload', path: [...POD, 'securityContext']},
  env: {target: 'workload', path: ['env'], container: true},
  imagePullPolicy: {target: 'workload', path: ['imagePullPolicy'], container: true},
  readinessProbe: {target: 'workload', path: ['readinessProbe'], container: true},
  resources: {target: 'workload', path: ['resources'], container: true},
  podAnnotations: {target: 'workload', path: ['spec', 'template', 'metadata', 'annotations']},
  replicaCount: {target: 'workload', path: ['spec', 'replicas']},
  strategy: {target: 'workload', path: ['spec', 'strategy']},
  hpaSpec: {target: 'HorizontalPodAutoscaler', path: ['spec']},
  podDisruptionBudget: {target: 'PodDisruptionBudget', path: ['spec']},
  serviceAnnotations: {target: 'Service', path: ['metadata', 'annotations']},
  service: {target: 'Service', path: ['spec']},
};

/** The patches that the `k8s` settings of an instance ask for, in the order of {@link LOCATIONS}. */
export function settingPatches(instance: ComponentInstance, document: Tree): ObjectPatch[] {
  const {workload} = instance.component;
  const settings = treeIn(instance.settings, ['k8s']);
  if (workload === undefined) return [];
  const name = instance.name ?? workload.name + revisionSuffix(instance, document);
  return Object.entries(LOCATIONS).flatMap(([field, {target, path, container}]) => {
    const value = field === 'service' ? serviceSpec(instance, settings) : getKey(settings, field);
    if (value === undefined || value === null) return [];
    const patch =
      container === true
        ? withIn({}, [...POD, 'containers'], [{name: workload.container, [path[0] ?? field]: value}])
        : withIn({}, path, value);
    return [{kind: target === 'workload' ? workload.kind : target, name, patch}];
  });
}

/** Ports of gateways go through the chart's values. */
function serviceSpec({component}: ComponentInstance, settings: Tree): unknown {
  const service = getKey(settings, 'service');
  if (!component.list || !isTree(service)) return service;
  const {ports: _, ...rest} = service;
  return rest;
}

/** istiod of a revision is called after it. */
function revisionSuffix({component}: ComponentInstance, document: Tree): string {
  const revision = textIn(document, ['spec', 'values', 'revision']) ?? '';
  return component.name === 'Pilot' && revision !== '' && revision !== 'default' ? `-${revision}` : '';
}

/** The object with all patches applied that are about it; the object itself where none is. */
export function applyPatches(object: Tree, patches: readonly ObjectPatch[]): Tree {
  const kind = textIn(object, ['kind']) ?? '';
  const name = textIn(object, ['metadata', 'name']);
  let patched = object;
  for (const patch of patches) {
    if (patch.kind === kind && patch.name === name) patched = strategicMerge(patched, patch.patch, kind);
  }
  return patched === object || kind !== 'PodDisruptionBudget' ? patched : withOneBudget(patched);
}

/** A budget cannot have both bounds: the chart's `minAvailable` gives way. */
function withOneBudget(budget: Tree): Tree {
  const both = ['minAvailable', 'maxUnavailable'].every((field) => (getIn(budget, ['spec', field]) ?? null) !== null);
  return both ? withIn(budget, ['spec', 'minAvailable'], null) : budget;
}
