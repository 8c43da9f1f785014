// SPDX-License-Identifier: Apache-2.0
import {authority, type Certified, certificateSecret, trustSecret, workload} from './certificates.js';
import type {Json} from './config.js';
import type {EnvoyOptions} from './envoy.js';

const TYPES = 'type.googleapis.com/envoy.extensions';

/** A filter of a listener, a connection or a request, by the end of its type's name. */
export function filter(name: string, type: string, config: Json = {}): Json {
  return {name, typed_config: {'@type': `${TYPES}.${type}`, ...config}};
}

export const address = (host: string, port: number): Json => ({socket_address: {address: host, port_value: port}});

/** The Istio resource that something came from, where istiod writes it. */
export function madeFrom(kind: string, namespace: string, name: string): Json {
  const config = `/apis/networking.istio.io/v1/namespaces/${namespace}/${kind}/${name}`;
  return {filter_metadata: {istio: {config}}};
}

export function httpManager(config: Json): Json {
  return filter(
    'envoy.filters.network.http_connection_manager',
    'filters.network.http_connection_manager.v3.HttpConnectionManager',
    {
      stat_prefix: 'http',
      http_filters: [
        filter('envoy.filters.http.fault', 'filters.http.fault.v3.HTTPFault'),
        filter('envoy.filters.http.router', 'filters.http.router.v3.Router'),
      ],
      ...config,
    },
  );
}

export const tcpProxy = (cluster: string): Json =>
  filter('envoy.filters.network.tcp_proxy', 'filters.network.tcp_proxy.v3.TcpProxy', {stat_prefix: cluster, cluster});

/** Requests whose routes come by RDS. */
export const routed = (name: string): Json => httpManager({rds: {route_config_name: name, config_source: {ads: {}}}});

/** A listener that gets its connections from the one with `use_original_dst`. */
export function captured(host: string, port: number, listener: Json): Json {
  return {
    name: `${host}_${port}`,
    address: address(host, port),
    traffic_direction: 'OUTBOUND',
    bind_to_port: false,
    ...listener,
  };
}

/** A cluster with endpoints by EDS. */
export function edsCluster(name: string, more: Json = {}): Json {
  return {
    name,
    type: 'EDS',
    connect_timeout: '1s',
    eds_cluster_config: {service_name: name, eds_config: {ads: {}}},
    common_lb_config: {healthy_panic_threshold: {}},
    ...more,
  };
}

/** The endpoints of a cluster, `host:port` or `host:port HEALTH`, all in one place. */
export function endpoints(cluster: string, ...hosts: string[]): Json {
  return {
    cluster_name: cluster,
    endpoints: [
      {
        locality: {region: 'north', zone: 'north-1'},
        lb_endpoints: hosts.map((host) => {
          const [, ip = '', port = '', health = 'HEALTHY'] = /^(.*):(\d+)(?: (.*))?$/.exec(host) ?? [];
          return {endpoint: {address: address(ip, Number(port))}, health_status: health};
        }),
      },
    ],
  };
}

/** What of a sidecar is real: its ports on this machine, and its trust. */
export interface SidecarSetting {
  /** Where connections of the application are captured; each starts with a PROXY header. */
  outbound: number;
  /** Where connections to the application are captured. */
  inbound: number;
  /** Where something answers HTTP. */
  upstream: number;
  /** The authority of the mesh; one of its own when left out. */
  root?: Certified;
}

/**
 * The sidecar of `cart` in the namespace `shop`, as Istio 1.30 configures it: the service `reviews` in two versions, with
 * a VirtualService, a DestinationRule and mutual TLS; the TCP service `db`; all else passed through.
 */
