// SPDX-License-Identifier: Apache-2.0
import {isIPv4, isIPv6} from 'node:net';
import {any, extension} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Service, ServicePort} from '../model/service.js';
import {meshConfig} from '../settings/mesh-config.js';
import {durationText} from '../values/duration.js';
import type {Draft} from './draft.js';
import {statName} from './stat-name.js';
import {setUpstreamProtocol} from './upstream-protocol.js';

/** How Envoy finds the endpoints of a cluster. */
export type ClusterType = 'EDS' | 'STATIC' | 'STRICT_DNS' | 'LOGICAL_DNS' | 'ORIGINAL_DST';

/** What a cluster is begun with. */
export interface ClusterSeed {
  name: string;
  type: ClusterType;
  port: ServicePort;
  /** Of an outbound cluster; its name makes that of statistics. */
  service?: Service;
  subset?: string;
  /** Endpoints that are part of the cluster. */
  endpoints?: readonly EnvoyMessage[];
  /** The services that the cluster is said to be of. */
  described: readonly Service[];
}

/** Statistics are called after the cluster, up to this sign. */
const END_OF_NAME = ';';

/** Returns a cluster without its policy; undefined where endpoints would be part of it and there are none. */
export function newCluster(context: Context, seed: ClusterSeed): Draft | undefined {
  const {name, type, endpoints = [], service, port} = seed;
  const holdsEndpoints = type === 'STATIC' || isDns(type);
  if (holdsEndpoints && endpoints.length === 0) return undefined;
  const override = type === 'ORIGINAL_DST' ? service?.passthroughPorts?.[port.port] : undefined;
  const draft: Draft = {
    cluster: {
      name,
      type,
      alt_stat_name: `${service ? outboundStatName(context, seed, service) : name}${END_OF_NAME}`,
      common_lb_config: {},
      ...(isDns(type) && resolution(context)),
      ...(holdsEndpoints && {load_assignment: {cluster_name: name, endpoints}}),
      ...(override !== undefined && {original_dst_lb_config: {upstream_port_override: override}}),
      ...(seed.described.length > 0 && {metadata: describing(seed.described)}),
    },
  };
  setUpstreamProtocol(context, draft, port);
  return draft;
}

function outboundStatName({mesh}: Context, {name, port, subset = ''}: ClusterSeed, service: Service): string {
  const pattern = meshConfig(mesh.settings).outboundClusterStatName;
  return pattern ? statName(pattern, {service, port, subset, targetPort: 0}) : name;
}

function isDns(type: ClusterType): boolean {
  return type === 'STRICT_DNS' || type === 'LOGICAL_DNS';
}

/** istiod lets Envoy's resolver look names up again and again, for a little time longer than their owner says. */
function resolution({mesh, proxy}: Context): EnvoyMessage {
  const onlyIPv6 = proxy.addresses.length > 0 && proxy.addresses.every((address) => isIPv6(address));
  const cares = 'envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig';
  return {
    dns_lookup_family: onlyIPv6 && !proxy.addresses.some((address) => isIPv4(address)) ? 'V6_ONLY' : 'V4_ONLY',
    dns_jitter: '0.100s',
    dns_refresh_rate: durationText(meshConfig(mesh.settings).dnsRefreshRate ?? '60s'),
    respect_dns_ttl: true,
    typed_dns_resolver_config: extension('envoy.network.dns_resolver.cares', any(cares, {udp_max_queries: 100})),
  };
}

function describing(services: readonly Service[]): {filter_metadata: {istio: EnvoyMessage}} {
  const described = services.map(({hostname, name, namespace}) => ({host: hostname, name, namespace}));
  return {filter_metadata: {istio: {services: described}}};
}
