// SPDX-License-Identifier: Apache-2.0

import {groupBy} from '../../analysis/model/group-by.js';
import {plain} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Endpoint} from '../model/service.js';
import {lbEndpoint} from './lb-endpoint.js';

/** Endpoints in one place, with the order in which places are taken. */
export interface EndpointGroup {
  /** `region/zone/subzone`. */
  locality: string;
  members: readonly Member[];
  weight: number;
  priority: number;
  /** Nobody is sent there, though the place is listed. */
  emptied?: boolean;
}

export interface Member {
  endpoint: Endpoint;
  mutualTls: boolean;
}

/** Returns the endpoints by place. */
export function groupsOf(members: readonly Member[]): EndpointGroup[] {
  const byLocality = groupBy(members, ({endpoint}) => endpoint.locality);
  return [...byLocality]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([locality, group]) => ({locality, members: group, weight: weightOf(group), priority: 0}));
}

/** Returns the sum of the weights of endpoints. */
export function weightOf(members: readonly Member[]): number {
  return members.reduce((sum, {endpoint}) => sum + (endpoint.weight || 1), 0);
}

/** Returns the group as Envoy has it. */
export function groupMessage({locality, members, weight, priority, emptied}: EndpointGroup): EnvoyMessage {
  const [region = '', zone = '', subzone = ''] = locality.split('/');
  return {
    locality: plain({region, zone, sub_zone: subzone}),
    ...(!emptied &&
      members.length > 0 && {lb_endpoints: members.map(({endpoint, mutualTls}) => lbEndpoint(endpoint, mutualTls))}),
    ...(weight > 0 && {load_balancing_weight: weight}),
    ...(priority > 0 && {priority}),
  };
}

/** Returns the group with the endpoints that take mutual TLS alone: whoever passes TLS on does not look whether it is. */
export function mutualOnly(group: EndpointGroup): EndpointGroup {
  const members = group.members.filter(({mutualTls, endpoint}) => mutualTls && endpoint.tlsMode === 'istio');
  return {...group, members, weight: weightOf(members)};
}
