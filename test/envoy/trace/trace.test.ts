// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Json} from '../../envoy-server/config.js';
import {address, edsCluster, endpoints, httpManager, madeFrom, tcpProxy} from '../../envoy-server/sidecar.js';
import {type TracedOptions, tracedIn} from './envoy-under-test.js';

interface Sections {
  node?: string;
  listeners?: Json[];
  routes?: Json[];
  clusters?: Json[];
  /** Left out, the dump was taken without endpoints. */
  assigned?: Json[];
}

/** A config dump with these resources. */
function dumpOf({node = '', listeners = [], routes = [], clusters = [], assigned}: Sections): Buffer {
  const section = (name: string, fields: Json) => ({
    '@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`,
    ...fields,
  });
  const configs = [
    section('Bootstrap', {bootstrap: {node: {id: node}}}),
    section('Listeners', {dynamic_listeners: listeners.map((listener) => ({active_state: {listener}}))}),
    section('Routes', {dynamic_route_configs: routes.map((route_config) => ({route_config}))}),
    section('Clusters', {dynamic_active_clusters: clusters.map((cluster) => ({cluster}))}),
    ...(assigned
      ? [section('Endpoints', {dynamic_endpoint_configs: assigned.map((endpoint_config) => ({endpoint_config}))})]
      : []),
  ];
  return Buffer.from(JSON.stringify({configs}));
}

const all = (...routes: Json[]): Json => ({route_config: {virtual_hosts: [{name: 'all', domains: ['*'], routes}]}});
const listening = (port: number, filter: Json): Json => ({
  name: `0.0.0.0_${port}`,
  address: address('0.0.0.0', port),
  filter_chains: [{filters: [filter]}],
});
const trace = (sections: Sections, target: string, options?: TracedOptions) =>
  tracedIn(dumpOf(sections), target, options);

describe('rules that are not followed', () => {
  const NODE = 'sidecar~10.0.0.1~cart-0.shop~shop.svc.cluster.local';
  const through = (manager: Json) =>
    trace({node: NODE, listeners: [listening(9080, httpManager(manager))]}, 'http://pay.example:9080/');

  test.each([
    ['scoped RDS', {scoped_routes: {name: 's'}}, 'its routes come by scoped RDS'],
    [
      'a matcher of a virtual host',
      {route_config: {virtual_hosts: [{name: 'all', domains: ['*'], matcher: {matcher_tree: {}}}]}},
      'its virtual host has a matcher in place of routes',
    ],
    [
      'an extension that picks the cluster',
      all({match: {prefix: '/'}, route: {inline_cluster_specifier_plugin: {extension: {name: 'x'}}}}),
      'where it goes is not followed here: a cluster that an extension picks',
    ],
  ])('%s', (_, manager, text) => {
    expect(through(manager)).toMatchObject({outcome: 'unknown', text: expect.stringContaining(text)});
  });

  test('a matcher of the listener with an input of another kind', () => {
    const input = {typed_config: {'@type': 'type.googleapis.com/envoy.extensions.matching.inputs.Other'}};
    const listener = {
      ...listening(9080, tcpProxy('a')),
      filter_chain_matcher: {matcher_tree: {input, exact_match_map: {map: {}}}},
    };
    expect(trace({node: NODE, listeners: [listener]}, 'pay.example:9080')).toMatchObject({
      outcome: 'unknown',
      text: 'its matcher is not followed here: it depends on the input Other',
    });
  });
});

describe('a name', () => {
  const NODE = 'sidecar~10.0.0.1~cart-0.shop~shop.svc.cluster.local';
  const ORDERS = 'outbound|8080||orders.shop.svc.cluster.local';
  const passthrough = {name: 'PassthroughCluster', type: 'ORIGINAL_DST'};
  const catchAll = {
    ...listening(15001, tcpProxy('PassthroughCluster')),
    name: 'virtualOutbound',
    use_original_dst: true,
  };
  const manager = httpManager({rds: {route_config_name: 'orders.shop.svc.cluster.local:8080'}});
  const clusters = [edsCluster(ORDERS), passthrough];
  const own = {name: '10.96.0.20_8080', address: address('10.96.0.20', 8080), bind_to_port: false};

  test.each<[string, Json]>([
    ['the default chain leads to', {filter_chains: [], default_filter_chain: {filters: [tcpProxy(ORDERS)]}}],
    ['the routes of a chain are for', {filter_chains: [{filters: [manager]}]}],
  ])('that %s has the address of the listener', (_, chains) => {
    const routes = [
      {
        name: 'orders.shop.svc.cluster.local:8080',
        virtual_hosts: [{name: 'all', domains: ['*'], routes: [{match: {prefix: '/'}, route: {cluster: ORDERS}}]}],
      },
    ];
    const sections = {node: NODE, clusters, listeners: [catchAll, {...own, ...chains}], routes};
    expect(trace(sections, 'http://orders:8080/')).toMatchObject({
      outcome: 'routed',
      listener: {name: '10.96.0.20_8080', via: 'virtualOutbound'},
      branches: [{action: {targets: [{cluster: ORDERS}]}}],
    });
  });

  test.each<[string, Json[]]>([
    ['no listener', [catchAll]],
    [
      'routes for all others alone',
      [catchAll, listening(80, httpManager(all({match: {prefix: '/'}, route: {cluster: 'PassthroughCluster'}})))],
    ],
  ])('that has %s is never routed', (_, listeners) => {
    expect(trace({node: NODE, clusters, listeners}, 'http://cart.shop.svc.cluster.local/')).toMatchObject({
      outcome: 'unknown',
      text: expect.stringContaining('no listener or route of the proxy is for cart.shop.svc.cluster.local:80;'),
    });
  });
});