export function cartSidecar({
  outbound,
  inbound,
  upstream,
  root = authority('Test authority'),
}: SidecarSetting): EnvoyOptions {
  const v1 = 'outbound|9080|v1|reviews.shop.svc.cluster.local';
  const v2 = 'outbound|9080|v2|reviews.shop.svc.cluster.local';
  const db = 'outbound|3306||db.shop.svc.cluster.local';
  const rule = madeFrom('destination-rule', 'shop', 'reviews');
  return {
    node: {
      id: 'sidecar~127.0.0.1~cart-1.shop~shop.svc.cluster.local',
      cluster: 'cart.shop',
      metadata: {ISTIO_VERSION: '1.30.3', NAME: 'cart-1', NAMESPACE: 'shop', LABELS: {app: 'cart', version: 'v1'}},
    },
    secrets: [
      certificateSecret('default', workload(root, {spiffe: 'spiffe://cluster.local/ns/shop/sa/cart'})),
      trustSecret('ROOTCA', root),
    ],
    listeners: [
      virtualOutbound(outbound),
      virtualInbound(inbound),
      captured('0.0.0.0', 9080, {
        filter_chains: [
          {
            filter_chain_match: {transport_protocol: 'raw_buffer', application_protocols: ['http/1.1', 'h2c']},
            filters: [routed('9080')],
          },
        ],
        default_filter_chain: {name: 'PassthroughFilterChain', filters: [tcpProxy('PassthroughCluster')]},
        listener_filters: INSPECTORS,
      }),
      captured('127.20.0.2', 3306, {filter_chains: [{filters: [tcpProxy(db)]}]}),
    ],
    routes: [reviewsRoutes(v1, v2)],
    clusters: [
      edsCluster(v1, {metadata: rule, transport_socket_matches: MUTUAL_TLS}),
      edsCluster(v2, {metadata: rule}),
      edsCluster(db),
      {name: 'PassthroughCluster', type: 'ORIGINAL_DST', lb_policy: 'CLUSTER_PROVIDED', connect_timeout: '1s'},
      {name: 'BlackHoleCluster', type: 'STATIC', connect_timeout: '1s'},
      {name: 'inbound|9080||', type: 'STATIC', load_assignment: endpoints('inbound|9080||', `127.0.0.1:${upstream}`)},
    ],
    endpoints: [
      endpoints(v1, `127.0.0.1:${upstream}`, '127.0.0.1:1 UNHEALTHY'),
      endpoints(v2, `127.0.0.1:${upstream}`),
      endpoints(db, `127.0.0.1:${upstream}`),
    ],
  };
}

const INSPECTORS = [
  filter('envoy.filters.listener.tls_inspector', 'filters.listener.tls_inspector.v3.TlsInspector'),
  filter('envoy.filters.listener.http_inspector', 'filters.listener.http_inspector.v3.HttpInspector'),
];

/**
 * Takes every connection and hands it over to the listener of the address it wants, which the PROXY header carries here.
 *
 * `use_original_dst` makes Envoy read SO_ORIGINAL_DST after all `listener_filters`. Where the kernel tracks connections,
 * as with any NAT rule, that succeeds with the address of this listener and replaces the one from a `proxy_protocol`
 * filter. `use_proxy_proto` reads the header last, so the kernel does not matter. Envoy looks for it in the first chain
 * only (`ListenerImpl::buildProxyProtocolListenerFilter`) and calls it deprecated; a version without it refuses it.
 */
function virtualOutbound(port: number): Json {
  return {
    name: 'virtualOutbound',
    address: address('127.0.0.1', port),
    traffic_direction: 'OUTBOUND',
    use_original_dst: true,
    filter_chains: [
      {
        name: 'virtualOutbound-blackhole',
        use_proxy_proto: true,
        filter_chain_match: {destination_port: port},
        filters: [tcpProxy('BlackHoleCluster')],
      },
      {name: 'virtualOutbound-catchall-tcp', filters: [tcpProxy('PassthroughCluster')]},
    ],
  };
}

const TLS_SECRETS = {
  tls_certificate_sds_secret_configs: [{name: 'default', sds_config: {ads: {}}}],
  validation_context_sds_secret_config: {name: 'ROOTCA', sds_config: {ads: {}}},
};

