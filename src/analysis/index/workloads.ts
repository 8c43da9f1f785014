// SPDX-License-Identifier: Apache-2.0
import type {Container, Labels} from '../model/kubernetes.js';
import type {Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {labelOf} from './labels.js';

/** Label, or annotation, of pods that want a sidecar or none. */
export const INJECT = 'sidecar.istio.io/inject';

export const PROXY = 'istio-proxy';

interface Workload {
  namespace: string;
  labels: Labels;
  annotations: Labels;
  containers: readonly Container[];
}

/** Whether the pod has a sidecar, or would get one (spec §3.0). */
export function isPodInMesh(pod: Resource<'Pod'>, resources: Resources): boolean {
  const {containers = [], initContainers = []} = pod.spec;
  return isInMesh({...pod, containers: [...containers, ...initContainers]}, resources);
}

/** The same for the pods of a Deployment. */
export function isDeploymentInMesh({namespace, spec}: Resource<'Deployment'>, resources: Resources): boolean {
  const {metadata = {}, spec: pod = {}} = spec.template ?? {};
  const {labels = {}, annotations = {}} = metadata;
  return isInMesh({namespace, labels, annotations, containers: pod.containers ?? []}, resources);
}

/** What a pod says of a sidecar itself; undefined where it leaves that to its namespace. */
export function injectionWish({labels, annotations}: {labels: Labels; annotations: Labels}): string | undefined {
  return labelOf(labels, INJECT) ?? labelOf(annotations, INJECT);
}

function isInMesh({namespace, labels, annotations, containers}: Workload, resources: Resources): boolean {
  if (containers.some(({name, image}) => name === PROXY && Boolean(image))) return true;
  const wish = injectionWish({labels, annotations});
  if (wish !== undefined) return wish === 'true';
  return resources.find('Namespace', '', namespace)?.labels['istio-injection'] === 'enabled';
}

/** Whether ztunnel takes in what the pod sends and receives. */
export function isPodAmbient({annotations}: Resource<'Pod'>): boolean {
  return annotations['ambient.istio.io/redirection'] === 'enabled';
}

export function isNamespaceAmbient({labels}: Pick<Resource<'Namespace'>, 'labels'>): boolean {
  const sidecars = labels['istio-injection'] === 'enabled' || Boolean(labels['istio.io/rev']);
  return labels['istio.io/dataplane-mode'] === 'ambient' && !sidecars;
}

/** Whether the object is part of the control plane itself. */
export function isControlPlane({labels}: {labels: Labels}): boolean {
  return labelOf(labels, 'istio') !== undefined || labels['release'] === 'istio';
}
