// SPDX-License-Identifier: Apache-2.0
import {gatewayRouteParts} from '../envoy-filters/route-match.js';
import type {Context} from '../model/context.js';
import type {Protocol} from '../model/service.js';
import {oncePerContext} from '../once.js';
import {isHttp} from '../registry/protocol.js';
import {type BoundGateway, boundGateways, listeningPorts} from './selection.js';
import {
  isPlainHttp,
  passesTls,
  routesRequests,
  type Server,
  serverNames,
  serverProtocol,
  takesTls,
  withHostNamespaces,
} from './server.js';

/** A server of a Gateway on one port of the proxy. */
export interface BoundServer {
  server: Server;
  /** `namespace/name`. */
  gateway: string;
  routeName: string;
  serverNames: readonly string[];
}

/** Where the proxy listens. */
export interface ListeningPort {
  number: number;
  /** As written. */
  protocol: string;
  /** Address; empty for all. */
  bind: string;
  servers: BoundServer[];
  /** Of the requests in clear text. */
  routeName: string;
}

/** All servers of a proxy as one gateway (package pilot/pkg/model, MergedGateway). */
export interface MergedGateway {
  ports: readonly ListeningPort[];
  serversByRoute: ReadonlyMap<string, readonly BoundServer[]>;
  /** TLS is passed on to the services that its server names stand for: they need clusters of these names. */
  passesToServices: boolean;
}

/** Returns the servers of all Gateways of a proxy, without those that conflict with older ones. */
export const mergedGateway: (context: Context) => MergedGateway = (context) => merged(context, 'gateways');

/** Says whether a server passes TLS on by its SNI to services of the mesh: the proxy needs clusters of its own for that. */
export function passesTlsThrough(context: Context): boolean {
  return mergedGateway(context).passesToServices;
}

const merged = oncePerContext<string, MergedGateway>((context) => {
  const merge = new GatewayMerge();
  for (const bound of boundGateways(context)) {
    for (const server of bound.gateway.spec.servers ?? []) merge.add(bound, server);
  }
  return {ports: merge.ports, serversByRoute: merge.serversByRoute, passesToServices: merge.passesToServices};
});

class GatewayMerge {
  readonly ports: ListeningPort[] = [];
  readonly serversByRoute = new Map<string, BoundServer[]>();
  passesToServices = false;
  readonly #used = new Set<number>();
  /** The first port of each number that takes clear text. */
  readonly #plain = new Map<number, ListeningPort>();
  /** Addresses of TLS by number. */
  readonly #tlsBinds = new Map<number, Set<string>>();
  readonly #tlsHosts = new Map<number, Map<string, string>>();

  add(bound: BoundGateway, written: Server): void {
    if (!written.port) return;
    const {namespace, name} = bound.gateway;
    const server = withHostNamespaces(written, namespace);
    for (const number of listeningPorts(bound, server.port?.number ?? 0)) {
      const entry = {
        server,
        gateway: `${namespace}/${name}`,
        routeName: routeNameOf(server, number, bound.gateway),
        serverNames: server.tls ? serverNames(server) : [],
      };
      if (server.tls && !claimHosts(this.#hostsOf(number), server.hosts ?? [], server.bind ?? '')) continue;
      if (server.tls?.mode === 'AUTO_PASSTHROUGH') this.passesToServices = true;
      this.#bind(entry, number);
    }
  }

  #hostsOf(number: number): Map<string, string> {
    const hosts = this.#tlsHosts.get(number) ?? new Map<string, string>();
    this.#tlsHosts.set(number, hosts);
    return hosts;
  }

  #bind(entry: BoundServer, number: number): void {
    if (!this.#used.has(number)) {
      this.#used.add(number);
      this.#open(entry, number);
      return;
    }
    const plain = this.#plain.get(number);
    if (plain) this.#join(entry, plain);
    else if (takesTls(entry.server)) this.#joinTls(entry, number);
    else this.#open(entry, number);
  }

