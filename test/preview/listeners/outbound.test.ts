// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {outboundListeners} from '../../../src/preview/listeners/outbound/listeners.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {meshSettings, networking, service, sidecarContext} from '../sidecar-context.js';

interface Filter {
  name: string;
  typed_config: EnvoyMessage;
}

interface FilterChain {
  name?: string;
  filter_chain_match?: EnvoyMessage;
  filters: Filter[];
}

interface Listener {
  name: string;
  filter_chains: FilterChain[];
  default_filter_chain?: FilterChain;
  listener_filters?: Filter[];
  [field: string]: unknown;
}

/** The outbound listeners by name, as JSON. */
function listeners(...objects: string[]): Record<string, Listener> {
  const built: Listener[] = JSON.parse(JSON.stringify(outboundListeners(sidecarContext(...objects))));
  return Object.fromEntries(built.map((listener) => [listener.name, listener]));
}

/** What each chain of a listener takes, and where it sends that: the default one as `else`. */
function chains({filter_chains, default_filter_chain}: Listener): string[] {
  const all: [FilterChain, string][] = filter_chains.map((chain) => [chain, matchText(chain.filter_chain_match)]);
  if (default_filter_chain) all.push([default_filter_chain, 'else']);
  return all.map(([chain, match]) => `${match} -> ${targetText(chain)}`);
}

function matchText(match: EnvoyMessage | undefined): string {
  return match
    ? Object.values(match)
        .map((value) => JSON.stringify(value))
        .join(' ')
    : 'all';
}

function targetText({filters}: FilterChain): string {
  const config: {rds?: {route_config_name: string}; cluster?: string; weighted_clusters?: object} =
    filters.at(-1)?.typed_config ?? {};
  return config.rds
    ? `routes ${config.rds.route_config_name}`
    : (config.cluster ?? JSON.stringify(config.weighted_clusters));
}

const HTTP = '["http/1.1","h2c"] "raw_buffer"';
const PASS = 'else -> PassthroughCluster';
const cluster = (port: number, name: string, subset = '') =>
  `outbound|${port}|${subset}|${name}.shop.svc.cluster.local`;
const external = (name: string, spec: string) => networking('ServiceEntry', name, spec);

describe('listeners of services', () => {
  test('by protocol', () => {
    const ports = 'http:80 grpc:9000 tcp:81 https:443 plain:90 mongo:27017 mysql:3306 redis:6379';
    const found = listeners(service('cart', ports));
    const texts = Object.fromEntries(
      Object.entries(found).map(([name, listener]) => [name, chains(listener).join('; ')]),
    );
    expect(texts).toMatchObject({
      '0.0.0.0_80': `${HTTP} -> routes 80; ${PASS}`,
      '0.0.0.0_9000': `${HTTP} -> routes 9000; ${PASS}`,
      '10.96.0.1_81': `all -> ${cluster(81, 'cart')}`,
      '10.96.0.1_443': `all -> ${cluster(443, 'cart')}`,
      '10.96.0.1_90': `${HTTP} -> routes cart.shop.svc.cluster.local:90; else -> ${cluster(90, 'cart')}`,
      '10.96.0.1_27017': `all -> ${cluster(27017, 'cart')}`,
      '10.96.0.1_3306': `all -> ${cluster(3306, 'cart')}`,
      '10.96.0.1_6379': `all -> ${cluster(6379, 'cart')}`,
    });
    expect(Object.keys(found)).toHaveLength(9);
    expect(found['10.96.0.1_27017']?.filter_chains[0]?.filters.map(({name}) => name)).toEqual([
      'envoy.filters.network.mongo_proxy',
      'envoy.filters.network.tcp_proxy',
    ]);
  });

  test('those with HTTP look into connections, others do not wait', () => {
    const found = listeners(meshSettings('protocolDetectionTimeout: 100ms'), service('cart', 'http:80 tcp:81'));
    expect(found['0.0.0.0_80']).toMatchObject({
      listener_filters: [{name: 'envoy.filters.listener.http_inspector'}],
      listener_filters_timeout: '0.100s',
      bind_to_port: false,
      traffic_direction: 'OUTBOUND',
    });
    expect(found['10.96.0.1_81']).not.toHaveProperty('listener_filters');
    expect(found['10.96.0.1_81']).toHaveProperty('listener_filters_timeout', '0s');
  });

  test('a headless Service has one for each pod but the own', () => {
    const slice = `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [10.1.0.1]}, {addresses: [10.1.0.2]}, {addresses: [10.1.0.3]}]
ports: [{name: tcp, port: 5432}, {name: http, port: 80}]`;
    const found = listeners(service('db', 'tcp:5432 http:80', {clusterIP: 'None'}), slice);
    expect(Object.keys(found).sort()).toEqual(['0.0.0.0_80', '10.1.0.2_5432', '10.1.0.3_5432', 'virtualOutbound']);
  });

  test('blocks of addresses share the listener of the port', () => {
    const found = listeners(
      external('a', '{hosts: [a.x], addresses: [10.5.0.0/16], ports: [{number: 5432, name: tcp, protocol: TCP}]}'),
      external('b', '{hosts: [b.x], addresses: [10.6.0.1/32], ports: [{number: 5432, name: tcp, protocol: TCP}]}'),
    );
    expect(chains(found['0.0.0.0_5432'] ?? {name: '', filter_chains: []})).toEqual([
      '[{"address_prefix":"10.5.0.0","prefix_len":16}] -> outbound|5432||a.x',
      PASS,
    ]);
    expect(found).toHaveProperty(['10.6.0.1_5432']);
  });

  test('TLS without an address goes by server names', () => {
    const tls = (name: string) =>
      external(name, `{hosts: [${name}.x], ports: [{number: 443, name: tls, protocol: TLS}]}`);
    const found = listeners(tls('a'), tls('b'));
    expect(chains(found['0.0.0.0_443'] ?? {name: '', filter_chains: []})).toEqual([
      '["a.x"] -> outbound|443||a.x',
      '["b.x"] -> outbound|443||b.x',
      PASS,
    ]);
    expect(found['0.0.0.0_443']?.listener_filters?.map(({name}) => name)).toEqual([
      'envoy.filters.listener.tls_inspector',
    ]);
  });
});

