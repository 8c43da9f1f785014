// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {REVISION, TRAFFIC_TYPE, WAYPOINT_CLASS} from './gateway.js';

/** A waypoint as the cluster has it. */
export interface Waypoint {
  namespace: string;
  name: string;
  revision: string;
  trafficType: string;
  /** In the order of its status. */
  conditions: Condition[];
}

/** A condition of a Gateway (https://gateway-api.sigs.k8s.io/reference/spec/#gatewaystatus). */
export interface Condition {
  type: string;
  status: string;
  reason: string;
  message: string;
}

const PROGRAMMED = 'Programmed';

/** The waypoints among Gateways, by namespace and name. */
export function waypointsOf(gateways: readonly KubeObject[]): Waypoint[] {
  return gateways
    .filter((gateway) => child(gateway['spec'], 'gatewayClassName') === WAYPOINT_CLASS)
    .map((gateway) => readWaypoint(gateway))
    .sort((a, b) => order(a.namespace, b.namespace) || order(a.name, b.name));
}

/** A Gateway read as a waypoint. */
export function readWaypoint({metadata, status}: KubeObject): Waypoint {
  const conditions = child(status, 'conditions');
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    revision: metadata.labels?.[REVISION] || 'default',
    trafficType: metadata.labels?.[TRAFFIC_TYPE] || 'none',
    conditions: Array.isArray(conditions) ? conditions.map(readCondition) : [],
  };
}

/** Whether its proxy is configured and takes traffic. */
export function isProgrammed({conditions}: Waypoint): boolean {
  return conditions.some(({type, status}) => type === PROGRAMMED && status === 'True');
}

/** The status of its condition Programmed; False where it has none. */
export function programmedStatus({conditions}: Waypoint): string {
  return conditions.find(({type}) => type === PROGRAMMED)?.status ?? 'False';
}

/** The condition that tells most: that it is programmed, else the last one; undefined where it has none yet. */
export function tellingCondition({conditions}: Waypoint): Condition | undefined {
  return conditions.find(({type, status}) => type === PROGRAMMED && status === 'True') ?? conditions.at(-1);
}

function readCondition(value: unknown): Condition {
  const text = (name: string): string => {
    const found = child(value, name);
    return typeof found === 'string' ? found : '';
  };
  return {type: text('type'), status: text('status'), reason: text('reason'), message: text('message')};
}

function child(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
