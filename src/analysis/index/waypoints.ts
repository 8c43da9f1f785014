// SPDX-License-Identifier: Apache-2.0

import {groupBy} from '../model/group-by.js';
import type {Labels} from '../model/kubernetes.js';
import type {Path, Resource} from '../model/resource.js';
import type {Resources} from '../model/resources.js';
import {oncePer} from '../run/once.js';
import {labelOf, matchesSelector} from './labels.js';
import {type PodLike, podsOf} from './pods.js';

/** How Istio assigns waypoints: istio.io, "Configure waypoint proxies". */

export const USE_WAYPOINT = 'istio.io/use-waypoint';
const USE_WAYPOINT_NAMESPACE = 'istio.io/use-waypoint-namespace';
const WAYPOINT_FOR = 'istio.io/waypoint-for';
const CLASS = 'istio-waypoint';
const CONTROLLER = 'istio.io/mesh-controller';

/** Where traffic that a waypoint may handle is addressed to. */
export type Traffic = 'service' | 'workload';

/** An object whose label names a waypoint. */
export interface WaypointUser {
  resource: Resource;
  namespace: string;
  /** Of a namespace both kinds. */
  traffic: Traffic | undefined;
  waypoint: WaypointName;
  path: Path;
}

export interface WaypointName {
  namespace: string;
  name: string;
}

/** The waypoint that labels name; `none` where they ask for none, which counts against the label of the namespace. */
export function namedWaypoint(labels: Labels, namespace: string): WaypointName | 'none' | undefined {
  const name = labelOf(labels, USE_WAYPOINT);
  if (name === undefined || name === 'none') return name;
  return {name, namespace: labelOf(labels, USE_WAYPOINT_NAMESPACE) ?? namespace};
}

/** The waypoint of an object: its own, else that of its namespace. */
export function waypointOf(
  {labels, namespace}: {labels: Labels; namespace: string},
  resources: Resources,
): WaypointName | undefined {
  const home = () => resources.find('Namespace', '', namespace)?.labels ?? {};
  const named = namedWaypoint(labels, namespace) ?? namedWaypoint(home(), namespace);
  return named === 'none' ? undefined : named;
}

/** Every object with a label of its own that names a waypoint. */
export const waypointUsers = oncePer((resources): readonly WaypointUser[] => {
  const labelled = (kind: 'Namespace' | 'Service' | 'ServiceEntry' | 'WorkloadEntry', traffic?: Traffic) =>
    resources.all(kind).flatMap((resource) => {
      const namespace = kind === 'Namespace' ? resource.name : resource.namespace;
      return user({resource, namespace, labels: resource.labels, labelPath: ['metadata', 'labels']}, traffic);
    });
  return [
    ...labelled('Namespace'),
    ...labelled('Service', 'service'),
    ...labelled('ServiceEntry', 'service'),
    ...labelled('WorkloadEntry', 'workload'),
    ...podsOf(resources).all.flatMap((pod) => user(pod, 'workload')),
  ];
});

function user(
  {resource, namespace, labels, labelPath}: Pick<PodLike, 'resource' | 'namespace' | 'labels' | 'labelPath'>,
  traffic: Traffic | undefined,
): WaypointUser[] {
  const waypoint = namedWaypoint(labels, namespace);
  if (waypoint === undefined || waypoint === 'none') return [];
  return [{resource, namespace, traffic, waypoint, path: [...labelPath, USE_WAYPOINT]}];
}

/** The users of each waypoint by its full name. */
export const usersByWaypoint = oncePer((resources) =>
  groupBy(waypointUsers(resources), ({waypoint}) => `${waypoint.namespace}/${waypoint.name}`),
);

type Gateway = Resource<'KubernetesGateway'>;

/** Whether a Gateway is run as a waypoint. */
export function isWaypoint({spec: {gatewayClassName = ''}}: Gateway, resources: Resources): boolean {
  const gatewayClass = resources.find('GatewayClass', '', gatewayClassName);
  return gatewayClassName === CLASS || gatewayClass?.spec.controllerName === CONTROLLER;
}

/** `service`, `workload`, `all` or `none`: its own label counts, else that of its class. */
export function trafficOf({labels, spec}: Gateway, resources: Resources): string {
  const classLabels = resources.find('GatewayClass', '', spec.gatewayClassName ?? '')?.labels ?? {};
  return labelOf(labels, WAYPOINT_FOR) ?? labelOf(classLabels, WAYPOINT_FOR) ?? 'service';
}

/**
 * Whether a waypoint takes in what belongs to a namespace: its HBONE listener says so, and without a word from it only
 * the waypoint's own namespace does. Undefined where the namespace is not known.
 */
export function admits({namespace, spec}: Gateway, from: string, resources: Resources): boolean | undefined {
  const listener = spec.listeners?.find(({protocol, port}) => protocol === 'HBONE' && port === 15_008);
  const {from: which = 'Same', selector} = listener?.allowedRoutes?.namespaces ?? {};
  if (which === 'All') return true;
  if (which !== 'Selector') return which === 'Same' && from === namespace;
  const labels = resources.find('Namespace', '', from)?.labels;
  return labels && matchesSelector(selector, {'kubernetes.io/metadata.name': from, ...labels});
}
