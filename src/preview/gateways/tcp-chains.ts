// SPDX-License-Identifier: Apache-2.0

import {INTERNAL} from '../gateway-api/types.js';
import {connectionFilters, ruleFilters} from '../listeners/outbound/network-filters.js';
import type {Context} from '../model/context.js';
import type {VirtualService} from '../model/scope.js';
import type {ServicePort} from '../model/service.js';
import {ruleMetadata} from '../values/config-metadata.js';
import {hostsOverlap, isSubset} from '../values/hostnames.js';
import type {GatewayChain} from './http-chains.js';
import {type BoundServer, claimHosts} from './merge.js';
import {passesTls, type Server, serverProtocol} from './server.js';
import {serverSocket} from './tls-context.js';

/** Server names by the port that they are taken on, with their addresses. */
export type TakenHosts = Map<number, Map<string, string>>;

/** Protocols by which sidecars know TLS of the mesh. */
const MESH_ALPN = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'];

/** Returns the chains of a server that takes connections, not requests: one, or one for each server name of TLS that is passed on. */
export function connectionChains(
  context: Context,
  bound: BoundServer,
  taken: TakenHosts,
  listeningPort: number,
): GatewayChain[] {
  const {server, serverNames} = bound;
  if (server.tls?.mode === 'AUTO_PASSTHROUGH') return serviceChains(context, serverNames);
  if (passesTls(server)) {
    const hosts = taken.get(listeningPort) ?? new Map<string, string>();
    taken.set(listeningPort, hosts);
    return nameChains(context, bound, hosts);
  }
  const found = firstRule(context, bound);
  if (!found) return [];
  const {object, rule} = found;
  const place = {listenerClass: 'gateway', exchange: server.tls?.mode === 'ISTIO_MUTUAL'} as const;
  const filters = ruleFilters(context, object, rule.route ?? [], portOf(server), place);
  return [{serverNames, socket: serverSocket(context, server), metadata: ruleMetadata(rule), filters}];
}

function portOf(server: Server): ServicePort {
  return {name: server.port?.name ?? '', port: server.port?.number ?? 0, protocol: serverProtocol(server)};
}

function matchesServer(server: Server, gateway: string, match: {port?: number; gateways?: string[]}): boolean {
  if (match.port && match.port !== server.port?.number) return false;
  return !match.gateways?.length || match.gateways.includes(gateway);
}

/** VirtualServices of a server whose hosts it takes from their namespace. */
function servicesFor({scope}: Context, {server, gateway}: BoundServer): VirtualService[] {
  return scope.virtualServices(gateway).filter(({namespace, spec}) =>
    (server.hosts ?? []).some((entry) => {
      const slash = entry.indexOf('/');
      if (slash >= 0 && entry.slice(0, slash) !== namespace) return false;
      return (spec.hosts ?? []).some((host) => hostsOverlap(entry.slice(slash + 1), host));
    }),
  );
}

/** A rule about connections, and whose it is. */
interface FoundRule {
  object: VirtualService;
  rule: NonNullable<VirtualService['spec']['tcp'] | VirtualService['spec']['tls']>[number];
}

/** The first TCP rule for the server; undefined where no VirtualService has one. */
function firstRule(context: Context, bound: BoundServer): FoundRule | undefined {
  const {server, gateway} = bound;
  for (const object of servicesFor(context, bound)) {
    const tcp = object.spec.tcp?.find(
      ({match = []}) => match.length === 0 || match.some((one) => matchesServer(server, gateway, one)),
    );
    if (tcp) return {object, rule: tcp};
    if (!object.annotations[INTERNAL.parents]?.startsWith('TLSRoute/')) continue;
    // A TLSRoute counts for a listener that ends TLS, too.
    const tls = object.spec.tls?.find(({match = []}) => match.some((one) => matchesServer(server, gateway, one)));
    if (tls) return {object, rule: tls};
  }
  return undefined;
}

/** One chain for each match of a TLS rule; a server name that an older rule has is not taken again. */
function nameChains(context: Context, bound: BoundServer, taken: Map<string, string>): GatewayChain[] {
  const {server, gateway} = bound;
  const chains: GatewayChain[] = [];
  for (const object of servicesFor(context, bound)) {
    for (const rule of object.spec.tls ?? []) {
      const {match: matches = [], route = []} = rule;
      for (const match of matches) {
        if (!matchesServer(server, gateway, match)) continue;
        const {sniHosts = []} = match;
        if (!claimHosts(taken, sniHosts, server.bind ?? '')) continue;
        const filters = ruleFilters(context, object, route, portOf(server), {listenerClass: 'gateway'});
        chains.push({serverNames: sniHosts, metadata: ruleMetadata(rule), filters});
      }
    }
  }
  return chains;
}

/** A chain for each service and subset of the mesh that the hosts take: other networks name their clusters in TLS. */
function serviceChains(context: Context, hosts: readonly string[]): GatewayChain[] {
  const {scope} = context;
  return scope.services.flatMap((service) => {
    if (service.meshExternal || !hosts.some((host) => isSubset(service.hostname, host))) return [];
    const rule = scope.destinationRule(service)?.spec;
    const subsets = ['', ...(rule?.subsets ?? []).map(({name = ''}) => name)];
    return service.ports
      .filter(({protocol}) => protocol !== 'UDP')
      .flatMap((port) =>
        subsets.map((subset): GatewayChain => {
          const cluster = `outbound_.${port.port}_.${subset}_.${service.hostname}`;
          return {
            serverNames: [cluster],
            applicationProtocols: MESH_ALPN,
            filters: connectionFilters(context, {service, port, cluster, subset, rule}),
          };
        }),
      );
  });
}
