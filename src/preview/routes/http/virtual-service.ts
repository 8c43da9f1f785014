// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {VirtualService} from '../../model/scope.js';
import {isCatchAll} from './match.js';
import {type EnvoyRoute, envoyRoute} from './route.js';
import type {RoutePlace} from './spec.js';

/**
 * Returns the routes that the HTTP rules of a VirtualService make for one place, one for each match, in order, up to the
 * first that matches every request. None where no rule is for the place.
 */
export function virtualServiceRoutes(
  context: Context,
  virtualService: VirtualService,
  place: RoutePlace,
): EnvoyRoute[] {
  const routes: EnvoyRoute[] = [];
  for (const http of virtualService.spec.http ?? []) {
    const matches = http.match?.length ? http.match : [undefined];
    for (const match of matches) {
      const route = envoyRoute(context, virtualService, http, match, place);
      if (!route) continue;
      routes.push(route);
      if (!match || isCatchAll(route.match)) return routes;
    }
    if (!http.match?.length) break;
  }
  return routes;
}
