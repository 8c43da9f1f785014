// SPDX-License-Identifier: Apache-2.0

import type {Container, Labels} from './kubernetes.js';
import type {Resource} from './resource.js';
import type {Resources} from './resources.js';

/** What decides whether workloads are part of the mesh (spec §3.0). */

const INJECT = 'sidecar.istio.io/inject';

/** Whether a pod has a sidecar, or would get one. */
export function isPodInMesh(pod: Resource<'Pod'>, resources: Resources): boolean {
  const {containers = [], initContainers = []} = pod.spec;
  return isInMesh({...pod, containers: [...containers, ...initContainers]}, resources);
}

/** Whether the pods of a deployment have a sidecar, or would get one. */
export function isDeploymentInMesh({namespace, spec}: Resource<'Deployment'>, resources: Resources): boolean {
  const {labels = {}, annotations = {}} = spec.template?.metadata ?? {};
  const containers = spec.template?.spec?.containers ?? [];
  return isInMesh({namespace, labels, annotations, containers}, resources);
}

interface Workload {
  namespace: string;
  labels: Labels;
  annotations: Labels;
  containers: readonly Container[];
}

function isInMesh({namespace, labels, annotations, containers}: Workload, resources: Resources): boolean {
  if (containers.some(({name, image}) => name === 'istio-proxy' && image !== undefined)) return true;
  const said = labels[INJECT] ?? annotations[INJECT];
  if (said !== undefined) return said === 'true';
  return resources.find('Namespace', '', namespace)?.labels['istio-injection'] === 'enabled';
}

/** Whether the traffic of a pod goes through ztunnel. */
export function isAmbientPod(pod: Resource<'Pod'>): boolean {
  return pod.annotations['ambient.istio.io/redirection'] === 'enabled';
}

/** Whether pods of a namespace are to go through ztunnel, and get no sidecars. */
export function isAmbientNamespace(namespace: Resource<'Namespace'> | undefined): boolean {
  const labels = namespace?.labels ?? {};
  if (labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] ?? '') !== '') return false;
  return labels['istio.io/dataplane-mode'] === 'ambient';
}

/** Whether a resource belongs to Istio itself, or to one of its gateways. */
export function isControlPlane({labels}: {labels: Labels}): boolean {
  return Object.hasOwn(labels, 'istio') || labels['release'] === 'istio';
}
