// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {networking, service} from '../sidecar-context.js';
import {allClusters, CART, meshSettings, optionsOf, underPolicy} from './clusters-of.js';

describe('clusters of a sidecar', () => {
  test('are those of ports but UDP, of no alias, and four of its own', () => {
    const alias =
      '\napiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: shop}\nspec: {type: ExternalName, externalName: b.example, ports: [{port: 80}]}\n';
    const dns = service('dns', 'udp:53').replace('protocol: TCP', 'protocol: UDP');
    expect([...allClusters(service('cart', 'http:80'), alias, dns).keys()]).toEqual([
      CART,
      'BlackHoleCluster',
      'PassthroughCluster',
      'InboundPassthroughCluster',
    ]);
  });

  test.each([
    ['EDS', '{resolution: STATIC, endpoints: [{address: 1.1.1.1}], ', 'EDS'],
    ['names that are looked up', '{resolution: DNS, ', 'STRICT_DNS'],
    ['one name', '{resolution: DNS_ROUND_ROBIN, ', 'LOGICAL_DNS'],
    ['the address that clients ask for', '{resolution: NONE, ', 'ORIGINAL_DST'],
  ])('find %s', (_, spec, type) => {
    const entry = networking(
      'ServiceEntry',
      'se',
      `${spec}hosts: [a.example], ports: [{number: 80, name: http, protocol: HTTP}]}`,
    );
    expect(allClusters(entry).get('outbound|80||a.example')?.['type']).toBe(type);
  });

  test('send to another port where a ServiceEntry without resolution says so', () => {
    const entry = networking(
      'ServiceEntry',
      'se',
      '{hosts: [a.example], ports: [{number: 80, name: http, protocol: HTTP, targetPort: 8080}]}',
    );
    expect(allClusters(entry).get('outbound|80||a.example')).toMatchObject({
      original_dst_lb_config: {upstream_port_override: 8080},
    });
  });

  test('are not there where no endpoint could be looked up', () => {
    const entry = networking(
      'ServiceEntry',
      'se',
      '{hosts: [a.example], resolution: DNS, workloadSelector: {labels: {a: b}}, ports: [{number: 80, name: http, protocol: HTTP}]}',
    );
    expect(allClusters(entry).get('outbound|80||a.example')).toBeUndefined();
  });

  test('of wildcards look hosts up as requests name them, for protocols that name some', () => {
    const entry = networking(
      'ServiceEntry',
      'se',
      "{hosts: ['*.a.example'], resolution: DYNAMIC_DNS, ports: [{number: 80, name: http, protocol: HTTP}, {number: 90, name: tcp, protocol: TCP}]}",
    );
    const found = allClusters(entry);
    expect(found.get('outbound|80||*.a.example')).toMatchObject({
      lb_policy: 'CLUSTER_PROVIDED',
      cluster_type: {typed_config: {dns_cache_config: {name: '*.a.example_dfp_dns_cache'}}},
    });
    expect(found.has('outbound|90||*.a.example')).toBe(false);
  });

  test.each([
    ['*.a.example', 'DYNAMIC_DNS', false],
    ['a.example', 'DNS', true],
  ])('of %s with resolution %s: names of a ServiceEntry are checked: %s', (host, resolution, checked) => {
    const entry = networking(
      'ServiceEntry',
      'se',
      `{hosts: ['${host}'], resolution: ${resolution}, location: MESH_EXTERNAL, subjectAltNames: [alt.example], ports: [{number: 80, name: http, protocol: HTTP}]}`,
    );
    const rule = networking('DestinationRule', 'dr', `{host: '${host}', trafficPolicy: {tls: {mode: SIMPLE}}}`);
    const cluster = JSON.stringify(allClusters(entry, rule).get(`outbound|80||${host}`));
    expect(cluster).toContain('UpstreamTlsContext');
    expect(cluster.includes('alt.example')).toBe(checked);
  });
});

describe('HTTP versions', () => {
  const http2 = {explicit_http_config: {http2_protocol_options: {}}};

  test.each([
    ['of a port', 'grpc:80', '{}', http2],
    [
      'as the client spoke, where the port is sniffed',
      'x:80',
      '{}',
      {use_downstream_protocol_config: {http_protocol_options: {}, http2_protocol_options: {}}},
    ],
    ['as the rule upgrades', 'http:80', '{connectionPool: {http: {h2UpgradePolicy: UPGRADE}}}', http2],
    [
      'as the client spoke, where the rule says so',
      'http:80',
      '{connectionPool: {http: {useClientProtocol: true}}}',
      {use_downstream_protocol_config: {http_protocol_options: {}, http2_protocol_options: {}}},
    ],
    [
      'with a limit of streams',
      'http2:80',
      '{connectionPool: {http: {maxConcurrentStreams: 5}}}',
      {explicit_http_config: {http2_protocol_options: {max_concurrent_streams: 5}}},
    ],
  ])('are %s', (_, ports, policy, wanted) => {
    expect(optionsOf(underPolicy(policy, ports))).toMatchObject(wanted);
  });

  test.each([
    ['HTTP', 'http:80', '{}', http2],
    ['TCP', 'tcp:80', '{}', undefined],
    [
      'a rule that does not want it',
      'http:80',
      '{connectionPool: {http: {h2UpgradePolicy: DO_NOT_UPGRADE}}}',
      undefined,
    ],
  ])('are upgraded by the mesh for %s', (_, ports, policy, wanted) => {
    const found = optionsOf(underPolicy(policy, ports, meshSettings('h2UpgradePolicy: UPGRADE')));
    if (wanted) expect(found).toMatchObject(wanted);
    else expect(found).toBeUndefined();
  });
});

