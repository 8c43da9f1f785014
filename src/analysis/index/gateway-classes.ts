// SPDX-License-Identifier: Apache-2.0

import type {Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';

/** What istiod runs a Gateway of Gateway API as: istio.io, "Kubernetes Gateway API" and "Configure waypoint proxies". */
export type GatewayRole = 'gateway' | 'waypoint' | 'east-west gateway';

/** By the controller of the class. Gateways of other clusters (`istio.io/unmanaged-gateway`) are run by nobody here. */
const ROLES = new Map<string, GatewayRole>([
  ['istio.io/gateway-controller', 'gateway'],
  ['istio.io/mesh-controller', 'waypoint'],
  ['istio.io/eastwest-controller', 'east-west gateway'],
]);

/** Classes that istiod knows and mostly makes, with their controllers. */
const BUILT_IN = new Map([
  ['istio', 'istio.io/gateway-controller'],
  ['istio-waypoint', 'istio.io/mesh-controller'],
  ['istio-east-west', 'istio.io/eastwest-controller'],
  ['istio-remote', 'istio.io/unmanaged-gateway'],
  ['istio-agentgateway', 'istio.io/agentgateway-controller'],
]);

/** Names of the classes that exist wherever istiod does, with or without a GatewayClass. */
export const builtInClasses: readonly string[] = [...BUILT_IN.keys()];

/** Returns what istiod runs the Gateway as; undefined for Gateways that are another controller's, or may be. */
export function gatewayRole(
  {spec: {gatewayClassName = ''}}: Resource<'KubernetesGateway'>,
  resources: Resources,
): GatewayRole | undefined {
  const gatewayClass = resources.find('GatewayClass', '', gatewayClassName);
  return ROLES.get(gatewayClass?.spec.controllerName ?? BUILT_IN.get(gatewayClassName) ?? '');
}
