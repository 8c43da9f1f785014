// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import {configMetadata} from '../../values/config-metadata.js';
import {textOf} from '../../values/message.js';
import {unlessEmpty} from '../../values/present.js';
import {forwardAction} from './action.js';
import {corsFilter} from './cors.js';
import {directResponse} from './direct-response.js';
import {faultFilter} from './fault.js';
import {headerChanges, NO_CHANGES} from './headers.js';
import {routeMatch} from './match.js';
import {routeOperation} from './operation.js';
import {redirectAction} from './redirect.js';
import {isSource} from './source.js';
import {type HttpMatch, type HttpRoute, isGatewayRoute, type RoutePlace} from './spec.js';

/** A route of Envoy. */
export interface EnvoyRoute extends EnvoyMessage {
  match: EnvoyMessage;
}

/**
 * Returns Envoy's route for one match of an HTTP route; undefined where the match is for another port, gateway or client
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute).
 */
export function envoyRoute(
  context: Context,
  virtualService: VirtualService,
  route: HttpRoute,
  match: HttpMatch | undefined,
  place: RoutePlace,
): EnvoyRoute | undefined {
  if (match && !isForPlace(context, match, place)) return undefined;
  const envoyMatch = routeMatch(virtualService, match);
  const forwarded =
    route.redirect || route.directResponse
      ? undefined
      : forwardAction(context, virtualService, route, envoyMatch, place);
  const own = headerChanges(route.headers);
  const destination = forwarded?.headers ?? NO_CHANGES;
  const cluster = textOf(forwarded?.action['cluster']);
  return {
    name: routeName(route, match) || undefined,
    match: envoyMatch,
    metadata: configMetadata(virtualService, route),
    stat_prefix: match?.statPrefix || undefined,
    route: forwarded?.action,
    ...answer(virtualService, route, place),
    decorator: {operation: routeOperation(envoyMatch, cluster, virtualService.name, place.port)},
    request_headers_to_add: unlessEmpty([...own.requestAdd, ...destination.requestAdd]),
    request_headers_to_remove: unlessEmpty([...own.requestRemove, ...destination.requestRemove]),
    response_headers_to_add: unlessEmpty([...own.responseAdd, ...destination.responseAdd]),
    response_headers_to_remove: unlessEmpty([...own.responseRemove, ...destination.responseRemove]),
    typed_per_filter_config: filters(route),
  };
}

function isForPlace({proxy}: Context, match: HttpMatch, {port, gateways}: RoutePlace): boolean {
  return (!match.port || match.port === port) && isSource(match, proxy, gateways);
}

function routeName({name = ''}: HttpRoute, match: HttpMatch | undefined): string {
  return match?.name ? `${name}.${match.name}` : name;
}

function answer(virtualService: VirtualService, route: HttpRoute, place: RoutePlace): EnvoyMessage {
  if (route.redirect) return {redirect: redirectAction(route.redirect, place, isGatewayRoute(virtualService))};
  return route.directResponse ? {direct_response: directResponse(route.directResponse)} : {};
}

function filters({fault, corsPolicy}: HttpRoute): EnvoyMessage | undefined {
  if (!fault && !corsPolicy) return undefined;
  return {
    ...(fault && {'envoy.filters.http.fault': faultFilter(fault)}),
    ...(corsPolicy && {'envoy.filters.http.cors': corsFilter(corsPolicy)}),
  };
}
