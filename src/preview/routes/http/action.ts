// SPDX-License-Identifier: Apache-2.0

import {proxyHeaders} from '../../listeners/proxy-headers.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import {durationText} from '../../values/duration.js';
import {unlessEmpty} from '../../values/present.js';
import {destinationCluster} from './destination.js';
import {hashOfDestination, hashPolicy} from './hash-policy.js';
import {type HeaderChanges, headerChanges, NO_CHANGES} from './headers.js';
import {meshRetryPolicy} from './mesh-retry.js';
import {mirrorPolicies} from './mirror.js';
import {retryPolicy} from './retry.js';
import {pathRewrite} from './rewrite.js';
import {type HttpDestination, type HttpRoute, isGatewayRoute, type RoutePlace} from './spec.js';

/** A route action, and the changes of headers of its only destination, which belong to the route. */
export interface ForwardedRoute {
  action: EnvoyMessage;
  headers: HeaderChanges;
}

/**
 * Returns the action that forwards requests to the destinations of a route. The host is that of the rewrite, of the
 * route's headers, of the only destination's headers, in this order (package pilot/pkg/networking/core/route).
 */
export function forwardAction(
  context: Context,
  virtualService: VirtualService,
  route: HttpRoute,
  match: EnvoyMessage,
  place: RoutePlace,
): ForwardedRoute {
  const {rewrite} = route;
  const destinations = route.route ?? [];
  const only = destinations.length === 1 ? destinations[0] : undefined;
  const headers = only ? headerChanges(only.headers) : NO_CHANGES;
  const shares = only ? [only] : destinations.filter(({weight}) => weight);
  const hash = only && hashOfDestination(context, only.destination);
  const authority = rewrite?.authority || headerChanges(route.headers).authority || headers.authority;
  const action = {
    ...timeouts(route.timeout),
    cluster_not_found_response_code: isGatewayRoute(virtualService) ? 'INTERNAL_SERVER_ERROR' : undefined,
    append_x_forwarded_host: (rewrite && proxyHeaders(context).xForwardedHost?.enabled) || undefined,
    ...(rewrite && pathRewrite(rewrite, virtualService, match)),
    host_rewrite_literal: authority || undefined,
    request_mirror_policies: unlessEmpty(mirrorPolicies(route, place)),
    ...(only
      ? {cluster: destinationCluster(only.destination, place)}
      : {weighted_clusters: {clusters: unlessEmpty(shares.map((share) => weightedCluster(share, place)))}}),
    hash_policy: unlessEmpty(hashPolicies(context, shares)),
    retry_policy: retryPolicy(route.retries ?? meshRetryPolicy(context), hash !== undefined),
  };
  return {action, headers};
}

/** Returns the timeouts of a route; without one, requests may take as long as they like. */
export function timeouts(timeout = '0s'): EnvoyMessage {
  const text = durationText(timeout);
  return {timeout: text, max_grpc_timeout: text};
}

function hashPolicies(context: Context, shares: readonly HttpDestination[]): EnvoyMessage[] {
  const policies = shares.map(({destination}) => hashPolicy(hashOfDestination(context, destination)));
  return policies.filter((policy) => policy !== undefined);
}

function weightedCluster({destination, weight, headers}: HttpDestination, place: RoutePlace): EnvoyMessage {
  const changes = headerChanges(headers);
  return {
    name: destinationCluster(destination, place),
    weight,
    request_headers_to_add: unlessEmpty(changes.requestAdd),
    request_headers_to_remove: unlessEmpty(changes.requestRemove),
    response_headers_to_add: unlessEmpty(changes.responseAdd),
    response_headers_to_remove: unlessEmpty(changes.responseRemove),
    host_rewrite_literal: changes.authority || undefined,
  };
}
