// SPDX-License-Identifier: Apache-2.0

import {policyTargets} from '../../index/policies.js';
import {waypointOf} from '../../index/waypoints.js';
import {policyKinds} from '../../model/kind-groups.js';
import {type Message, message} from '../../model/message.js';
import {fullName} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Policies for Services, which waypoints alone enforce, where no waypoint stands before the Service. */
export function* policiesWithoutWaypoint(resources: Resources): Generator<Message> {
  for (const kind of policyKinds) {
    for (const policy of resources.all(kind)) {
      for (const target of policyTargets(policy)) {
        if (target.kind !== 'Service' && target.kind !== 'ServiceEntry') continue;
        const found = resources.find(target.kind, policy.namespace, target.name);
        if (!found || waypointOf(found, resources)) continue;
        yield message('ISTX110', policy, [target.kind, fullName(found)], target.path);
      }
    }
  }
}
