// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {inboundListeners} from '../../../src/preview/listeners/inbound/listeners.js';
import {printed} from '../printed.js';
import {meshSettings, networking, security, service, workloadContext} from '../sidecar-context.js';

interface Filter {
  name: string;
  typed_config: Record<string, unknown>;
  filter_disabled?: object;
}

interface Chain {
  name: string;
  filter_chain_match: {destination_port?: number; transport_protocol?: string; application_protocols?: string[]};
  filters: Filter[];
  transport_socket?: object;
  metadata?: object;
}

interface Listener {
  name: string;
  address: object;
  transparent?: boolean;
  listener_filters: Filter[];
  listener_filters_timeout?: string;
  filter_chains: Chain[];
}

const MESH = meshSettings('defaultProviders: {metrics: [prometheus]}');
const strict = (spec = '{mtls: {mode: STRICT}}') => security('PeerAuthentication', 'mtls', spec);

function listeners(objects: string[], annotations: Readonly<Record<string, string>> = {}): Listener[] {
  const labels = {app: 'workload'};
  return printed(inboundListeners(workloadContext({labels, annotations}, MESH, ...objects))) as Listener[];
}

function chains(objects: string[]): Chain[] {
  return listeners(objects)[0]?.filter_chains ?? [];
}

/** One line for each filter chain: its name, port, transport, ALPN, what takes the connection, and who ends TLS. */
function told(found: readonly Chain[]): string[] {
  return found.map(({name, filter_chain_match: match, filters, transport_socket}) => {
    const {destination_port: port = '*', transport_protocol: transport, application_protocols: alpn = []} = match;
    const kind = filters.at(-1)?.name.split('.').at(-1) ?? '';
    return [name, port, transport, alpn.join('+'), kind, transport_socket && 'mtls'].filter(Boolean).join(' ');
  });
}

const HTTP = 'http_connection_manager';
const MTLS_HTTP = 'istio-http/1.0+istio-http/1.1+istio-h2';
const MTLS_ANY = `istio+istio-peer-exchange+${MTLS_HTTP}`;
const BLACKHOLE = 'virtualInbound-blackhole 15006 tcp_proxy';

const PERMISSIVE = [
  BLACKHOLE,
  `virtualInbound-catchall-http * tls ${MTLS_HTTP} ${HTTP} mtls`,
  `virtualInbound-catchall-http * raw_buffer http/1.1+h2c ${HTTP}`,
  'virtualInbound * tls istio-peer-exchange+istio tcp_proxy mtls',
  'virtualInbound * raw_buffer tcp_proxy',
  'virtualInbound * tls tcp_proxy',
];

