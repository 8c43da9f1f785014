// SPDX-License-Identifier: Apache-2.0

import type {HttpMatch} from '../../../api/istio-types.js';
import {type Conditions, conditionsOf, isCatchAll} from '../../index/http-conditions.js';
import type {Resource} from '../../model/resource.js';
import {fullName} from '../../model/resource.js';
import {gatewayNamed} from './gateway-name.js';

/** One condition under which a route of a gateway is taken; without any it is always taken. */
export interface RouteMatch {
  virtualService: Resource<'VirtualService'>;
  /** `#1`, or the name of the route. */
  route: string;
  conditions: Conditions;
  /** Stands behind all that are none. */
  catchAll: boolean;
  /** It hands over to another VirtualService, which has conditions of its own. */
  delegates: boolean;
}

/**
 * Returns the matches of a VirtualService for one gateway, `namespace/name`, in the order in which they are tried. What
 * follows a catch-all is never sent to the gateway.
 */
export function matchesOf(virtualService: Resource<'VirtualService'>, gateway: string): RouteMatch[] {
  const found: RouteMatch[] = [];
  for (const [index, route] of (virtualService.spec.http ?? []).entries()) {
    const alternatives: readonly HttpMatch[] = route.match?.length ? route.match : [{}];
    for (const match of alternatives) {
      if (!isFor(match, gateway, virtualService)) continue;
      const conditions = conditionsOf(match);
      const delegates = route.delegate !== undefined;
      const catchAll = isCatchAll(conditions);
      const name = route.name ? `"${route.name}"` : `#${index}`;
      found.push({virtualService, route: name, conditions, catchAll, delegates});
      if (catchAll && !delegates && conditions.rest.size === 0) return found;
    }
  }
  return found;
}

function isFor({gateways = []}: HttpMatch, gateway: string, virtualService: Resource<'VirtualService'>): boolean {
  return gateways.length === 0 || gateways.some((name) => fullName(gatewayNamed(name, virtualService)) === gateway);
}
