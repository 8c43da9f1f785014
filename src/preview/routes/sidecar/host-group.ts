// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import type {Protocol, Service} from '../../model/service.js';
import {isHttp} from '../../registry/protocol.js';
import {hostsMeet, isWildcard} from '../../values/host-name.js';
import {defaultRoute} from '../http/default-route.js';
import {isGatewayRoute} from '../http/spec.js';
import {virtualServiceRoutes} from '../http/virtual-service.js';
import type {BestVirtualService} from './virtual-service-index.js';

/** Virtual hosts of one port with the same routes. */
export interface HostGroup {
  port: number;
  /** Hosts of a VirtualService that no service has. */
  hosts: readonly string[];
  services: readonly Service[];
  routes: readonly EnvoyMessage[];
}

/** The services of a listener by lower-case name, each with the ports that the listener is for. */
export type Registry = ReadonlyMap<string, Service>;

const MESH: ReadonlySet<string> = new Set(['mesh']);

/**
 * Returns the groups of virtual hosts of a listener: those of VirtualServices in their order, then one for each port of
 * each service that none of them has routes for (package pilot/pkg/networking/core/route).
 */
export function hostGroups(
  context: Context,
  services: Registry,
  virtualServices: readonly VirtualService[],
  port: number,
  best: BestVirtualService,
): HostGroup[] {
  const groups = virtualServices.flatMap((virtualService) =>
    virtualServiceGroups(context, virtualService, services, port, best),
  );
  const routed = new Set(groups.flatMap((group) => group.services.map(({hostname}) => hostname)));
  const others = [...services.values()].filter(
    ({hostname, resolution}) => !routed.has(hostname) && resolution !== 'Alias',
  );
  return [...groups, ...others.flatMap((service) => serviceGroups(context, service))];
}

function serviceGroups(context: Context, service: Service): HostGroup[] {
  const ports = service.ports.filter(({protocol}) => mayBeHttp(protocol));
  return ports.map(({port}) => ({
    port,
    hosts: [],
    services: [service],
    routes: [defaultRoute(context, service, port)],
  }));
}

function virtualServiceGroups(
  context: Context,
  virtualService: VirtualService,
  registry: Registry,
  port: number,
  best: BestVirtualService,
): HostGroup[] {
  const place = {port, gateways: MESH, tls: false, service: (hostname: string) => registry.get(hostname)};
  const routes = virtualServiceRoutes(context, virtualService, place);
  if (routes.length === 0) return [];
  const {hosts, services: found} = splitHosts(virtualService, registry, best);
  const services = isGatewayRoute(virtualService) ? reachable(context, virtualService, found) : found;
  if (isGatewayRoute(virtualService) && services.length === 0) return [];
  return [...byPort(services, port)].map(([portNumber, ofPort]) => ({
    port: portNumber,
    hosts,
    services: ofPort,
    routes,
  }));
}

/** Routes of the Gateway API hold for clients of their own namespace, or for services of it. */
function reachable({proxy}: Context, {namespace}: VirtualService, services: readonly Service[]): readonly Service[] {
  return services.filter((service) => service.namespace === namespace || proxy.namespace === namespace);
}

/** On port 80, hosts that no service has are reachable too. */
function byPort(services: readonly Service[], listenPort: number): ReadonlyMap<number, readonly Service[]> {
  const ports = new Map<number, Service[]>();
  for (const service of services) {
    for (const {port, protocol} of service.ports) {
      if (!mayBeHttp(protocol)) continue;
      ports.set(port, [...(ports.get(port) ?? []), service]);
    }
  }
  if (ports.size === 0 && listenPort === 80) ports.set(80, []);
  return ports;
}

/**
 * Returns the hosts of a VirtualService that no service has, and the services of the others: a service under several
 * wildcards belongs to the VirtualService that fits it best.
 */
function splitHosts(
  virtualService: VirtualService,
  registry: Registry,
  best: BestVirtualService,
): {hosts: string[]; services: Service[]} {
  const written = virtualService.spec.hosts ?? [];
  const exact = written.filter((host) => !isWildcard(host));
  const hosts = exact.filter((host) => !registry.has(host.toLowerCase()));
  const services = exact.flatMap((host) => registry.get(host.toLowerCase()) ?? []);
  for (const host of written.filter(isWildcard).map((wildcard) => wildcard.toLowerCase())) {
    const found = isGatewayRoute(virtualService) ? [] : [...registry].filter(([name]) => hostsMeet(name, host));
    if (found.length === 0) hosts.push(host);
    services.push(...found.filter(([name]) => best(name) === virtualService).map(([, service]) => service));
  }
  return {hosts, services};
}

/** What speaks HTTP, or may, which Envoy finds out. */
function mayBeHttp(protocol: Protocol): boolean {
  return isHttp(protocol) || protocol === 'Unsupported';
}