  /** The first server of a port, or of an address of it. */
  #open(entry: BoundServer, number: number): void {
    const {server, routeName} = entry;
    const port = this.#portFor(server, number);
    port.servers = [entry];
    port.routeName = routeName;
    if (!takesTls(server)) this.#plain.set(number, port);
    if (routesRequests(server)) this.serversByRoute.set(routeName, [entry]);
  }

  #join(entry: BoundServer, plain: ListeningPort): void {
    const {server, routeName} = entry;
    const {bind = ''} = server;
    if (bind === plain.bind) {
      if (!canMerge(serverProtocol(server), plain) || routeName === '') return;
      plain.servers.push(entry);
      this.#addRoute(entry);
      return;
    }
    const own = this.#find(server, plain.number);
    if (!own) {
      this.#open(entry, plain.number);
      return;
    }
    own.routeName = routeName;
    own.servers.push(entry);
    this.#addRoute(entry);
  }

  #joinTls(entry: BoundServer, number: number): void {
    const {server, routeName} = entry;
    if (routesRequests(server)) {
      // Requests within TLS have routes of their own for each server.
      if (routeName === '' || this.serversByRoute.has(routeName)) return;
      this.serversByRoute.set(routeName, [entry]);
    }
    const binds = this.#tlsBinds.get(number) ?? new Set<string>();
    this.#tlsBinds.set(number, binds.add(server.bind ?? ''));
    this.#portFor(server, number).servers.push(entry);
  }

  #addRoute(entry: BoundServer): void {
    this.serversByRoute.set(entry.routeName, [...(this.serversByRoute.get(entry.routeName) ?? []), entry]);
  }

  #find({port, bind = ''}: Server, number: number): ListeningPort | undefined {
    const protocol = port?.protocol ?? '';
    return this.ports.find((one) => one.number === number && one.protocol === protocol && one.bind === bind);
  }

  #portFor(server: Server, number: number): ListeningPort {
    const known = this.#find(server, number);
    if (known) return known;
    const opened = {
      number,
      protocol: server.port?.protocol ?? '',
      bind: server.bind ?? '',
      servers: [],
      routeName: '',
    };
    this.ports.push(opened);
    return opened;
  }
}

function canMerge(protocol: Protocol, {servers: [first]}: ListeningPort): boolean {
  return isHttp(protocol) && first !== undefined && isPlainHttp(first.server);
}

/**
 * Takes hosts for a server, unless one of them is taken at that address: Envoy refuses two filter chains for one server
 * name.
 */
export function claimHosts(taken: Map<string, string>, hosts: readonly string[], bind: string): boolean {
  if (hosts.some((host) => taken.get(host) === bind)) return false;
  for (const host of hosts) taken.set(host, bind);
  return true;
}

/** Name of the routes: by port for HTTP, by server for HTTPS; empty where connections are not looked into. */
function routeNameOf(server: Server, number: number, {namespace, name}: {namespace: string; name: string}): string {
  const bind = server.bind ? `.${server.bind}` : '';
  if (isPlainHttp(server)) return `http.${number}${bind}`;
  if (serverProtocol(server) !== 'HTTPS' || passesTls(server)) return '';
  return `https.${server.port?.number ?? 0}.${server.port?.name ?? ''}.${name}.${namespace}${bind}`;
}

/** Returns the ports that servers are written with, by the port of their routes: patches of EnvoyFilters may name either. */
export function gatewayPorts({serversByRoute}: MergedGateway): Map<number, Set<number>> {
  const ports = new Map<number, Set<number>>();
  for (const [name, servers] of serversByRoute) {
    const {port} = gatewayRouteParts(name);
    const numbers = ports.get(port) ?? new Set<number>();
    for (const {server} of servers) numbers.add(server.port?.number ?? 0);
    ports.set(port, numbers);
  }
  return ports;
}
