// SPDX-License-Identifier: Apache-2.0

import {isObject} from '../envoy-filters/message.js';
import {proxyHeaders} from '../listeners/proxy-headers.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {VirtualService} from '../model/scope.js';
import {isCatchAll} from '../routes/http/match.js';
import type {RoutePlace} from '../routes/http/spec.js';
import {virtualServiceRoutes} from '../routes/http/virtual-service.js';
import {routeNames} from '../routes/sidecar/routes.js';
import {meshIndex} from '../scope/mesh-index.js';
import {compareSpecificity, intersectHosts} from '../values/hostnames.js';
import {unlessEmpty} from '../values/present.js';
import {type BoundServer, mergedGateway} from './merge.js';

/** Requests can be answered by the proxy with so many bytes. */
const MAX_DIRECT_RESPONSE = 1_048_576;

/** A virtual host in the making. */
interface Host {
  name: string;
  domains: string[];
  routes: EnvoyMessage[];
  redirects: boolean;
}

/**
 * Returns the route configurations that a gateway's listeners ask for, each for the servers of its name
 * (package pilot/pkg/networking/core). One that no server has is empty.
 */
export function gatewayRoutes(context: Context, listeners: readonly EnvoyMessage[]): EnvoyMessage[] {
  const {serversByRoute} = mergedGateway(context);
  const names = new Set(listeners.flatMap(routeNames));
  return [...names].map((name) => {
    const servers = serversByRoute.get(name);
    if (!servers) return {name, validate_clusters: false};
    return {
      name,
      virtual_hosts: virtualHosts(context, servers),
      validate_clusters: false,
      ignore_port_in_host_matching: true,
      max_direct_response_body_size_bytes: MAX_DIRECT_RESPONSE,
    };
  });
}

function virtualHosts(context: Context, servers: readonly BoundServer[]): EnvoyMessage[] {
  const hosts = new Map<string, Host>();
  const routesOf = routeCache(context);
  for (const bound of servers) {
    for (const object of context.scope.virtualServices(bound.gateway)) addHosts(hosts, bound, object, routesOf);
    addRedirects(hosts, bound);
  }
  const [first] = servers;
  if (hosts.size === 0) return [{name: `blackhole:${portOf(first)}`, domains: ['*']}];
  const attempts = !proxyHeaders(context).attemptCount?.disabled;
  return collapsed(hosts).map(({name, domains, routes, redirects}) => ({
    name,
    domains,
    routes: unlessEmpty(catchAllsLast(routes)),
    include_request_attempt_count: attempts || undefined,
    require_tls: redirects ? 'ALL' : undefined,
  }));
}

function portOf(bound: BoundServer | undefined): number {
  return bound?.server.port?.number ?? 0;
}

type RoutesOf = (bound: BoundServer, object: VirtualService) => EnvoyMessage[];

/** Routes of a VirtualService are made once for each Gateway, by its first server. */
function routeCache(context: Context): RoutesOf {
  const known = new Map<string, EnvoyMessage[]>();
  return (bound, object) => {
    const key = `${bound.gateway} ${object.namespace}/${object.name}`;
    const routes = known.get(key) ?? virtualServiceRoutes(context, object, placeOf(context, bound, object));
    known.set(key, routes);
    return routes;
  };
}

function placeOf(context: Context, bound: BoundServer, {namespace}: VirtualService): RoutePlace {
  const index = meshIndex(context.mesh);
  return {
    port: portOf(bound),
    gateways: new Set([bound.gateway]),
    tls: bound.server.tls !== undefined,
    service(hostname) {
      // A service beside the VirtualService comes first, where the proxy sees it.
      const own = index.named(hostname).get(namespace);
      return own && index.isVisible(own, context.proxy.namespace) ? own : context.scope.service(hostname);
    },
  };
}

function addHosts(hosts: Map<string, Host>, bound: BoundServer, object: VirtualService, routesOf: RoutesOf): void {
  const {server} = bound;
  const common = intersectHosts(hostsFor(server.hosts ?? [], object.namespace), object.spec.hosts ?? []);
  if (common.length === 0) return;
  const routes = routesOf(bound, object);
  if (routes.length === 0) return;
  for (const host of common.map((one) => one.toLowerCase())) {
    const known = hosts.get(host) ?? emptyHost(host, bound);
    hosts.set(host, known);
    known.routes.push(...routes);
    known.redirects ||= server.tls?.httpsRedirect ?? false;
  }
}

/** Hosts of a server for VirtualServices of a namespace. */
function hostsFor(hosts: readonly string[], namespace: string): string[] {
  return hosts.flatMap((entry) => {
    const [owner = '', host] = entry.split('/');
    if (host === undefined) return [entry];
    return owner === namespace || owner === '*' ? [host] : [];
  });
}

function emptyHost(host: string, bound: BoundServer): Host {
  const text = host.includes(':') ? `[${host}]` : host;
  return {name: `${text}:${portOf(bound)}`, domains: [host], routes: [], redirects: false};
}

/** A server that redirects does so for hosts without routes, too. */
function addRedirects(hosts: Map<string, Host>, bound: BoundServer): void {
  if (!bound.server.tls?.httpsRedirect) return;
  for (const host of (bound.server.hosts ?? []).map((one) => one.toLowerCase())) {
    const known = hosts.get(host) ?? emptyHost(host, bound);
    hosts.set(host, known);
    known.redirects = true;
  }
}

/** Hosts with the same routes become one virtual host, named after the most specific. */
function collapsed(hosts: ReadonlyMap<string, Host>): Host[] {
  const kept: Host[] = [];
  for (const [, host] of [...hosts].sort(([a], [b]) => compareSpecificity(a, b))) {
    const same = kept.find((one) => one.redirects === host.redirects && areSame(one.routes, host.routes));
    if (same) same.domains.push(...host.domains);
    else kept.push(host);
  }
  return kept;
}

function areSame(a: readonly EnvoyMessage[], b: readonly EnvoyMessage[]): boolean {
  return a.length === b.length && a.every((route, index) => route === b[index]);
}

function catchAllsLast(routes: readonly EnvoyMessage[]): EnvoyMessage[] {
  const isLast = ({match}: EnvoyMessage) => isObject(match) && isCatchAll(match);
  return [...routes.filter((route) => !isLast(route)), ...routes.filter(isLast)];
}
