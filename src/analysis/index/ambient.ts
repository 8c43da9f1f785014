// SPDX-License-Identifier: Apache-2.0
import type {Labels} from '../model/kubernetes.js';
import type {Resources} from '../model/resources.js';
import {labelOf} from './labels.js';
import type {PodLike} from './pods.js';
import {injectionWish, PROXY} from './workloads.js';

export const DATA_PLANE = 'istio.io/dataplane-mode';

/** Templates that the injector makes a pod's proxy of, in place of that for sidecars. */
export const TEMPLATES = 'inject.istio.io/templates';

/** Labels of the pods that controllers run for gateways and waypoints: these are proxies themselves. */
const GATEWAY_LABELS = ['gateway.networking.k8s.io/gateway-name', 'istio.io/gateway-name'];

/** What handles a pod's traffic: an Envoy of its own, the ztunnel of its node, or nothing. */
export type DataPlane = 'sidecar' | 'gateway' | 'ambient' | 'none';

/**
 * What handles the traffic of a pod. A sidecar wins over ambient labels, as istio-cni leaves injected pods alone; pods
 * on the host's network are never taken in.
 */
export function dataPlaneOf(pod: PodLike, resources: Resources): DataPlane {
  if (GATEWAY_LABELS.some((label) => labelOf(pod.labels, label) !== undefined)) return 'gateway';
  if (pod.annotations[TEMPLATES]?.split(',').some((name) => name.trim() === 'gateway')) return 'gateway';
  if (pod.annotations['ambient.istio.io/redirection'] === 'enabled') return 'ambient';
  if (hasSidecar(pod)) return 'sidecar';
  if (pod.spec.hostNetwork) return 'none';
  const namespace = resources.find('Namespace', '', pod.namespace);
  const wish = injectionWish(pod);
  if (wish === 'true' || (wish !== 'false' && asksForSidecars(namespace?.labels ?? {}))) return 'sidecar';
  const mode = labelOf(pod.labels, DATA_PLANE) ?? labelOf(namespace?.labels ?? {}, DATA_PLANE);
  return mode === 'ambient' ? 'ambient' : 'none';
}

/** Whether the sidecar is there already; what asks for one is another matter. */
function hasSidecar({annotations, spec: {containers = [], initContainers = []}}: PodLike): boolean {
  if (annotations['sidecar.istio.io/status'] !== undefined) return true;
  return [...containers, ...initContainers].some(({name, image}) => name === PROXY && Boolean(image));
}

/** Whether the labels of a namespace have sidecars put into its pods. */
export function asksForSidecars(labels: Labels): boolean {
  const injection = labelOf(labels, 'istio-injection');
  return injection === undefined ? Boolean(labelOf(labels, 'istio.io/rev')) : injection === 'enabled';
}
