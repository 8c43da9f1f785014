// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {ObjectToApply} from '../io/kube/cluster.js';

/** The kind that stands for a waypoint. */
export const GATEWAY = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway'} as const;
/** Gateways of this class are waypoints. */
export const WAYPOINT_CLASS = 'istio-waypoint';
export const REVISION = 'istio.io/rev';
export const TRAFFIC_TYPE = 'istio.io/waypoint-for';
/** A namespace, service or pod with this label sends its traffic through the waypoint it names. */
export const USE_WAYPOINT = 'istio.io/use-waypoint';

const TRAFFIC_TYPES = ['all', 'none', 'service', 'workload'];
const DEFAULT_NAME = 'waypoint';
/** As a value of {@link USE_WAYPOINT} it means that there is none. */
const RESERVED_NAME = 'none';
/** The port for HBONE, the tunnel between the proxies of an ambient mesh. */
const HBONE_PORT = 15008;

export interface WaypointRequest {
  name: string;
  namespace?: string | undefined;
  /** What traffic it takes; the control plane's default when left out or empty. */
  trafficType?: string | undefined;
  revision?: string | undefined;
}

/** The Gateway for a waypoint (spec/proxy.md §13). Throws an IstioctlError for a reserved name and an unknown traffic type. */
export function waypointGateway({name, namespace, trafficType, revision}: WaypointRequest): ObjectToApply {
  if (name === RESERVED_NAME) {
    throw notMade(`invalid name provided for waypoint, '${RESERVED_NAME}' is a reserved value`);
  }
  if (trafficType && !TRAFFIC_TYPES.includes(trafficType)) {
    throw notMade(`invalid traffic type: ${trafficType}. Valid options are: [${TRAFFIC_TYPES.join(' ')}]`);
  }
  const labels = {
    ...(revision && {[REVISION]: revision}),
    ...(trafficType && {[TRAFFIC_TYPE]: trafficType}),
  };
  return {
    ...GATEWAY,
    metadata: {
      ...(Object.keys(labels).length > 0 && {labels}),
      name: name || DEFAULT_NAME,
      ...(namespace && {namespace}),
    },
    spec: {
      gatewayClassName: WAYPOINT_CLASS,
      listeners: [{name: 'mesh', port: HBONE_PORT, protocol: 'HBONE'}],
    },
  };
}

function notMade(reason: string): IstioctlError {
  return new IstioctlError(`failed to create gateway: ${reason}`);
}
