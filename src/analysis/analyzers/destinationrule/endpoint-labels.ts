// SPDX-License-Identifier: Apache-2.0

import {labelOf} from '../../index/labels.js';
import type {Labels} from '../../model/kubernetes.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** What the control plane may send requests of a subset to. */
export interface Endpoint {
  labels: Labels;
  /** It does not exist yet: controllers will add labels of their own. */
  assumed: boolean;
  /** Labels of the place where it runs; not known before it runs, or for what is no pod. */
  places: Labels | 'unknown';
}

const REGION = 'topology.kubernetes.io/region';
const ZONE = 'topology.kubernetes.io/zone';
const SUBZONE = 'topology.istio.io/subzone';
const HOST = 'kubernetes.io/hostname';

/** Labels of places that istiod adds to those of an endpoint (istio.io, "Locality load balancing"). */
const PLACES = new Set([REGION, ZONE, SUBZONE, HOST]);

/** They come from the configuration of the mesh, which is not in its objects. */
const OF_MESH = new Set(['topology.istio.io/cluster', 'topology.istio.io/network']);

/** What controllers and the injector add to the labels of a template, by Kubernetes', Argo's and Istio's documentation. */
const ADDED = new Set([
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'controller-revision-hash',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'service.istio.io/canonical-name',
  'service.istio.io/canonical-revision',
  'security.istio.io/tlsMode',
  'istio.io/rev',
]);

/** Returns a pod as an endpoint; a zone counts only within a region. */
export function endpointOf(pod: Resource<'Pod'>, resources: Resources): Endpoint {
  return {labels: pod.labels, assumed: pod.implied ?? false, places: placesOf(pod, resources)};
}

function placesOf({spec: {nodeName}, implied}: Resource<'Pod'>, resources: Resources): Endpoint['places'] {
  const node = nodeName && !implied ? resources.find('Node', '', nodeName) : undefined;
  if (!node || !nodeName) return 'unknown';
  const labels: Record<string, string> = {[HOST]: nodeName};
  for (const label of [REGION, ZONE, SUBZONE]) {
    const value = node.labels[label];
    if (!value) break;
    labels[label] = value;
  }
  return labels;
}

/** Whether an endpoint has the labels, or may have them once it runs. */
export function mayHave({labels, assumed, places}: Endpoint, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => {
    const own = labelOf(labels, key);
    if (own !== undefined) return own === value;
    if (OF_MESH.has(key)) return true;
    if (PLACES.has(key)) return places === 'unknown' || labelOf(places, key) === value;
    return assumed && ADDED.has(key);
  });
}