test('a listener for QUIC gets no connection of TCP', () => {
  const quic = {
    name: 'udp_0.0.0.0_443',
    address: {socket_address: {address: '0.0.0.0', port_value: 443, protocol: 'UDP'}},
    udp_listener_config: {quic_options: {}},
    filter_chains: [],
  };
  const found = trace({listeners: [quic, listening(443, tcpProxy('a'))], clusters: [edsCluster('a')]}, 'shop:443');
  expect(found).toMatchObject({outcome: 'routed', listener: {name: '0.0.0.0_443', passedOver: []}});
});

describe('a gateway', () => {
  const GATEWAY = 'router~10.0.0.1~edge-0.edge~edge.svc.cluster.local';

  test('gets port 80 of its Service at port 8080, and says so', () => {
    const route = {match: {prefix: '/'}, direct_response: {status: 200}};
    const found = trace({node: GATEWAY, listeners: [listening(8080, httpManager(all(route)))]}, 'http://shop.example/');
    expect(found).toMatchObject({outcome: 'answered', status: 200, listener: {name: '0.0.0.0_8080'}});
    expect(found.notes).toEqual(["port 80 of the gateway's Service is taken to lead to its port 8080"]);
  });

  test('without a listener for a port says which there are', () => {
    const listeners = [listening(15021, tcpProxy('a')), listening(8443, tcpProxy('b'))];
    expect(trace({node: GATEWAY, listeners}, 'http://shop.example:81/')).toMatchObject({
      outcome: 'refused',
      text: 'no listener takes port 81; there are listeners on 8443, 15021',
    });
  });

  test('names the route of the Gateway API that a route came from', () => {
    const metadata = madeFrom('virtual-service', 'shop', 'shop~edge~istio-autogenerated-k8s-gateway~http~*');
    const route = {name: 'shop.cart.v2.0', metadata, match: {prefix: '/'}, route: {cluster: 'a'}};
    const {branches} = trace({node: GATEWAY, listeners: [listening(80, httpManager(all(route)))]}, 'http://a');
    expect(branches[0]?.route?.origin).toEqual({kind: 'HTTPRoute', name: 'cart.v2', namespace: 'shop'});
  });
});

describe('a waypoint', () => {
  const picks = (name: string): Json => ({
    action: {name, typed_config: {'@type': 'type.googleapis.com/google.protobuf.StringValue', value: name}},
  });
  const input = (type: string): Json => ({
    typed_config: {'@type': `type.googleapis.com/envoy.extensions.matching.common_inputs.network.v3.${type}`},
  });
  const chain = 'inbound-vip|9080|http|reviews.shop.svc.cluster.local';
  const byPort = {
    matcher: {matcher_tree: {input: input('DestinationPortInput'), exact_match_map: {map: {'9080': picks(chain)}}}},
  };
  const config = {
    '@type': 'type.googleapis.com/xds.type.matcher.v3.IPMatcher',
    range_matchers: [{ranges: [{address_prefix: '10.1.1.1', prefix_len: 32}], on_match: byPort}],
  };
  const sections: Sections = {
    node: 'waypoint~10.0.0.2~waypoint-0.shop~shop.svc.cluster.local',
    listeners: [
      {
        name: 'main_internal',
        internal_listener: {},
        filter_chain_matcher: {
          matcher_tree: {input: input('DestinationIPInput'), custom_match: {typed_config: config}},
          on_no_match: picks('direct'),
        },
        filter_chains: [
          {name: chain, filters: [httpManager(all({match: {prefix: '/'}, route: {cluster: 'reviews'}}))]},
          {name: 'direct', filters: [tcpProxy('original')]},
        ],
      },
    ],
  };

  test.each([
    ['http://reviews:9080/', chain],
    ['http://10.1.1.1:9080/', chain],
    ['10.9.9.9:9080', 'direct'],
  ])('picks the chain for %s by its matcher', (target, name) => {
    expect(trace(sections, target).filterChain).toMatchObject({name});
  });
});

