// SPDX-License-Identifier: Apache-2.0

import {DATA_PLANE, dataPlaneOf} from '../index/ambient.js';
import {labelOf} from '../index/labels.js';
import {type PodLike, podsOf} from '../index/pods.js';
import {policyTargets} from '../index/policies.js';
import type {Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {oncePer} from '../run/once.js';

type Enforced = Resource<'AuthorizationPolicy'> | Resource<'RequestAuthentication'>;

/** Label by which the controllers of gateways mark their pods; waypoints take only policies that target them. */
const MANAGED = 'gateway.istio.io/managed';
const WAYPOINTS = 'istio.io-mesh-controller';

/** Returns whether ztunnel enforces the policy for some workload that is known. */
export function isForZtunnel(policy: Enforced, resources: Resources): boolean {
  if (policyTargets(policy).length > 0) return false;
  const pods = selectedPods(policy, resources);
  if (pods) return pods.some((pod) => dataPlaneOf(pod, resources) === 'ambient');
  const namespaces = ambientNamespaces(resources);
  return isMeshWide(policy, resources) ? namespaces.size > 0 : namespaces.has(policy.namespace);
}

/** Returns whether ztunnel enforces the policy and no Envoy of a workload that is known does. */
export function isForZtunnelAlone(policy: Enforced, resources: Resources): boolean {
  if (!isForZtunnel(policy, resources)) return false;
  const {all, inNamespace} = podsOf(resources);
  const pods = selectedPods(policy, resources) ?? (isMeshWide(policy, resources) ? all : inNamespace(policy.namespace));
  return !pods.some((pod) => hasEnvoyForSelectors(pod, resources));
}

function hasEnvoyForSelectors(pod: PodLike, resources: Resources): boolean {
  const plane = dataPlaneOf(pod, resources);
  return plane === 'sidecar' || (plane === 'gateway' && labelOf(pod.labels, MANAGED) !== WAYPOINTS);
}

/** The pods that the policy's selector matches; undefined for a policy without a selector. */
function selectedPods(policy: Enforced, resources: Resources): readonly PodLike[] | undefined {
  const labels = policy.spec.selector?.matchLabels;
  if (!labels || Object.keys(labels).length === 0) return undefined;
  return podsOf(resources).selected(labels, isMeshWide(policy, resources) ? undefined : policy.namespace);
}

function isMeshWide({namespace}: Enforced, {meshConfig}: Resources): boolean {
  return namespace === meshConfig.rootNamespace;
}

/** Namespaces with pods that ztunnel handles, and those labelled so of whose pods nothing is known. */
const ambientNamespaces = oncePer((resources): ReadonlySet<string> => {
  const {all, inNamespace} = podsOf(resources);
  const labelled = resources
    .all('Namespace')
    .filter(({name, labels}) => labelOf(labels, DATA_PLANE) === 'ambient' && inNamespace(name).length === 0);
  const taken = all.filter((pod) => dataPlaneOf(pod, resources) === 'ambient');
  return new Set([...labelled.map(({name}) => name), ...taken.map(({namespace}) => namespace)]);
});
