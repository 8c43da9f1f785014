// SPDX-License-Identifier: Apache-2.0

import {fullHost} from '../../index/hosts/hosts.js';
import {type Parent, parentsOf, type Route} from '../../index/routes.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

type VirtualService = Resource<'VirtualService'>;

/** Hosts of the mesh that HTTPRoutes or GRPCRoutes and VirtualServices both route. */
export function* meshRoutes(resources: Resources): Generator<Message> {
  const routed = groupBy(resources.all('VirtualService').flatMap(meshHosts), ({host}) => host);
  for (const kind of ['HTTPRoute', 'GRPCRoute'] as const) {
    for (const route of resources.all(kind)) yield* rivals(route, routed, resources);
  }
}

function* rivals(
  route: Route,
  routed: ReadonlyMap<string, readonly {virtualService: VirtualService}[]>,
  resources: Resources,
): Generator<Message> {
  for (const parent of parentsOf(route)) {
    for (const host of hostsOf(parent, resources)) {
      const found = (routed.get(host) ?? []).find(({virtualService}) => seen(virtualService, route.namespace));
      if (!found) continue;
      const parameters = [route.kind, fullName(route), fullName(found.virtualService), host];
      yield message('ISTX302', route, parameters, [...parent.path, 'name']);
    }
  }
}

/** The hosts that a VirtualService routes for sidecars and waypoints. */
function meshHosts(virtualService: VirtualService): {virtualService: VirtualService; host: string}[] {
  const {gateways = [], hosts = [], http = []} = virtualService.spec;
  if (http.length === 0 || (gateways.length > 0 && !gateways.includes('mesh'))) return [];
  return hosts.map((host) => ({virtualService, host: fullHost(virtualService.namespace, host)}));
}

function hostsOf({kind, namespace, name}: Parent, resources: Resources): readonly string[] {
  if (kind === 'Service') return [fullHost(namespace, name)];
  if (kind === 'ServiceEntry') return resources.find('ServiceEntry', namespace, name)?.spec.hosts ?? [];
  return [];
}

/** Whether a VirtualService is exported to where the clients of the route are. */
function seen({namespace, spec: {exportTo = []}}: VirtualService, from: string): boolean {
  if (exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(from)) return true;
  return exportTo.includes('.') && namespace === from;
}