describe('what becomes of a request', () => {
  const to = (route: Json, more: Json = {}): Json => ({match: {prefix: '/'}, route, ...more});
  const fault = (config: Json): Json => ({typed_per_filter_config: {'envoy.filters.http.fault': config}});
  const half = {numerator: 50};

  test.each<[string, Json[], Omit<Sections, 'listeners'>, object]>([
    [
      'no cluster',
      [to({cluster: 'a'})],
      {},
      {outcome: 'refused', status: 503, text: 'to a: the dump has no such cluster, so Envoy answers 503'},
    ],
    [
      'no cluster, with a status of its own',
      [to({cluster: 'a', cluster_not_found_response_code: 'INTERNAL_SERVER_ERROR'})],
      {},
      {outcome: 'refused', status: 500},
    ],
    [
      'endpoints that are not in the dump',
      [to({cluster: 'a'})],
      {clusters: [edsCluster('a')]},
      {outcome: 'routed', text: 'to a'},
    ],
    [
      'no endpoints',
      [to({cluster: 'a'})],
      {clusters: [edsCluster('a')], assigned: []},
      {outcome: 'refused', status: 503},
    ],
    [
      'no healthy endpoint',
      [to({cluster: 'a'})],
      {clusters: [edsCluster('a')], assigned: [endpoints('a', '10.0.0.1:80 UNHEALTHY')]},
      {outcome: 'refused', text: 'to a: none of its endpoints is healthy, so Envoy answers 503'},
    ],
    [
      'no healthy endpoint, and panic',
      [to({cluster: 'a'})],
      {clusters: [edsCluster('a', {common_lb_config: {}})], assigned: [endpoints('a', '10.0.0.1:80 UNHEALTHY')]},
      {outcome: 'routed', text: 'to a (1 endpoint, none healthy, so Envoy tries them all)'},
    ],
    [
      'chance',
      [to({cluster: 'a'}, {match: {prefix: '/', runtime_fraction: {default_value: half}}}), to({cluster: 'b'})],
      {clusters: [edsCluster('a'), edsCluster('b')]},
      {outcome: 'routed', text: '50 % of requests, by chance: to a; otherwise: to b'},
    ],
    [
      'an abort of everything',
      [to({cluster: 'a'}, fault({abort: {http_status: 418, percentage: {numerator: 100}}}))],
      {clusters: [edsCluster('a')]},
      {outcome: 'refused', text: 'an injected fault aborts all requests with 418'},
    ],
    [
      'an abort of some',
      [to({cluster: 'a'}, fault({abort: {http_status: 418, percentage: half}}))],
      {clusters: [edsCluster('a')]},
      {outcome: 'routed', branches: [{fault: {abort: {status: '418', share: 0.5}}}]},
    ],
    [
      'a fault for others',
      [
        to(
          {cluster: 'a'},
          fault({headers: [{name: 'x', present_match: true}], delay: {fixed_delay: '1s', percentage: half}}),
        ),
      ],
      {clusters: [edsCluster('a')]},
      {outcome: 'routed', branches: [expect.not.objectContaining({fault: expect.anything()})]},
    ],
  ])('%s', (_, routes, sections, wanted) => {
    expect(trace({...sections, listeners: [listening(80, httpManager(all(...routes)))]}, 'http://shop/')).toMatchObject(
      wanted,
    );
  });

  test('filters that may refuse say how many policies they have', () => {
    const rules = {action: 'DENY', policies: {a: {}, b: {}}};
    const typed_config = {'@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', rules};
    const manager = httpManager({...all(), http_filters: [{name: 'envoy.filters.http.rbac', typed_config}]});
    const {filters} = trace({listeners: [listening(80, manager)]}, 'http://shop');
    expect(filters).toEqual(['envoy.filters.http.rbac (DENY, policies: 2)']);
  });

  test.each([
    [
      'plain HTTP where TLS is wanted',
      {transport_socket: {typed_config: {'@type': 'x/envoy.DownstreamTlsContext'}}},
      'http://shop',
      'speaks plain text',
    ],
    ['TLS where plain HTTP is wanted', {}, 'https://shop:80', 'speaks TLS'],
    ['bytes where HTTP is wanted', {}, 'shop:80', 'wants HTTP; give a URL'],
  ])('%s is refused', (_, more, target, text) => {
    const filters = [httpManager(all())];
    const listeners = [{name: 'l', address: address('0.0.0.0', 80), filter_chains: [{filters, ...more}]}];
    expect(trace({listeners}, target)).toMatchObject({outcome: 'refused', text: expect.stringContaining(text)});
  });
});
