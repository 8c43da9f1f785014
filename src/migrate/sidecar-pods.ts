// SPDX-License-Identifier: Apache-2.0
import {asksForSidecars, DATA_PLANE, dataPlaneOf, TEMPLATES} from '../analysis/index/ambient.js';
import {IGNORED_NAMESPACES} from '../analysis/index/hosts/ignored-namespaces.js';
import {hasLabels, labelOf} from '../analysis/index/labels.js';
import {type PodLike, podsOf} from '../analysis/index/pods.js';
import type {Resources} from '../analysis/model/resources.js';

/** Injection puts it on pods with a sidecar; what selects it is for these alone. */
export const SIDECAR_LABEL = {'security.istio.io/tlsMode': 'istio'} as const;

/** Pods of a namespace that have a sidecar or get one. */
export function sidecarPods(namespace: string, resources: Resources): PodLike[] {
  return podsOf(resources)
    .inNamespace(namespace)
    .filter((pod) => dataPlaneOf(pod, resources) === 'sidecar');
}

/** Gateways of a namespace whose proxy the injector puts in; it would leave them without one outside of its namespaces. */
export function injectedGateways(namespace: string, resources: Resources): PodLike[] {
  return podsOf(resources)
    .inNamespace(namespace)
    .filter((pod) => dataPlaneOf(pod, resources) === 'gateway' && TEMPLATES in pod.annotations);
}

/** Whether an object takes some pod with a sidecar in a namespace; where no pods are known, one of that namespace does. */
export function takesSidecar(
  {namespace: home}: {namespace: string},
  labels: Readonly<Record<string, string>> | undefined,
  namespace: string,
  resources: Resources,
): boolean {
  const pods = sidecarPods(namespace, resources);
  if (pods.length === 0) return home === namespace || labels === undefined || Object.keys(labels).length === 0;
  return pods.some((pod) => hasLabels({...SIDECAR_LABEL, ...pod.labels}, labels));
}

/** How far a namespace is with ambient mode before anything is done; undefined for what is not in the mesh. */
export function modeOf(namespace: string, resources: Resources): 'sidecar' | 'ambient' | undefined {
  if (IGNORED_NAMESPACES.includes(namespace) || namespace === resources.istioNamespace) return undefined;
  const labels = resources.find('Namespace', '', namespace)?.labels ?? {};
  if (sidecarPods(namespace, resources).length > 0) return 'sidecar';
  // Where there are gateways alone, the labels are for these.
  if (asksForSidecars(labels) && injectedGateways(namespace, resources).length === 0) return 'sidecar';
  return labelOf(labels, DATA_PLANE) === 'ambient' ? 'ambient' : undefined;
}

/** All namespaces with something in them, sorted. */
export function namespacesOf(resources: Resources): string[] {
  const named = resources.all('Namespace').map(({name}) => name);
  return [...new Set([...named, ...podsOf(resources).all.map(({namespace}) => namespace)])].sort();
}