describe('rules of VirtualServices', () => {
  const objects = [service('cart', 'tcp:81 tls:443'), service('db', 'tcp:81', {clusterIP: '10.96.0.2'})];
  const rules = (spec: string) => {
    const found = listeners(
      ...objects,
      networking('VirtualService', 'v', `{hosts: [cart, cart.shop.svc.cluster.local], ${spec}}`),
    );
    return (name: string) => chains(found[name] ?? {name, filter_chains: []});
  };

  test('TCP: the first rule for the proxy that takes every address', () => {
    const found = rules(`tcp: [
      {match: [{sourceLabels: {app: web}}], route: [{destination: {host: db, subset: other}}]},
      {match: [{port: 99}], route: [{destination: {host: db, subset: other}}]},
      {match: [{destinationSubnets: [10.7.0.0/16]}], route: [{destination: {host: db, subset: v1}}]},
      {match: [{port: 81}], route: [{destination: {host: db}, weight: 1}, {destination: {host: cart}, weight: 3}]},
      {route: [{destination: {host: db, subset: other}}]}]`);
    const both = {
      clusters: [
        {name: cluster(81, 'db'), weight: 1},
        {name: cluster(81, 'cart'), weight: 3},
      ],
    };
    expect(found('10.96.0.1_81')).toEqual([
      `[{"address_prefix":"10.7.0.0","prefix_len":16}] -> ${cluster(81, 'db', 'v1')}`,
      `else -> ${JSON.stringify(both)}`,
    ]);
    expect(found('10.96.0.2_81')).toEqual([`all -> ${cluster(81, 'db')}`]);
  });

  test('TCP: the service itself where rules are for some addresses only', () => {
    const found = rules('tcp: [{match: [{destinationSubnets: [10.7.0.0/16]}], route: [{destination: {host: db}}]}]');
    expect(found('10.96.0.1_81')).toEqual([
      `[{"address_prefix":"10.7.0.0","prefix_len":16}] -> ${cluster(81, 'db')}`,
      `else -> ${cluster(81, 'cart')}`,
    ]);
  });

  test('TLS: each distinct match once, and nothing for the service itself', () => {
    const sni = 'sniHosts: [cart.shop.svc.cluster.local]';
    const found = rules(`tls: [
      {match: [{${sni}, sourceNamespace: pay}], route: [{destination: {host: cart, subset: other}}]},
      {match: [{${sni}}], route: [{destination: {host: cart, subset: v1}}]},
      {match: [{${sni}}], route: [{destination: {host: cart, subset: v2}}]}]`);
    expect(found('10.96.0.1_443')).toEqual([`["cart.shop.svc.cluster.local"] -> ${cluster(443, 'cart', 'v1')}`, PASS]);
  });

  test('timeouts, hash and tunnel of the DestinationRule', () => {
    const policy = `connectionPool: {tcp: {idleTimeout: 5m, maxConnectionDuration: 1500ms}},
      loadBalancer: {consistentHash: {useSourceIp: true}}, tunnel: {targetHost: t.x, targetPort: 443, protocol: POST}`;
    const found = listeners(...objects, networking('DestinationRule', 'd', `{host: cart, trafficPolicy: {${policy}}}`));
    expect(found['10.96.0.1_81']?.filter_chains[0]?.filters.at(-1)?.typed_config).toMatchObject({
      idle_timeout: '300s',
      max_downstream_connection_duration: '1.500s',
      hash_policy: [{source_ip: {}}],
      tunneling_config: {hostname: 't.x:443', use_post: true},
    });
  });

  test('the name in metrics follows the pattern of the mesh', () => {
    const settings = meshSettings('outboundClusterStatName: "%SERVICE%|%SERVICE_PORT%|%SUBSET_NAME%"');
    const found = listeners(...objects, settings);
    expect(found['10.96.0.1_81']?.filter_chains[0]?.filters.at(-1)?.typed_config).toMatchObject({
      stat_prefix: 'cart.shop|81|',
    });
  });
});

