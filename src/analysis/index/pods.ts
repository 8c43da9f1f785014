// SPDX-License-Identifier: Apache-2.0

import {groupBy} from '../model/group-by.js';
import type {Labels, PodSpec, PodTemplate} from '../model/kubernetes.js';
import {isKind, type Path, type Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {oncePer} from '../run/once.js';
import {hasLabels} from './labels.js';

/** A pod, or what a controller makes pods of. */
export interface PodLike {
  resource: Resource;
  namespace: string;
  labels: Labels;
  annotations: Labels;
  spec: PodSpec;
  /** Where the labels stand in the resource. */
  labelPath: Path;
  annotationPath: Path;
}

export interface Pods {
  all: readonly PodLike[];
  inNamespace(namespace: string): readonly PodLike[];
  /** Those with all the labels, in one namespace or, without one, in any. */
  selected(labels: Labels | undefined, namespace?: string): readonly PodLike[];
}

/** All pods and templates of pods. */
export const podsOf = oncePer((resources): Pods => indexed(podsIn(resources)));

/** The same, and what is written nowhere: machines outside Kubernetes, and the pods of Gateways of Gateway API. */
export const workloadsOf = oncePer((resources): Pods => {
  const implied = resources.all('Pod').filter((pod) => pod.implied);
  return indexed([...podsIn(resources), ...implied.map(podOf)]);
});

function podsIn(resources: Resources): PodLike[] {
  return [
    ...resources
      .all('Pod')
      .filter(({implied}) => !implied)
      .map(podOf),
    ...resources.all('Deployment').map(templateOf),
    ...resources.all('StatefulSet').map(templateOf),
    ...resources.all('DaemonSet').map(templateOf),
    ...resources.all('OtherController').map(templateOf),
  ];
}

function indexed(all: readonly PodLike[]): Pods {
  const byNamespace = groupBy(all, ({namespace}) => namespace);
  const byLabel = labelIndex(all);
  const inNamespace = (namespace: string) => byNamespace.get(namespace) ?? [];
  return {
    all,
    inNamespace,
    selected(labels, namespace) {
      const lists = Object.entries(labels ?? {}).map(([key, value]) => byLabel().get(`${key}=${value}`) ?? []);
      lists.push(namespace === undefined ? all : inNamespace(namespace));
      const fewest = lists.reduce((least, list) => (list.length < least.length ? list : least));
      return fewest.filter((pod) => (namespace ?? pod.namespace) === pod.namespace && hasLabels(pod.labels, labels));
    },
  };
}

/** Pods by each of their labels; made when the first selector asks. */
function labelIndex(pods: readonly PodLike[]): () => ReadonlyMap<string, readonly PodLike[]> {
  let index: Map<string, PodLike[]> | undefined;
  return () => {
    if (index) return index;
    index = new Map();
    for (const pod of pods) {
      for (const [key, value] of Object.entries(pod.labels)) {
        const label = `${key}=${value}`;
        const known = index.get(label);
        if (known) known.push(pod);
        else index.set(label, [pod]);
      }
    }
    return index;
  };
}

function podOf(resource: Resource<'Pod'>): PodLike {
  return {resource, ...resource, labelPath: ['metadata', 'labels'], annotationPath: ['metadata', 'annotations']};
}

function templateOf(resource: Resource & {spec: {template?: PodTemplate}}): PodLike {
  const {metadata = {}, spec = {}} = resource.spec.template ?? {};
  const at = isKind(resource, 'OtherController') ? resource.spec.templatePath : ['spec', 'template'];
  return {
    resource,
    namespace: resource.namespace,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    spec,
    labelPath: [...at, 'metadata', 'labels'],
    annotationPath: [...at, 'metadata', 'annotations'],
  };
}
