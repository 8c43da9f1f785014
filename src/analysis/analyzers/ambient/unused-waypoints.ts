// SPDX-License-Identifier: Apache-2.0

import {isWaypoint, trafficOf, USE_WAYPOINT, usersByWaypoint} from '../../index/waypoints.js';
import {type Message, message} from '../../model/message.js';
import {fullName} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Waypoints that no label names. */
export function* unusedWaypoints(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('KubernetesGateway')) {
    if (!isWaypoint(gateway, resources) || trafficOf(gateway, resources) === 'none') continue;
    if (usersByWaypoint(resources).has(fullName(gateway))) continue;
    yield message('ISTX106', gateway, [`${USE_WAYPOINT}=${gateway.name}`]);
  }
}