describe('filter chains of the listener for all that is intercepted', () => {
  test('without services there are those for everything', () => {
    expect(told(chains([]))).toEqual(PERMISSIVE);
  });

  test.each<[string, string, string[]]>([
    ['HTTP', 'http:80', [`0.0.0.0_80 80 tls ${MTLS_ANY} ${HTTP} mtls`, `0.0.0.0_80 80 raw_buffer ${HTTP}`]],
    [
      'TCP',
      'tcp:81',
      [
        `0.0.0.0_81 81 tls ${MTLS_ANY} tcp_proxy mtls`,
        '0.0.0.0_81 81 tls tcp_proxy',
        '0.0.0.0_81 81 raw_buffer tcp_proxy',
      ],
    ],
    [
      'what comes, where the port does not say',
      'web:82',
      [
        `0.0.0.0_82 82 tls ${MTLS_HTTP} ${HTTP} mtls`,
        `0.0.0.0_82 82 raw_buffer http/1.1+h2c ${HTTP}`,
        '0.0.0.0_82 82 tls istio-peer-exchange+istio tcp_proxy mtls',
        '0.0.0.0_82 82 raw_buffer tcp_proxy',
        '0.0.0.0_82 82 tls tcp_proxy',
      ],
    ],
  ])('a port of a service takes %s', (_, ports, expected) => {
    expect(told(chains([service('workload', ports)]))).toEqual([...PERMISSIVE, ...expected]);
  });

  test('with strict mutual TLS nothing comes without', () => {
    expect(told(chains([service('workload', 'http:80 tcp:81'), strict()]))).toEqual([
      BLACKHOLE,
      `virtualInbound-catchall-http * tls ${MTLS_HTTP} ${HTTP} mtls`,
      'virtualInbound * tls tcp_proxy mtls',
      `0.0.0.0_80 80 tls ${HTTP} mtls`,
      '0.0.0.0_81 81 tls tcp_proxy mtls',
    ]);
  });

  test('without mutual TLS everything comes as it is', () => {
    expect(told(chains([service('workload', 'http:80 tcp:81'), strict('{mtls: {mode: DISABLE}}')]))).toEqual([
      BLACKHOLE,
      `virtualInbound-catchall-http * raw_buffer http/1.1+h2c ${HTTP}`,
      'virtualInbound * raw_buffer tcp_proxy',
      `0.0.0.0_80 80 raw_buffer ${HTTP}`,
      '0.0.0.0_81 81 raw_buffer tcp_proxy',
    ]);
  });

  test('a port with a mode of its own has chains, whether a service names it or not', () => {
    const spec =
      '{selector: {matchLabels: {app: workload}}, mtls: {mode: STRICT}, portLevelMtls: {80: {mode: DISABLE}, 99: {mode: DISABLE}}}';
    const found = told(chains([service('workload', 'http:80'), strict(spec)]));
    expect(found).toContain(`virtualInbound-catchall-http 99 raw_buffer http/1.1+h2c ${HTTP}`);
    expect(found).toContain('virtualInbound 99 raw_buffer tcp_proxy');
    expect(found.filter((line) => line.includes(' 80 '))).toEqual([`0.0.0.0_80 80 raw_buffer ${HTTP}`]);
  });

  test('the first of two services for one port wins', () => {
    const [first, second] = [
      service('workload', 'http:80'),
      service('workload', 'tcp:80').replace('name: workload', 'name: second'),
    ];
    expect(told(chains([first, second])).filter((line) => line.startsWith('0.0.0.0_80'))).toHaveLength(2);
  });

  test('the proxy keeps its own port', () => {
    expect(told(chains([service('workload', 'http:15006')]))).toEqual(PERMISSIVE);
  });

  test('MongoDB is counted', () => {
    const found = chains([service('workload', 'mongo:27017')]).find(({name}) => name === '0.0.0.0_27017');
    expect(found?.filters.map(({name}) => name.split('.').at(-1))).toEqual([
      'metadata_exchange',
      'stats',
      'mongo_proxy',
      'tcp_proxy',
    ]);
  });

  test('statistics have the pattern of the mesh', () => {
    const settings = meshSettings(
      "inboundClusterStatName: '%SERVICE%/%SERVICE_NAME%/%SERVICE_FQDN%/%SERVICE_PORT%/%SERVICE_PORT_NAME%'",
    );
    const context = workloadContext({labels: {app: 'workload'}}, settings, service('workload', 'tcp:81'));
    const [{filter_chains = []} = {}] = printed(inboundListeners(context)) as Listener[];
    const chain = filter_chains.find(({name}) => name === '0.0.0.0_81');
    expect(chain?.filters.at(-1)?.typed_config['stat_prefix']).toBe(
      'workload.shop/workload/workload.shop.svc.cluster.local/81/tcp',
    );
  });
});

