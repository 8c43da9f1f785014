// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {DestinationRule, VirtualService} from '../../model/scope.js';
import type {Service, ServicePort} from '../../model/service.js';
import {destinationCluster} from '../../routes/http/destination.js';
import {customFilters} from '../../security/authorization/custom.js';
import {authorizationFilters} from '../../security/authorization/filters.js';
import {NETWORK_METADATA_EXCHANGE} from '../../telemetry/metadata-exchange.js';
import {statsFilters} from '../../telemetry/stats-filter.js';
import {unlessEmpty} from '../../values/present.js';
import {serverNameLookup} from './dynamic-hosts.js';
import {serviceStatPrefix} from './stat-prefix.js';
import {tcpProxy} from './tcp-proxy.js';

/** The destinations of a TCP or TLS rule. */
export type Destinations = NonNullable<NonNullable<VirtualService['spec']['tcp']>[number]['route']>;

/** Returns the filters of connections to the one port of a service that no VirtualService has rules for. */
export function serviceFilters(context: Context, service: Service, port: ServicePort, cluster: string) {
  const number = Number(cluster.split('|')[1]);
  const prefix = serviceStatPrefix(context, {service, host: service.hostname, port: number}) ?? cluster;
  const rule = context.scope.destinationRule(service)?.spec;
  const lookup = serverNameLookup(service, port);
  // istiod enforces policies on what the workload sends to hosts that it looks up.
  const policies = lookup.length > 0 ? policyFilters(context, service.namespace) : [];
  return [
    ...policies,
    ...statsFilters(context, 'outbound'),
    ...lookup,
    ...stack(port, tcpProxy(context, {cluster}, prefix, rule), prefix),
  ];
}

/**
 * Returns the filters of connections to the destinations of a rule of a VirtualService; the DestinationRule of the first
 * one counts for all.
 */
export function ruleFilters(
  context: Context,
  virtualService: VirtualService,
  destinations: Destinations,
  port: ServicePort,
  place: FilterPlace = {listenerClass: 'outbound'},
): EnvoyMessage[] {
  const {scope} = context;
  const before = filtersBefore(context, place);
  const first = destinations[0]?.destination;
  const service = first && scope.service(first.host);
  const rule = service && scope.destinationRule(service)?.spec;
  const registry = {port: port.port, service: (hostname: string) => scope.service(hostname)};
  if (first && destinations.length === 1) {
    const {host, subset} = first;
    const cluster = destinationCluster(first, registry);
    const own = service && serviceStatPrefix(context, {service, host, subset, port: port.port, portName: port.name});
    const prefix = own ?? cluster;
    const proxy = tcpProxy(context, {cluster}, prefix, rule, subset, place);
    return [...before, ...stack(port, proxy, prefix)];
  }
  const clusters = destinations
    .filter(({weight}) => weight && weight > 0)
    .map(({destination, weight}) => ({name: destinationCluster(destination, registry), weight}));
  const prefix = `${virtualService.name}.${virtualService.namespace}`;
  const proxy = tcpProxy(context, {weighted_clusters: {clusters: unlessEmpty(clusters)}}, prefix, rule, '', place);
  return [...before, ...stack(port, proxy, prefix)];
}

/** Where connections come in: at a gateway policies are enforced, and peers in the mesh are told of by metadata exchange. */
export interface FilterPlace {
  listenerClass: 'outbound' | 'gateway';
  exchange?: boolean;
}

function filtersBefore(context: Context, {listenerClass, exchange = false}: FilterPlace): EnvoyMessage[] {
  const secured = listenerClass === 'gateway';
  return [
    ...(exchange ? [NETWORK_METADATA_EXCHANGE] : []),
    ...(secured ? policyFilters(context) : []),
    ...statsFilters(context, listenerClass),
  ];
}

function policyFilters(context: Context, namespace?: string): EnvoyMessage[] {
  return [...customFilters(context, 'tcp', namespace), ...authorizationFilters(context, 'tcp', namespace)];
}

/** What a connection is passed on to that names its cluster in TLS. */
export interface NamedCluster {
  service: Service;
  port: ServicePort;
  cluster: string;
  subset: string;
  rule: DestinationRule['spec'] | undefined;
}

/** Returns the filters of connections that a gateway passes on to the cluster that they name: policies hold at their end. */
export function connectionFilters(context: Context, {service, port, cluster, subset, rule}: NamedCluster) {
  const subject = {service, host: service.hostname, subset, port: port.port, portName: port.name};
  const prefix = serviceStatPrefix(context, subject) ?? cluster;
  const place = {listenerClass: 'gateway', tunnels: false} as const;
  const proxy = tcpProxy(context, {cluster}, prefix, rule, subset, place);
  return [...statsFilters(context, 'gateway'), ...stack(port, proxy, prefix)];
}

/** MongoDB gets a filter that counts its operations; filters for Redis and MySQL are off by default. */
function stack({protocol}: ServicePort, proxy: EnvoyMessage, statPrefix: string): EnvoyMessage[] {
  if (protocol !== 'Mongo') return [proxy];
  const type = 'envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy';
  return [extension('envoy.filters.network.mongo_proxy', any(type, {stat_prefix: statPrefix})), proxy];
}
