// SPDX-License-Identifier: Apache-2.0

import {policiesOf} from '../../index/policies.js';
import {admits, namedWaypoint, trafficOf, type WaypointUser, waypointUsers} from '../../index/waypoints.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Labels for waypoints that do not exist. */
export function* missingWaypoints(resources: Resources): Generator<Message> {
  for (const user of waypointUsers(resources)) {
    if (!resources.lacks('KubernetesGateway', user.waypoint.namespace, user.waypoint.name)) continue;
    yield message('ISTX102', user.resource, [fullName(user.waypoint), bypass(user, resources)], user.path);
  }
}

/** Labels for waypoints that exist and do not take the traffic of what is labelled. */
export function* unusableWaypoints(resources: Resources): Generator<Message> {
  for (const user of waypointUsers(resources)) {
    const waypoint = waypointNamed(user, resources);
    if (waypoint) yield* unusable(user, waypoint, resources);
  }
}

function waypointNamed({waypoint}: WaypointUser, resources: Resources): Resource<'KubernetesGateway'> | undefined {
  return resources.find('KubernetesGateway', waypoint.namespace, waypoint.name);
}

function* unusable(user: WaypointUser, waypoint: Resource<'KubernetesGateway'>, resources: Resources) {
  const name = fullName(waypoint);
  const traffic = trafficOf(waypoint, resources);
  if (admits(waypoint, user.namespace, resources) === false) {
    yield message('ISTX105', user.resource, [name, user.namespace, bypass(user, resources)], user.path);
  } else if (traffic === 'none' || (traffic !== 'all' && user.traffic !== undefined && user.traffic !== traffic)) {
    const wanted = user.traffic ?? 'service';
    yield message('ISTX104', user.resource, [name, traffic, wanted, bypass(user, resources)], user.path);
  }
  const programmed = waypoint.status.conditions?.find(({type}) => type === 'Programmed');
  if (programmed && programmed.status !== 'True') {
    const reason = [programmed.reason, programmed.message].filter(Boolean).join(': ') || 'no reason given';
    // Istiod forgets no waypoint that once had an address.
    const known = (waypoint.status.addresses ?? []).length > 0;
    const effect = known ? 'ztunnel still sends its traffic there, where it may fail' : bypass(user, resources);
    yield message('ISTX103', user.resource, [name, reason, effect], user.path);
  }
}

/** What becomes of the traffic, and of the policies that the waypoint was to enforce. */
function bypass(user: WaypointUser, resources: Resources): string {
  const policies = policiesFor(user, resources);
  const straight = 'ztunnel sends traffic straight to the pods';
  if (policies === 0) return straight;
  return `${straight} and its ${policies === 1 ? 'L7 policy is' : `${policies} L7 policies are`} NOT enforced`;
}

/** Policies on the object itself, on the waypoint and, of a namespace, on Services that follow its label. */
function policiesFor({resource, namespace, waypoint}: WaypointUser, resources: Resources): number {
  const services = resource.kindName === 'Namespace' ? followers(namespace, resources) : [resource];
  return new Set([{kind: 'Gateway', ...waypoint}, ...services].flatMap((object) => policiesOf(object, resources))).size;
}

function followers(namespace: string, resources: Resources): Resource[] {
  return (['Service', 'ServiceEntry'] as const)
    .flatMap((kind): readonly Resource[] => resources.inNamespace(kind, namespace))
    .filter(({labels}) => namedWaypoint(labels, namespace) === undefined);
}
