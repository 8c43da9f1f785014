// SPDX-License-Identifier: Apache-2.0
import {serviceOf} from '../analysis/index/hosts/hosts.js';
import {parentsOf, routes} from '../analysis/index/routes.js';
import type {Resource} from '../analysis/model/resource.js';
import type {Resources} from '../analysis/model/resources.js';

export type VirtualService = Resource<'VirtualService'>;

/** VirtualServices of a namespace that sidecars follow, not gateways alone. */
export function meshVirtualServices(namespace: string, resources: Resources): VirtualService[] {
  return resources
    .inNamespace('VirtualService', namespace)
    .filter(({spec: {gateways = []}}) => gateways.length === 0 || gateways.includes('mesh'));
}

/** Namespaces of the services that a VirtualService is for. */
export function homesOf({namespace, spec: {hosts = []}}: VirtualService): string[] {
  return [...new Set(hosts.map((host) => serviceOf(namespace, host).namespace))];
}

/** Routes of Gateway API in a namespace that attach to Services, and the namespaces of these. */
export function serviceRoutes(namespace: string, resources: Resources): {route: Resource; homes: string[]}[] {
  return [...routes(resources)]
    .filter((route) => route.namespace === namespace)
    .map((route) => ({
      route,
      homes: [...new Set(parentsOf(route).flatMap(({kind, namespace: home}) => (kind === 'Service' ? [home] : [])))],
    }))
    .filter(({homes}) => homes.length > 0);
}