describe('listeners of a Sidecar', () => {
  const objects = [
    service('cart', 'http:80 tcp:81'),
    service('web', 'http:9000 tcp:9001 http:15001', {clusterIP: '10.96.0.3'}),
  ];
  const names = (egress: string) =>
    Object.keys(listeners(...objects, networking('Sidecar', 'default', `{egress: [${egress}]}`))).sort();

  test.each([
    ['a port', '{port: {number: 9000, protocol: HTTP, name: http}, hosts: ["./*"]}', ['0.0.0.0_9000']],
    [
      'an address',
      '{port: {number: 9001, protocol: TCP, name: tcp}, bind: 10.9.9.9, hosts: ["./*"]}',
      ['10.9.9.9_9001'],
    ],
    [
      'no capture',
      '{port: {number: 9000, protocol: HTTP, name: http}, captureMode: NONE, hosts: ["./*"]}',
      ['127.0.0.1_9000'],
    ],
    [
      'an address for all ports',
      '{bind: 10.9.9.9, hosts: [./cart.shop.svc.cluster.local]}',
      ['10.9.9.9_80', '10.9.9.9_81'],
    ],
    ['a port of the proxy itself', '{port: {number: 15001, protocol: HTTP, name: http}, hosts: ["./*"]}', []],
  ])('%s', (_, egress, expected) => {
    expect(names(egress)).toEqual([...expected, 'virtualOutbound']);
  });

  test('a Unix socket', () => {
    const sidecar =
      '{egress: [{port: {number: 0, protocol: HTTP, name: http}, bind: "unix:///x.sock", hosts: ["./*"]}]}';
    expect(listeners(...objects, networking('Sidecar', 'default', sidecar))['unix:///x.sock_0']).toMatchObject({
      address: {pipe: {path: '/x.sock'}},
      max_connections_to_accept_per_socket_event: 1,
    });
  });

  test('other services do not join the port that the Sidecar names', () => {
    const tcp = '{port: {number: 80, protocol: TCP, name: tcp}, bind: 0.0.0.0, hosts: [./cart.shop.svc.cluster.local]}';
    const found = listeners(...objects, networking('Sidecar', 'default', `{egress: [${tcp}, {hosts: ["*/*"]}]}`));
    expect(found['0.0.0.0_80']?.filter_chains).toHaveLength(1);
    expect(found).toHaveProperty(['10.96.0.1_81']);
  });
});

describe('the listener of all outbound connections', () => {
  test('refuses connections to itself and lets unknown addresses through', () => {
    expect(chains(listeners()['virtualOutbound'] ?? {name: '', filter_chains: []})).toEqual([
      '15001 -> BlackHoleCluster',
      'all -> PassthroughCluster',
    ]);
  });

  test('is not there where nothing is captured', () => {
    const found = listeners(meshSettings('defaultConfig: {interceptionMode: NONE}'), service('cart', 'http:80'));
    expect(Object.keys(found)).toEqual(['127.0.0.1_80']);
  });

  test('is transparent with TPROXY', () => {
    expect(listeners(meshSettings('defaultConfig: {interceptionMode: TPROXY}'))['virtualOutbound']).toHaveProperty(
      'transparent',
      true,
    );
  });

  test('looking up unknown hosts is not simulated', () => {
    const told: string[] = [];
    const context = sidecarContext(meshSettings('outboundTrafficPolicy: {mode: ALLOW_ANY_DYNAMIC_DNS}'));
    outboundListeners({...context, notSimulated: (what) => told.push(what)});
    expect(told).toContain('outboundTrafficPolicy ALLOW_ANY_DYNAMIC_DNS');
  });
});

test('what the proxy says of itself is not simulated where that changes the answer', () => {
  const told: string[] = [];
  const context = sidecarContext(
    meshSettings('defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: "true", OTHER: "1"}}'),
  );
  const annotations = {'proxy.istio.io/config': 'proxyMetadata: {ISTIO_META_IDLE_TIMEOUT: 5s}'};
  outboundListeners({
    ...context,
    proxy: {...context.proxy, annotations},
    notSimulated: (what) => told.push(what),
  });
  expect(told).toEqual(['ISTIO_META_DNS_CAPTURE of pod shop/client', 'ISTIO_META_IDLE_TIMEOUT of pod shop/client']);
});

test('the HTTP proxy of the mesh listens on loopback', () => {
  const found = listeners(meshSettings('proxyHttpPort: 15002'))['127.0.0.1_15002'];
  expect(found?.filter_chains[0]?.filters[0]?.typed_config).toMatchObject({
    rds: {route_config_name: 'http_proxy'},
    http_protocol_options: {allow_absolute_url: true},
    stat_prefix: 'outbound_127.0.0.1_15002;',
  });
});
