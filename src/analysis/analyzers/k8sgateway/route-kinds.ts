// SPDX-License-Identifier: Apache-2.0

import {type GatewayRole, gatewayRole} from '../../index/gateway-classes.js';
import {routeKindsOf} from '../../index/gateway-listeners.js';
import type {Route} from '../../index/routes.js';
import type {Listener} from '../../model/gateway-api.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Listeners that are named in a message; a Gateway may have 64. */
const NAMED = 4;

/** Listeners of a Gateway, sorted by whether they take a kind of route. */
export interface Takers {
  listeners: readonly Listener[];
  /** Why there are none; undefined where there may be. */
  reason?: string;
}

/**
 * Returns those of the listeners that take routes of this kind. Of Gateways that are not Istio's, and of listeners that
 * istiod does not accept, anything is taken: others have their say about these.
 */
export function takers(
  all: readonly Listener[],
  gateway: Resource<'KubernetesGateway'>,
  route: Route,
  resources: Resources,
): Takers {
  const role = gatewayRole(gateway, resources);
  if (!role) return {listeners: all};
  const listeners = all.filter((listener) => routeKindsOf(listener, role)?.includes(route.kindName) !== false);
  return listeners.length > 0 ? {listeners} : {listeners, reason: reasonOf(all, role)};
}

function reasonOf(listeners: readonly Listener[], role: GatewayRole): string {
  if (role === 'waypoint') return 'it is a waypoint, which takes routes whose parents are Services';
  const texts = listeners.slice(0, NAMED).map((listener) => {
    const kinds = routeKindsOf(listener, role) ?? [];
    return `listener "${listener.name ?? ''}" takes ${kinds.length === 0 ? 'no routes' : kinds.join(' and ')}`;
  });
  return [...texts, ...(listeners.length > NAMED ? ['…'] : [])].join(', ');
}
