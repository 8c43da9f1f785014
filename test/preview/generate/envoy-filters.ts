// SPDX-License-Identifier: Apache-2.0
import {context, TYPE} from './envoy-filter-match.js';
import {routeConfigurations, routes, virtualHosts} from './envoy-filter-routes.js';
import {type KubeObject, object, type Place} from './place.js';
import type {Random} from './random.js';

const HCM = 'envoy.filters.network.http_connection_manager';

/** Makes the EnvoyFilters of a mesh. */
export function envoyFilters(place: Place): KubeObject[] {
  const {random, namespaces, gatewayNamespace} = place;
  if (!random.chance(40)) return [];
  return Array.from({length: 1 + random.below(2)}, (_, n) => {
    const spec = {
      ...random.fields(30, {
        workloadSelector: {labels: random.one<object>({version: 'v1'}, {app: 'igw'})},
        priority: random.one(-5, 0, 10),
      }),
      configPatches: Array.from({length: 1 + random.below(3)}, () => patch(place)),
    };
    return object('filter', 'EnvoyFilter', `ef${n}`, random.one(...namespaces, gatewayNamespace), spec);
  });
}

function patch(place: Place): object {
  const {random} = place;
  return random.one(
    clusters,
    listeners,
    chains,
    networkFilters,
    httpFilters,
    routeConfigurations,
    virtualHosts,
    routes,
    listenerFilters,
  )(random, place);
}

function clusters(random: Random, {hosts}: Place): object {
  const host = random.one(...hosts);
  const cluster = random.fields(
    70,
    random.one<Record<string, unknown>>(
      {service: host.full},
      {portNumber: 80, service: host.full},
      {name: `outbound|${host.ports[0]?.number ?? 80}||${host.full}`},
      {subset: 'v1'},
      {name: 'BlackHoleCluster'},
      {name: 'PassthroughCluster'},
    ),
  );
  const merge = random.one<object>(
    {connect_timeout: '7s', per_connection_buffer_limit_bytes: 9},
    {circuit_breakers: {thresholds: [{max_connections: 3}]}, lb_policy: 'RANDOM'},
    {outlier_detection: {consecutive_5xx: 9}, common_lb_config: {healthy_panic_threshold: {value: 3}}},
    {
      typed_extension_protocol_options: {
        'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': {
          '@type': `${TYPE}/envoy.extensions.upstreams.http.v3.HttpProtocolOptions`,
          common_http_protocol_options: {max_requests_per_connection: 3},
        },
      },
    },
    {
      metadata: {filter_metadata: {own: {a: 'b'}}},
      dns_lookup_family: 'ALL',
      upstream_connection_options: {tcp_keepalive: {keepalive_time: 3}},
    },
    {
      transport_socket: {
        name: 'envoy.transport_sockets.tls',
        typed_config: {'@type': `${TYPE}/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext`, sni: 'own'},
      },
    },
  );
  return {
    applyTo: 'CLUSTER',
    match: {...context(random), cluster},
    patch: random.one<object>(
      {operation: 'MERGE', value: merge},
      {operation: 'MERGE', value: merge},
      {operation: 'REMOVE'},
      {operation: 'ADD', value: {name: 'own', type: 'STATIC', connect_timeout: '1s'}},
    ),
  };
}

function listenerMatch(random: Random): Record<string, unknown> {
  return random.fields(
    60,
    random.one<Record<string, unknown>>(
      {portNumber: random.one(80, 8080, 9000, 15006)},
      {name: random.one('virtualInbound', 'virtualOutbound', '0.0.0.0_80', '0.0.0.0_8080')},
      {portName: random.one('http', 'http2')},
    ),
  );
}

function listeners(random: Random): object {
  return {
    applyTo: 'LISTENER',
    match: {...context(random), listener: listenerMatch(random)},
    patch: random.one<object>(
      {operation: 'MERGE', value: {per_connection_buffer_limit_bytes: 77, listener_filters_timeout: '3s'}},
      {operation: 'MERGE', value: {socket_options: [{level: 6, name: 9, int_value: 1}]}},
      {operation: 'MERGE', value: {default_filter_chain: {name: 'own'}, tcp_backlog_size: 9, use_original_dst: true}},
      {operation: 'REMOVE'},
      {operation: 'ADD', value: {name: 'own', address: {socket_address: {address: '127.0.0.1', port_value: 7777}}}},
    ),
  };
}

