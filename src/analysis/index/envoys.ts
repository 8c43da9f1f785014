// SPDX-License-Identifier: Apache-2.0

import type {Resources} from '../model/resources.js';
import {oncePer} from '../run/once.js';
import {dataPlaneOf} from './ambient.js';
import {EVERYWHERE} from './hosts/export-scopes.js';
import {labelOf} from './labels.js';
import {type PodLike, workloadsOf} from './pods.js';
import {isWaypoint} from './waypoints.js';
import {PROXY} from './workloads.js';

/** What an Envoy is there for; gateways of Gateway API are run by istiod, others by a chart. */
export type EnvoyRole = 'sidecar' | 'gateway' | 'gateway-api' | 'waypoint';

/** Label by which istiod marks the pods of the Gateways that it runs. */
const MANAGED = 'gateway.istio.io/managed';
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Returns the role of the Envoy in a pod; undefined for a pod without one. */
export function envoyRole(pod: PodLike, resources: Resources): EnvoyRole | undefined {
  const plane = dataPlaneOf(pod, resources);
  if (plane === 'gateway') return gatewayRole(pod, resources);
  if (plane !== 'sidecar') return undefined;
  const {containers = []} = pod.spec;
  // A pod of nothing but the proxy has no application beside it: the gateways of older charts.
  return containers.length > 0 && containers.every(({name}) => name === PROXY) ? 'gateway' : 'sidecar';
}

function gatewayRole({labels, namespace}: PodLike, resources: Resources): EnvoyRole {
  if (labelOf(labels, MANAGED) === 'istio.io-mesh-controller') return 'waypoint';
  const name = labelOf(labels, GATEWAY_NAME);
  if (name === undefined) return 'gateway';
  const gateway = resources.find('KubernetesGateway', namespace, name);
  return gateway && isWaypoint(gateway, resources) ? 'waypoint' : 'gateway-api';
}

type Namespaces = ReadonlySet<string>;

/** Returns the namespaces with Envoys, by role; '' for pods whose file names no namespace. */
const envoyNamespaces = oncePer((resources): Readonly<Record<EnvoyRole, Namespaces>> => {
  const none = () => new Set<string>();
  const found = {sidecar: none(), gateway: none(), 'gateway-api': none(), waypoint: none()};
  for (const pod of workloadsOf(resources).all) {
    const role = envoyRole(pod, resources);
    if (role) found[role].add(pod.resource.unplaced ? '' : pod.namespace);
  }
  return found;
});

/** Whether an Envoy of that role may run in one of the scopes, as `exportScopes` returns them. */
export function hasEnvoys(role: EnvoyRole, scopes: readonly string[], resources: Resources): boolean {
  const namespaces = envoyNamespaces(resources)[role];
  if (namespaces.size === 0 || scopes.length === 0) return false;
  return scopes.includes(EVERYWHERE) || namespaces.has('') || scopes.some((scope) => namespaces.has(scope));
}
