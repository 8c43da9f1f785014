// SPDX-License-Identifier: Apache-2.0

import {proxyHeaders} from '../../listeners/proxy-headers.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {EgressScope} from '../../model/scope.js';
import type {Service} from '../../model/service.js';
import {bracketed} from '../../values/address.js';
import {serviceDomains} from './domains.js';
import {type HostGroup, hostGroups} from './host-group.js';
import {virtualServiceIndex, virtualServicesFor} from './virtual-service-index.js';

/** A virtual host, not yet as Envoy has it. */
export interface VirtualHost {
  name: string;
  domains: readonly string[];
  routes: readonly EnvoyMessage[];
}

/**
 * Returns the virtual hosts of all services and VirtualServices of a listener, by name. With port 0, those of every port:
 * an HTTP proxy tells them apart by the port of the host, which only port 80 may do without.
 */
export function virtualHosts(context: Context, egress: EgressScope, port: number): VirtualHost[] {
  const services = servicesOf(egress, port);
  const {virtualServices} = egress;
  const selected = port === 80 ? virtualServices : virtualServicesFor(services, virtualServices);
  const groups = hostGroups(context, services, selected, port, virtualServiceIndex(virtualServices));
  return distinctHosts(context, groups, port).sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** Returns a virtual host as Envoy has it. */
export function envoyHost(context: Context, {name, domains, routes}: VirtualHost): EnvoyMessage {
  return {
    name,
    domains,
    routes,
    include_request_attempt_count: !proxyHeaders(context).attemptCount?.disabled || undefined,
  };
}

function servicesOf({services}: EgressScope, port: number): Map<string, Service> {
  const byName = new Map<string, Service>();
  for (const service of services) {
    if (port === 0) {
      byName.set(service.hostname, service);
      continue;
    }
    const found = service.ports.find((one) => one.port === port);
    const hostname = service.hostname.toLowerCase();
    if (found) byName.set(hostname, {...service, hostname, ports: [found]});
  }
  return byName;
}

/** Names and domains are given once: to the first that asks for them. */
function distinctHosts(context: Context, groups: readonly HostGroup[], listenPort: number): VirtualHost[] {
  const names = new Set<string>();
  const taken = new Set<string>();
  const known = new Set(
    groups.flatMap(({services, port}) => services.flatMap(({hostname}) => [hostname, hostName(hostname, port)])),
  );
  const hosts: VirtualHost[] = [];
  for (const group of groups) {
    const candidates = [
      ...group.hosts.map((host) => hostOfVirtualService(host.toLowerCase(), group)),
      ...group.services.map((service) => hostOfService(context, service, group, listenPort)),
    ];
    for (const {name, domains, short} of candidates) {
      if (names.has(name)) continue;
      names.add(name);
      const free = domains.filter((domain) => {
        if (taken.has(domain.toLowerCase()) || (short.has(domain) && known.has(domain))) return false;
        taken.add(domain.toLowerCase());
        return true;
      });
      const reachable = listenPort === 0 && group.port !== 80 ? free.filter((domain) => domain.includes(':')) : free;
      if (listenPort !== 0 && group.port !== listenPort) continue;
      if (reachable.length > 0) hosts.push({name, domains: reachable, routes: group.routes});
    }
  }
  return hosts;
}

interface Candidate {
  name: string;
  domains: readonly string[];
  short: ReadonlySet<string>;
}

function hostOfVirtualService(host: string, {port}: HostGroup): Candidate {
  return {name: hostName(host, port), domains: [bracketed(host)], short: new Set()};
}

function hostOfService({proxy}: Context, service: Service, {port}: HostGroup, listenPort: number): Candidate {
  return {name: hostName(service.hostname, port), ...serviceDomains(service, listenPort === 0 ? port : 0, proxy)};
}

function hostName(host: string, port: number): string {
  return `${bracketed(host)}:${port}`;
}