function chains(random: Random): object {
  return {
    applyTo: 'FILTER_CHAIN',
    match: {
      ...context(random),
      listener: {
        ...listenerMatch(random),
        ...random.fields(40, {
          filterChain: random.one<object>(
            {transportProtocol: 'tls'},
            {applicationProtocols: 'h2'},
            {destinationPort: 8080},
            {sni: 'a.example'},
            {name: 'virtualInbound'},
          ),
        }),
      },
    },
    patch: random.one<object>(
      {operation: 'MERGE', value: {transport_socket_connect_timeout: '4s'}},
      {operation: 'MERGE', value: {filter_chain_match: {source_ports: [1]}}},
      {
        operation: 'MERGE',
        value: {
          transport_socket: {
            name: random.one('envoy.transport_sockets.tls', 'other'),
            typed_config: {
              '@type': `${TYPE}/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext`,
              common_tls_context: {alpn_protocols: ['own']},
            },
          },
        },
      },
      {operation: 'REMOVE'},
      {operation: 'ADD', value: {name: 'own', filters: [{name: 'own'}]}},
    ),
  };
}

function filterMatch(random: Random, subFilter?: string, name = HCM): object {
  return {
    ...listenerMatch(random),
    filterChain: {filter: {name, ...(subFilter && {subFilter: {name: subFilter}})}},
  };
}

function networkFilters(random: Random): object {
  const hcm = {
    typed_config: {
      '@type': `${TYPE}/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      xff_num_trusted_hops: 2,
      common_http_protocol_options: {idle_timeout: '9s'},
    },
  };
  const own = {name: 'own', typed_config: {'@type': `${TYPE}/envoy.extensions.filters.network.echo.v3.Echo`}};
  const operation = random.one(
    'MERGE',
    'MERGE',
    'INSERT_BEFORE',
    'INSERT_AFTER',
    'INSERT_FIRST',
    'REPLACE',
    'REMOVE',
    'ADD',
  );
  const other = random.one('envoy.filters.network.tcp_proxy', 'envoy.filters.network.rbac', 'istio.metadata_exchange');
  const filter = operation === 'MERGE' || random.chance(70) ? HCM : other;
  return {
    applyTo: 'NETWORK_FILTER',
    match: {...context(random), listener: filterMatch(random, undefined, filter)},
    patch: {operation, ...(operation !== 'REMOVE' && {value: operation === 'MERGE' ? hcm : own})},
  };
}

function httpFilters(random: Random): object {
  const value = {
    name: 'own',
    typed_config: {
      '@type': `${TYPE}/envoy.extensions.filters.http.lua.v3.Lua`,
      default_source_code: {inline_string: 'x'},
    },
  };
  const operation = random.one('INSERT_BEFORE', 'INSERT_AFTER', 'INSERT_FIRST', 'REPLACE', 'REMOVE', 'ADD', 'MERGE');
  const sub = random.one(
    'envoy.filters.http.router',
    'envoy.filters.http.fault',
    'envoy.filters.http.cors',
    'istio.stats',
    'envoy.filters.http.rbac',
  );
  const fault = {
    name: sub,
    typed_config: {'@type': `${TYPE}/envoy.extensions.filters.http.router.v3.Router`, suppress_envoy_headers: true},
  };
  return {
    applyTo: 'HTTP_FILTER',
    match: {
      ...context(random),
      listener: filterMatch(random, operation === 'MERGE' ? 'envoy.filters.http.router' : random.one(sub, undefined)),
    },
    patch: {
      operation,
      ...(operation !== 'REMOVE' && {
        value: operation === 'MERGE' ? {...fault, name: 'envoy.filters.http.router'} : value,
      }),
    },
  };
}

function listenerFilters(random: Random): object {
  const inspector = random.one('tls_inspector', 'http_inspector', 'original_dst');
  const name = `envoy.filters.listener.${inspector}`;
  const operation = random.one('INSERT_BEFORE', 'INSERT_AFTER', 'INSERT_FIRST', 'REPLACE', 'REMOVE', 'ADD');
  const value = {
    name: 'envoy.filters.listener.proxy_protocol',
    typed_config: {'@type': `${TYPE}/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol`},
  };
  return {
    applyTo: 'LISTENER_FILTER',
    match: {...context(random), listener: {...listenerMatch(random), ...(random.chance(80) && {listenerFilter: name})}},
    patch: {operation, ...(operation !== 'REMOVE' && {value})},
  };
}