describe('the connection manager of a port', () => {
  function manager(objects: string[], settings = ''): Record<string, unknown> {
    const context = workloadContext({labels: {app: 'workload'}}, meshSettings(settings), ...objects);
    const [{filter_chains = []} = {}] = printed(inboundListeners(context)) as Listener[];
    const chain = filter_chains.find(({name}) => name.startsWith('0.0.0.0_'));
    return chain?.filters.at(-1)?.typed_config ?? {};
  }

  test('leads to the workload without a timeout', () => {
    expect(manager([service('workload', 'http:80')])).toMatchObject({
      stat_prefix: 'inbound_0.0.0.0_80;',
      route_config: {
        name: 'inbound|80||',
        validate_clusters: false,
        virtual_hosts: [
          {
            name: 'inbound|http|80',
            domains: ['*'],
            routes: [
              {
                name: 'default',
                decorator: {operation: 'workload.shop.svc.cluster.local:80/*'},
                route: {cluster: 'inbound|80||', timeout: '0s', retry_policy: {retry_on: 'reset-before-request'}},
              },
            ],
          },
        ],
      },
    });
  });

  test('does not send streams of gRPC again', () => {
    const {route_config, http2_protocol_options} = manager([service('workload', 'grpc:80')]);
    expect(http2_protocol_options).toEqual({});
    expect(JSON.stringify(route_config)).not.toContain('retry_policy');
  });

  test('has the filter of gRPC-Web where the port speaks it', () => {
    const {http_filters} = manager([service('workload', 'grpc-web:80')]) as {http_filters: Filter[]};
    expect(http_filters.map(({name}) => name)).toContain('envoy.filters.http.grpc_web');
  });

  test.each<[string, string, object]>([
    ['NONE', 'pathNormalization: {normalization: NONE}', {normalize_path: false}],
    ['MERGE_SLASHES', 'pathNormalization: {normalization: MERGE_SLASHES}', {normalize_path: true, merge_slashes: true}],
    [
      'DECODE_AND_MERGE_SLASHES',
      'pathNormalization: {normalization: DECODE_AND_MERGE_SLASHES}',
      {normalize_path: true, merge_slashes: true, path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD'},
    ],
    [
      'headers',
      'defaultConfig: {proxyHeaders: {server: {disabled: true}, requestId: {disabled: true}, xForwardedPort: {enabled: true}}}',
      {server_header_transformation: 'PASS_THROUGH', generate_request_id: false, append_x_forwarded_port: true},
    ],
    [
      'certificates',
      'defaultConfig: {proxyHeaders: {forwardedClientCert: SANITIZE_SET, setCurrentClientCertDetails: {uri: false, cert: true}}}',
      {
        forward_client_cert_details: 'SANITIZE_SET',
        set_current_client_cert_details: {subject: true, dns: true, cert: true},
      },
    ],
    [
      'the case of headers',
      'defaultConfig: {proxyHeaders: {preserveHttp1HeaderCase: true}}',
      {http_protocol_options: {header_key_format: {stateful_formatter: {name: 'preserve_case'}}}},
    ],
  ])('follows the settings of the mesh: %s', (_, settings, expected) => {
    expect(manager([service('workload', 'http:80')], settings)).toMatchObject(expected);
  });
});

describe('listener filters', () => {
  const disabled = (objects: string[]) =>
    Object.fromEntries(
      (listeners(objects)[0]?.listener_filters ?? []).map(({name, filter_disabled}) => [
        name.split('.').at(-1),
        filter_disabled,
      ]),
    );
  const port = (number: number) => ({destination_port_range: {start: number, end: number + 1}});

  test('look at what comes, except on ports that say what they speak', () => {
    expect(disabled([service('workload', 'http:80 tcp:81 web:82')])).toEqual({
      original_dst: undefined,
      tls_inspector: port(15006),
      http_inspector: {or_match: {rules: [port(80), port(81), port(15006)]}},
    });
  });

  test('look for TLS alone where mutual TLS is strict', () => {
    expect(disabled([service('workload', 'http:80'), strict()])).toEqual({
      original_dst: undefined,
      tls_inspector: port(15006),
    });
  });

  test('look for HTTP alone without mutual TLS', () => {
    expect(disabled([strict('{mtls: {mode: DISABLE}}')])).toEqual({
      original_dst: undefined,
      http_inspector: port(15006),
    });
  });

  test('look for TLS on the ports that have it', () => {
    const spec =
      '{selector: {matchLabels: {app: workload}}, mtls: {mode: DISABLE}, portLevelMtls: {80: {mode: STRICT}}}';
    expect(disabled([service('workload', 'http:80'), strict(spec)])).toMatchObject({
      tls_inspector: {not_match: port(80)},
    });
  });
});

describe('interception', () => {
  test('by TPROXY keeps the source', () => {
    const [listener] = listeners([], {'sidecar.istio.io/interceptionMode': 'TPROXY'});
    expect(listener?.transparent).toBe(true);
    expect(listener?.listener_filters[1]).toMatchObject({typed_config: {mark: 1337}});
  });

  test('by nothing leaves only the listeners of the Sidecar', () => {
    const none = {'sidecar.istio.io/interceptionMode': 'NONE'};
    expect(listeners([service('workload', 'http:80')], none)).toEqual([]);
    const sidecar = networking(
      'Sidecar',
      'own',
      '{ingress: [{port: {number: 8080, protocol: HTTP, name: http}, defaultEndpoint: "127.0.0.1:80"}]}',
    );
    const [listener, ...others] = listeners([service('workload', 'http:80'), sidecar], none);
    expect(others).toEqual([]);
    expect(listener).toMatchObject({
      name: '10.1.0.1_8080',
      address: {socket_address: {address: '10.1.0.1', port_value: 8080}},
    });
    expect(listener?.listener_filters.map(({name}) => name.split('.').at(-1))).toEqual(['tls_inspector']);
  });
});

describe('ingress listeners of a Sidecar', () => {
  test('take the place of the ports of services', () => {
    const sidecar = networking(
      'Sidecar',
      'own',
      '{ingress: [{port: {number: 9999, protocol: HTTP, name: i}, defaultEndpoint: "127.0.0.1:80"}, {port: {number: 9998, protocol: TCP, name: j}, bind: 0.0.0.0, captureMode: NONE, defaultEndpoint: "127.0.0.1:81"}]}',
    );
    const [intercepted, own] = listeners([service('workload', 'http:80'), sidecar]);
    const found = intercepted?.filter_chains ?? [];
    expect(told(found).filter((line) => !PERMISSIVE.includes(line))).toEqual([
      `10.1.0.1_9999 9999 tls ${MTLS_ANY} ${HTTP} mtls`,
      `10.1.0.1_9999 9999 raw_buffer ${HTTP}`,
    ]);
    expect(found.at(-1)?.metadata).toEqual({
      filter_metadata: {istio: {config: '/apis/networking.istio.io/v1/namespaces/shop/sidecar/own'}},
    });
    expect(JSON.stringify(found.at(-1))).toContain('own.shop:9999/*');
    expect(own).toMatchObject({name: '0.0.0.0_9998'});
    expect(own?.listener_filters.map(({name}) => name.split('.').at(-1))).toEqual(['tls_inspector']);
  });

  test('that bind to their port and take no TLS have no listener filters', () => {
    const sidecar = networking(
      'Sidecar',
      'own',
      '{ingress: [{port: {number: 9998, protocol: TCP, name: j}, captureMode: NONE, defaultEndpoint: "127.0.0.1:81"}]}',
    );
    const [, own] = listeners([sidecar, strict('{mtls: {mode: DISABLE}}')]);
    expect(own?.name).toBe('10.1.0.1_9998');
    expect(own).not.toHaveProperty('listener_filters');
  });
});

test('the time for looking is that of the mesh', () => {
  const context = workloadContext({}, meshSettings('protocolDetectionTimeout: 100ms'));
  expect((printed(inboundListeners(context)) as Listener[])[0]?.listener_filters_timeout).toBe('0.100s');
});
