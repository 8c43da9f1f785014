// SPDX-License-Identifier: Apache-2.0

import type {Analyze} from '../../model/analyzer.js';
import type {Condition} from '../../model/kubernetes.js';
import {message} from '../../model/message.js';
import type {KindName} from '../../model/resource.js';

const WAYPOINT = ['istio.io/WaypointBound'];
const GATEWAY_API = ['Accepted', 'Programmed', 'ResolvedRefs'];

/** Conditions that should be true, by kind. */
const WANTED: readonly (readonly [KindName, readonly string[]])[] = [
  ['Service', WAYPOINT],
  ['ServiceEntry', WAYPOINT],
  ['WorkloadEntry', WAYPOINT],
  ['AuthorizationPolicy', ['ZtunnelAccepted', 'WaypointAccepted']],
  ['KubernetesGateway', GATEWAY_API],
  ['HTTPRoute', GATEWAY_API],
  ['GRPCRoute', GATEWAY_API],
];

/** What controllers say of resources that they cannot serve (§3.4). */
export const conditions: Analyze = function* (resources) {
  for (const [kind, types] of WANTED) {
    const route = kind === 'HTTPRoute' || kind === 'GRPCRoute';
    for (const resource of resources.all(kind)) {
      const {conditions: own = [], parents = []} = resource.status;
      const all = route ? parents.flatMap((parent) => parent.conditions ?? []) : own;
      for (const condition of all) {
        if (!isNegative(condition, types)) continue;
        const {type = '', reason = '', message: text = ''} = condition;
        yield message('IST0171', resource, [type, reason, text]);
      }
    }
  }
};

function isNegative({type = '', status, reason}: Condition, types: readonly string[]): boolean {
  if (!types.includes(type)) return false;
  return status === 'False' || (type === 'WaypointAccepted' && reason === 'PartiallyInvalid');
}
