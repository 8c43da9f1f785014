// SPDX-License-Identifier: Apache-2.0
import {controllerOf} from './classes.js';
import {type GatewayApiMesh, objectsOf} from './types.js';

const WAYPOINT = 'istio.io/use-waypoint';
const WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';

/** Controllers of istiod whose Gateways are waypoints or can stand for one. */
const OWN: ReadonlySet<string> = new Set(['istio.io/mesh-controller', 'istio.io/gateway-controller']);

/** Whether the waypoint of a service is another controller's: then its routes are not for the mesh. */
export function isForeignWaypoint(
  mesh: GatewayApiMesh,
  serviceLabels: Readonly<Record<string, string>>,
  namespace: string,
): boolean {
  const labels = serviceLabels[WAYPOINT] === undefined ? (mesh.namespaces.get(namespace) ?? {}) : serviceLabels;
  const waypoint = labels[WAYPOINT] ?? '';
  if (waypoint === '' || waypoint.toLowerCase() === 'none') return false;
  const place = labels[WAYPOINT_NAMESPACE] || namespace;
  const gateway = objectsOf(mesh, 'Gateway').find((one) => one.name === waypoint && one.namespace === place);
  const controller = gateway && controllerOf(mesh, gateway.spec.gatewayClassName);
  return controller !== undefined && !OWN.has(controller);
}
