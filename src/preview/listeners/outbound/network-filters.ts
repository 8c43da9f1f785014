// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {VirtualService} from '../../model/scope.js';
import type {Service, ServicePort} from '../../model/service.js';
import {destinationCluster} from '../../routes/http/destination.js';
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
  return [
    ...statsFilters(context, 'outbound'),
    ...serverNameLookup(context.proxy, service, port),
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
): EnvoyMessage[] {
  const {scope} = context;
  const first = destinations[0]?.destination;
  const service = first && scope.service(first.host);
  const rule = service && scope.destinationRule(service)?.spec;
  const place = {port: port.port, service: (hostname: string) => scope.service(hostname)};
  if (first && destinations.length === 1) {
    const {host, subset} = first;
    const cluster = destinationCluster(first, place);
    const own = service && serviceStatPrefix(context, {service, host, subset, port: port.port, portName: port.name});
    const prefix = own ?? cluster;
    const proxy = tcpProxy(context, {cluster}, prefix, rule, subset);
    return [...statsFilters(context, 'outbound'), ...stack(port, proxy, prefix)];
  }
  const clusters = destinations
    .filter(({weight}) => weight && weight > 0)
    .map(({destination, weight}) => ({name: destinationCluster(destination, place), weight}));
  const prefix = `${virtualService.name}.${virtualService.namespace}`;
  const proxy = tcpProxy(context, {weighted_clusters: {clusters: unlessEmpty(clusters)}}, prefix, rule);
  return [...statsFilters(context, 'outbound'), ...stack(port, proxy, prefix)];
}

/** MongoDB gets a filter that counts its operations; filters for Redis and MySQL are off by default. */
function stack({protocol}: ServicePort, proxy: EnvoyMessage, statPrefix: string): EnvoyMessage[] {
  if (protocol !== 'Mongo') return [proxy];
  const type = 'envoy.extensions.filters.network.mongo_proxy.v3.MongoProxy';
  return [extension('envoy.filters.network.mongo_proxy', any(type, {stat_prefix: statPrefix})), proxy];
}