const MUTUAL_TLS = [
  {
    name: 'tlsMode-istio',
    match: {tlsMode: 'istio'},
    transport_socket: filter('envoy.transport_sockets.tls', 'transport_sockets.tls.v3.UpstreamTlsContext', {
      common_tls_context: {alpn_protocols: ['istio'], ...TLS_SECRETS},
      sni: 'outbound_.9080_.v1_.reviews.shop.svc.cluster.local',
    }),
  },
  {
    name: 'tlsMode-disabled',
    match: {},
    transport_socket: filter('envoy.transport_sockets.raw_buffer', 'transport_sockets.raw_buffer.v3.RawBuffer'),
  },
];

function virtualInbound(port: number): Json {
  const application = httpManager({
    route_config: {
      name: 'inbound|9080||',
      virtual_hosts: [
        {
          name: 'inbound|http|9080',
          domains: ['*'],
          routes: [{name: 'default', match: {prefix: '/'}, route: {cluster: 'inbound|9080||', timeout: '0s'}}],
        },
      ],
    },
  });
  return {
    name: 'virtualInbound',
    address: address('127.0.0.1', port),
    traffic_direction: 'INBOUND',
    listener_filters: [
      filter('envoy.filters.listener.proxy_protocol', 'filters.listener.proxy_protocol.v3.ProxyProtocol'),
      ...INSPECTORS,
    ],
    filter_chains: [
      {
        name: 'virtualInbound-blackhole',
        filter_chain_match: {destination_port: port},
        filters: [tcpProxy('BlackHoleCluster')],
      },
      {
        name: '0.0.0.0_9080',
        filter_chain_match: {
          destination_port: 9080,
          transport_protocol: 'tls',
          application_protocols: ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'],
        },
        filters: [application],
        transport_socket: filter('envoy.transport_sockets.tls', 'transport_sockets.tls.v3.DownstreamTlsContext', {
          require_client_certificate: true,
          common_tls_context: {alpn_protocols: ['h2', 'http/1.1'], ...TLS_SECRETS},
        }),
      },
    ],
  };
}

function reviewsRoutes(v1: string, v2: string): Json {
  const metadata = madeFrom('virtual-service', 'shop', 'reviews');
  return {
    name: '9080',
    virtual_hosts: [
      {
        name: 'reviews.shop.svc.cluster.local:9080',
        domains: ['reviews.shop.svc.cluster.local', 'reviews', 'reviews.shop.svc', 'reviews.shop', '127.20.0.1'],
        routes: [
          {
            name: 'testers',
            match: {prefix: '/', headers: [{name: 'x-user', string_match: {exact: 'tester'}}]},
            route: {
              cluster: v2,
              timeout: '2s',
              retry_policy: {
                retry_on: 'connect-failure,refused-stream,unavailable',
                num_retries: 3,
                per_try_timeout: '0.500s',
              },
              request_mirror_policies: [{cluster: v1, runtime_fraction: {default_value: {numerator: 10}}}],
            },
            typed_per_filter_config: {
              'envoy.filters.http.fault': {
                '@type': `${TYPES}.filters.http.fault.v3.HTTPFault`,
                delay: {fixed_delay: '0.010s', percentage: {numerator: 100}},
              },
            },
            metadata,
          },
          {
            name: 'moved',
            match: {path: '/old'},
            redirect: {path_redirect: '/new', response_code: 'FOUND'},
            metadata,
          },
          {
            name: 'split',
            match: {prefix: '/'},
            route: {
              weighted_clusters: {
                clusters: [
                  {name: v1, weight: 90},
                  {name: v2, weight: 10},
                ],
              },
              timeout: '0s',
            },
            metadata,
          },
        ],
      },
      {
        name: 'allow_any',
        domains: ['*'],
        routes: [{name: 'allow_any', match: {prefix: '/'}, route: {cluster: 'PassthroughCluster', timeout: '0s'}}],
      },
    ],
    ignore_port_in_host_matching: true,
  };
}