describe('the policy of a rule', () => {
  test.each([
    [
      'limits',
      '{connectionPool: {tcp: {maxConnections: 1}, http: {http1MaxPendingRequests: 2, http2MaxRequests: 3, maxRetries: 4}}}',
      {
        circuit_breakers: {
          thresholds: [{max_connections: 1, max_pending_requests: 2, max_requests: 3, max_retries: 4}],
        },
      },
    ],
    [
      'a budget of retries',
      '{retryBudget: {percent: 30, minRetryConcurrency: 5}}',
      {circuit_breakers: {thresholds: [{retry_budget: {budget_percent: {value: 30}, min_retry_concurrency: 5}}]}},
    ],
    [
      'times',
      '{connectionPool: {tcp: {connectTimeout: 1500ms, tcpKeepalive: {time: 1m, probes: 3}}}}',
      {
        connect_timeout: '1.500s',
        upstream_connection_options: {tcp_keepalive: {keepalive_time: 60, keepalive_probes: 3}},
      },
    ],
    [
      'ejection',
      '{outlierDetection: {consecutive5xxErrors: 0, consecutiveGatewayErrors: 2, interval: 1s, minHealthPercent: 30}}',
      {
        outlier_detection: {
          consecutive_5xx: 0,
          enforcing_consecutive_5xx: 0,
          consecutive_gateway_failure: 2,
          enforcing_consecutive_gateway_failure: 100,
          interval: '1s',
        },
        common_lb_config: {healthy_panic_threshold: {value: 30}},
      },
    ],
    [
      'a hash with a size',
      '{loadBalancer: {consistentHash: {httpHeaderName: x, ringHash: {minimumRingSize: 7}}}}',
      {lb_policy: 'RING_HASH', ring_hash_lb_config: {minimum_ring_size: '7'}},
    ],
    [
      "a hash with Envoy's size",
      '{loadBalancer: {consistentHash: {useSourceIp: true}}}',
      {lb_policy: 'RING_HASH', ring_hash_lb_config: {minimum_ring_size: '1024'}},
    ],
    [
      'maglev',
      '{loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 11}}}}',
      {lb_policy: 'MAGLEV', maglev_lb_config: {table_size: '11'}},
    ],
    [
      'a warm-up',
      '{loadBalancer: {simple: LEAST_REQUEST, warmup: {duration: 30s}}}',
      {
        lb_policy: 'LEAST_REQUEST',
        least_request_lb_config: {
          slow_start_config: {
            slow_start_window: '30s',
            aggression: {default_value: 1},
            min_weight_percent: {value: 10},
          },
        },
      },
    ],
    [
      'the address that clients ask for',
      '{loadBalancer: {simple: PASSTHROUGH}}',
      {type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED'},
    ],
    [
      'localities',
      "{loadBalancer: {localityLbSetting: {distribute: [{from: 'a/*', to: {'b/*': 100}}]}}}",
      {common_lb_config: {locality_weighted_lb_config: {}}},
    ],
  ])('sets %s', (_, policy, wanted) => {
    expect(underPolicy(policy)).toMatchObject(wanted);
  });

  test('of a port inherits nothing', () => {
    const found = underPolicy(
      '{connectionPool: {tcp: {maxConnections: 1}}, loadBalancer: {simple: RANDOM}, portLevelSettings: [{port: {number: 80}, tls: {mode: SIMPLE, sni: x}}]}',
    );
    expect(found).toMatchObject({lb_policy: 'LEAST_REQUEST', transport_socket: {name: 'envoy.transport_sockets.tls'}});
  });

  test('of a subset takes the place of the whole, part by part', () => {
    const rule = networking(
      'DestinationRule',
      'dr',
      '{host: cart, trafficPolicy: {loadBalancer: {simple: RANDOM}, connectionPool: {tcp: {maxConnections: 1}}}, subsets: [{name: v1, labels: {version: v1}, trafficPolicy: {connectionPool: {tcp: {maxConnections: 2}}}}]}',
    );
    expect(
      allClusters(service('cart', 'http:80'), rule).get('outbound|80|v1|cart.shop.svc.cluster.local'),
    ).toMatchObject({
      lb_policy: 'RANDOM',
      circuit_breakers: {thresholds: [{max_connections: 2}]},
      metadata: {
        filter_metadata: {
          istio: {subset: 'v1', config: '/apis/networking.istio.io/v1/namespaces/shop/destination-rule/dr'},
        },
      },
    });
  });
});

describe('names of statistics', () => {
  test('follow the pattern of the mesh', () => {
    const pattern = meshSettings(
      'outboundClusterStatName: "%SERVICE%|%SERVICE_NAME%|%SERVICE_FQDN%|%SERVICE_PORT%|%SERVICE_PORT_NAME%|%SUBSET_NAME%"',
    );
    expect(allClusters(service('cart', 'http:80'), pattern).get(CART)?.['alt_stat_name']).toBe(
      'cart.shop|cart|cart.shop.svc.cluster.local|80|http|;',
    );
  });
});
