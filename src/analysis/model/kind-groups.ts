// SPDX-License-Identifier: Apache-2.0

import type {KindName} from './resource.js';

type Kinds = readonly KindName[];

/** The kinds in which pods are described. */
export const podKinds = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet'] as const satisfies Kinds;

/** The kinds whose labels may name a waypoint. */
export const waypointUserKinds = [
  'Namespace',
  'Service',
  'ServiceEntry',
  'WorkloadEntry',
  ...podKinds,
] as const satisfies Kinds;

/** Policies that attach to a target, and that only an Envoy can enforce there. */
export const policyKinds = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'WasmPlugin',
  'TrafficExtension',
  'Telemetry',
] as const satisfies Kinds;

/** The routes of Gateway API. */
export const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'] as const satisfies Kinds;
