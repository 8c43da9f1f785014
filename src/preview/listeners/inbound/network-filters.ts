// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {isHttp2} from '../../registry/protocol.js';
import {customFilters} from '../../security/authorization/custom.js';
import {authorizationFilters} from '../../security/authorization/filters.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {accessLog} from '../../telemetry/access-log.js';
import {NETWORK_METADATA_EXCHANGE} from '../../telemetry/metadata-exchange.js';
import {statsFilters} from '../../telemetry/stats-filter.js';
import {connectionManager} from '../connection-manager.js';
import {clientCertificateFields} from '../proxy-headers.js';
import type {InboundPort} from './ports.js';
import {inboundRoutes} from './route.js';

const FILTERS = 'envoy.extensions.filters.network';

/** What filters of a filter chain depend on: of a port, or of everything that no port takes. */
export type Inbound = Pick<
  InboundPort,
  'cluster' | 'protocol' | 'hostname' | 'servicePort' | 'portName' | 'service'
> & {
  statPrefix: string;
};

/** Returns the network filters of a filter chain for HTTP. */
export function httpNetworkFilters(context: Context, inbound: Inbound): EnvoyMessage[] {
  const {protocol, statPrefix} = inbound;
  const manager = connectionManager(context, {
    listenerClass: 'inbound',
    statPrefix,
    protocol,
    routes: inboundRoutes(inbound),
    fields: {...clientCertificateFields(context), ...(isHttp2(protocol) && {http2_protocol_options: {}})},
  });
  return [NETWORK_METADATA_EXCHANGE, manager];
}

/** Returns the network filters of a filter chain for TCP. */
export function tcpNetworkFilters(context: Context, inbound: Inbound): EnvoyMessage[] {
  const statPrefix = tcpStatPrefix(context, inbound);
  return [
    NETWORK_METADATA_EXCHANGE,
    ...customFilters(context, 'tcp'),
    ...authorizationFilters(context, 'tcp'),
    ...statsFilters(context, 'inbound'),
    ...(inbound.protocol === 'Mongo' ? [mongoFilter(statPrefix)] : []),
    tcpProxy(inbound.cluster, statPrefix, accessLog(context, 'inbound', 'tcp')),
  ];
}

/** Returns the filters that end every connection: of one that was sent to the proxy's own port. */
export function blackholeFilters(context: Context): EnvoyMessage[] {
  const name = 'BlackHoleCluster';
  return [NETWORK_METADATA_EXCHANGE, ...statsFilters(context, 'inbound'), tcpProxy(name, name, {})];
}

function tcpProxy(cluster: string, statPrefix: string, log: EnvoyMessage): EnvoyMessage {
  const type = `${FILTERS}.tcp_proxy.v3.TcpProxy`;
  return extension(
    'envoy.filters.network.tcp_proxy',
    any(type, {...plain({stat_prefix: statPrefix}), cluster, ...log}),
  );
}

function mongoFilter(statPrefix: string): EnvoyMessage {
  return extension(
    'envoy.filters.network.mongo_proxy',
    any(`${FILTERS}.mongo_proxy.v3.MongoProxy`, {stat_prefix: statPrefix}),
  );
}

/** The mesh may name statistics by a pattern of its own: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ */
function tcpStatPrefix({mesh}: Context, {cluster, hostname, servicePort, portName, service}: Inbound): string {
  const pattern = meshConfig(mesh.settings).inboundClusterStatName;
  if (!pattern) return cluster;
  return pattern
    .replaceAll('%SERVICE%', service ? `${service.name}.${service.namespace}` : hostname)
    .replaceAll('%SERVICE_NAME%', service?.name ?? hostname)
    .replaceAll('%SERVICE_FQDN%', hostname)
    .replaceAll('%SUBSET_NAME%', '')
    .replaceAll('%SERVICE_PORT%', String(servicePort))
    .replaceAll('%SERVICE_PORT_NAME%', portName);
}
