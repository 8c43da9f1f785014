// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {destinationCluster} from './destination.js';
import {hundredths, millionths} from './percent.js';
import type {Destination, HttpRoute, RoutePlace} from './spec.js';

/**
 * Returns the policies that copy requests; a share of zero copies none
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMirrorPolicy).
 */
export function mirrorPolicies(route: HttpRoute, place: RoutePlace): EnvoyMessage[] {
  const copies: {destination: Destination | undefined; share: EnvoyMessage | undefined}[] = (route.mirrors ?? []).map(
    ({destination, percentage}) => ({destination, share: share(percentage)}),
  );
  if (route.mirror) copies.unshift({destination: route.mirror, share: shareOfRoute(route)});
  return copies.flatMap(({destination, share}) => (destination && share ? [policy(destination, share, place)] : []));
}

function policy(destination: Destination, share: EnvoyMessage, place: RoutePlace): EnvoyMessage {
  return {
    cluster: destinationCluster(destination, place),
    runtime_fraction: {default_value: share},
    trace_sampled: false,
    disable_shadow_host_suffix_append: true,
  };
}

function shareOfRoute({mirrorPercentage, mirrorPercent}: HttpRoute): EnvoyMessage | undefined {
  if (mirrorPercentage || typeof mirrorPercent !== 'number') return share(mirrorPercentage);
  return mirrorPercent > 0 ? hundredths(mirrorPercent) : undefined;
}

function share(percentage: {value?: number} | undefined): EnvoyMessage | undefined {
  if (!percentage) return hundredths(100);
  return (percentage.value ?? 0) > 0 ? millionths(percentage) : undefined;
}
