// SPDX-License-Identifier: Apache-2.0
import {beforeAll, describe, expect, test} from 'vitest';
import {type Descriptors, loadDescriptors} from '../../../src/envoy/proto/descriptors.js';
import type {ProxyResources} from '../../../src/preview/model/context.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import type {Proxy} from '../../../src/preview/model/proxy.js';
import {applyEnvoyFilters, contextWith, type FilterInput} from './mesh.js';

const MANAGER = 'envoy.filters.network.http_connection_manager';
const MANAGER_TYPE = `type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager`;
const ROUTER = {
  name: 'envoy.filters.http.router',
  typed_config: {'@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router'},
};
const LUA = {
  name: 'lua',
  typed_config: {'@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua', inline_code: 'x'},
};

function manager(fields: EnvoyMessage = {}): EnvoyMessage {
  return {name: MANAGER, typed_config: {'@type': MANAGER_TYPE, stat_prefix: 'in', http_filters: [ROUTER], ...fields}};
}

function listener(name: string, direction: string, fields: EnvoyMessage = {}): EnvoyMessage {
  return {
    name,
    address: {socket_address: {address: '0.0.0.0', port_value: 8080}},
    filter_chains: [{filters: [manager()]}],
    traffic_direction: direction,
    ...fields,
  };
}

const RESOURCES: ProxyResources = {
  clusters: [
    {name: 'outbound|80|v1|cart.shop', connect_timeout: '10s', circuit_breakers: {thresholds: [{max_retries: 5}]}},
    {name: 'inbound|8080||', connect_timeout: '10s'},
  ],
  endpoints: [],
  listeners: [listener('0.0.0.0_8080', 'OUTBOUND'), listener('virtualInbound', 'INBOUND')],
  routes: [
    {
      name: '8080',
      virtual_hosts: [
        {
          name: 'cart:8080',
          domains: ['cart'],
          routes: [
            {name: 'a', route: {cluster: 'x'}},
            {name: 'b', redirect: {}},
          ],
        },
        {name: 'allow_any', domains: ['*'], routes: [{name: 'any', route: {cluster: 'PassthroughCluster'}}]},
      ],
    },
  ],
};

let descriptors: Descriptors;
beforeAll(async () => {
  descriptors = await loadDescriptors();
});

function patched(patch: object | readonly FilterInput[], proxy: Partial<Proxy> = {}, resources = RESOURCES) {
  const filters = Array.isArray(patch) ? patch : [{spec: {configPatches: [patch]}}];
  return applyEnvoyFilters(contextWith(filters as FilterInput[], proxy), descriptors, resources);
}

const filtersOf = (own: EnvoyMessage | undefined): EnvoyMessage[] =>
  JSON.parse(JSON.stringify(own)).filter_chains[0].filters;
const httpFilterNames = (own: EnvoyMessage | undefined) =>
  (filtersOf(own)[0] as unknown as {typed_config: {http_filters: {name: string}[]}}).typed_config.http_filters.map(
    ({name}) => name,
  );

describe('clusters', () => {
  const merge = (value: object, match?: object) => ({
    applyTo: 'CLUSTER',
    ...(match && {match}),
    patch: {operation: 'MERGE', value},
  });

  test.each([
    ['every cluster without a match', undefined, ['7s', '7s']],
    ['those of a context', {context: 'SIDECAR_OUTBOUND'}, ['7s', '10s']],
    ['by subset', {cluster: {subset: 'v1'}}, ['7s', '10s']],
    ['by service', {cluster: {service: 'cart.shop'}}, ['7s', '10s']],
    ['inbound by the service behind it', {context: 'SIDECAR_INBOUND', cluster: {service: 'me.shop'}}, ['10s', '7s']],
    ['by port', {cluster: {portNumber: 8080}}, ['10s', '7s']],
    ['by name alone', {cluster: {name: 'inbound|8080||', portNumber: 1}}, ['10s', '7s']],
    ['none of another version', {proxy: {proxyVersion: '^1\\.9.*'}}, ['10s', '10s']],
    ['none of other metadata', {proxy: {metadata: {TEAM: 'a'}}}, ['10s', '10s']],
  ])('merges into %s', (what, match, timeouts) => {
    const targets = [{targetPort: 8080, service: {hostname: 'me.shop'}}] as unknown as Proxy['targets'];
    const {resources, withoutEffect} = patched(merge({connect_timeout: '7s'}, match), {targets});
    expect(resources.clusters.map((cluster) => cluster['connect_timeout'])).toEqual(timeouts);
    // Patches for other proxies are none of this one's.
    expect(withoutEffect).toHaveLength(timeouts.includes('7s') || /another|metadata/.test(what) ? 0 : 1);
  });

  test('merges messages by field, appends to lists, and takes both spellings of a field', () => {
    const value = {circuitBreakers: {thresholds: [{maxRetries: 9}]}, lb_policy: 'RANDOM', unknown: 1};
    const {resources} = patched(merge(value, {cluster: {subset: 'v1'}}));
    expect(resources.clusters[0]).toEqual({
      name: 'outbound|80|v1|cart.shop',
      connect_timeout: '10s',
      lb_policy: 'RANDOM',
      circuit_breakers: {thresholds: [{max_retries: 5}, {max_retries: 9}]},
    });
  });

  test('a wrapper of zero changes nothing, and a oneof holds what was set last', () => {
    const cluster = {name: 'c', max_requests_per_connection: 5, type: 'EDS'};
    const value = {max_requests_per_connection: 0, cluster_type: {name: 'own'}};
    const {resources} = patched(merge(value), {}, {...RESOURCES, clusters: [cluster]});
    expect(resources.clusters).toEqual([{name: 'c', max_requests_per_connection: 5, cluster_type: {name: 'own'}}]);
  });

  test('a transport socket is merged into the one of its name among the matches', () => {
    const tls = 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext';
    const cluster = {
      name: 'c',
      transport_socket_matches: [{name: 'm', transport_socket: {name: 'tls', typed_config: {'@type': tls, sni: 'a'}}}],
    };
    const value = {
      transport_socket: {name: 'tls', typed_config: {'@type': tls, allow_renegotiation: true}},
      alt_stat_name: 'x',
    };
    const {resources} = patched(merge(value), {}, {...RESOURCES, clusters: [cluster]});
    expect(resources.clusters[0]).toEqual({
      name: 'c',
      transport_socket_matches: [
        {
          name: 'm',
          transport_socket: {name: 'tls', typed_config: {'@type': tls, sni: 'a', allow_renegotiation: true}},
        },
      ],
    });
  });

  test.each([
    ['removed', {operation: 'REMOVE'}, {context: 'SIDECAR_INBOUND'}, ['outbound|80|v1|cart.shop']],
    [
      'added once, beside the outbound ones',
      {operation: 'ADD', value: {name: 'new'}},
      {},
      ['outbound|80|v1|cart.shop', 'new', 'inbound|8080||'],
    ],
  ])('are %s', (_, patch, match, names) => {
    const {resources} = patched({applyTo: 'CLUSTER', match, patch});
    expect(resources.clusters.map(({name}) => name)).toEqual(names);
  });
});

describe('filters', () => {
  const http = (operation: string, subFilter?: string, value: object = LUA) => ({
    applyTo: 'HTTP_FILTER',
    match: {
      context: 'SIDECAR_INBOUND',
      listener: {filterChain: {filter: {name: MANAGER, ...(subFilter && {subFilter: {name: subFilter}})}}},
    },
    patch: {operation, value},
  });

  test.each([
    ['ADD', undefined, [ROUTER.name, 'lua']],
    ['INSERT_FIRST', undefined, ['lua', ROUTER.name]],
    ['INSERT_BEFORE', ROUTER.name, ['lua', ROUTER.name]],
    ['INSERT_BEFORE', undefined, ['lua', ROUTER.name]],
    ['INSERT_AFTER', ROUTER.name, [ROUTER.name, 'lua']],
    ['INSERT_AFTER', 'none', [ROUTER.name]],
    ['REPLACE', ROUTER.name, ['lua']],
    ['REPLACE', undefined, [ROUTER.name]],
    ['REMOVE', undefined, [ROUTER.name]],
  ])('HTTP filters: %s of %s', (operation, subFilter, names) => {
    const {resources} = patched(http(operation, subFilter));
    expect(httpFilterNames(resources.listeners.find(({name}) => name === 'virtualInbound'))).toEqual(names);
    expect(httpFilterNames(resources.listeners.find(({name}) => name !== 'virtualInbound'))).toEqual([ROUTER.name]);
  });

  test('HTTP filters are merged after filters were inserted', () => {
    const merge = http('MERGE', 'lua', {typed_config: {'@type': LUA.typed_config['@type'], stat_prefix: 'p'}});
    const {resources} = patched([{spec: {configPatches: [merge, http('ADD')]}}]);
    const config = filtersOf(resources.listeners.find(({name}) => name === 'virtualInbound'))[0];
    expect(config?.['typed_config']).toMatchObject({
      http_filters: [ROUTER, {...LUA, typed_config: {...LUA.typed_config, stat_prefix: 'p'}}],
    });
  });

  test('a connection manager is merged in every chain that has one', () => {
    const match = {listener: {filterChain: {filter: {name: MANAGER}}}};
    const value = {typed_config: {'@type': MANAGER_TYPE, xff_num_trusted_hops: 2}};
    const {resources} = patched({applyTo: 'NETWORK_FILTER', match, patch: {operation: 'MERGE', value}});
    for (const own of resources.listeners) expect(filtersOf(own)).toEqual([manager({xff_num_trusted_hops: 2})]);
  });

  test('messages of other types are not merged, and end the patches of their listeners', () => {
    const match = {context: 'SIDECAR_INBOUND'};
    const tcp = 'type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy';
    const value = {name: 'other', typed_config: {'@type': tcp, stat_prefix: 'x'}};
    const patches = [{applyTo: 'NETWORK_FILTER', match, patch: {operation: 'MERGE', value}}, http('ADD')];
    const {resources} = patched([{spec: {configPatches: patches}}]);
    expect(filtersOf(resources.listeners.find(({name}) => name === 'virtualInbound'))).toEqual([manager()]);
  });

  test('of a virtual listener the port is one of its chains', () => {
    const chain = (port: number) => ({filter_chain_match: {destination_port: port}, filters: [manager()]});
    const inbound = listener('virtualInbound', 'INBOUND', {filter_chains: [chain(80), chain(90)]});
    const match = {context: 'SIDECAR_INBOUND', listener: {portNumber: 90}};
    const {resources} = patched(
      {applyTo: 'FILTER_CHAIN', match, patch: {operation: 'REMOVE'}},
      {},
      {...RESOURCES, listeners: [inbound]},
    );
    expect(resources.listeners[0]?.['filter_chains']).toEqual([chain(80)]);
  });
});

describe('routes', () => {
  const names = (resources: ProxyResources) =>
    (JSON.parse(JSON.stringify(resources.routes)) as {virtual_hosts: {name: string; routes: {name: string}[]}[]}[])
      .flatMap(({virtual_hosts: hosts}) => hosts)
      .map(({name, routes}) => `${name}: ${routes.map((route) => route.name).join(' ')}`);
  const route = (operation: string, vhost: object) => ({
    applyTo: 'HTTP_ROUTE',
    match: {context: 'SIDECAR_OUTBOUND', routeConfiguration: {vhost}},
    patch: {operation, ...(operation !== 'REMOVE' && {value: {name: 'new'}})},
  });

  test.each([
    ['INSERT_FIRST', {name: 'cart:8080', route: {name: 'b'}}, 'cart:8080: new a b'],
    ['INSERT_FIRST', {name: 'cart:8080', route: {name: 'none'}}, 'cart:8080: a b'],
    ['INSERT_BEFORE', {domainName: 'cart', route: {action: 'REDIRECT'}}, 'cart:8080: a new b'],
    ['INSERT_AFTER', {name: 'cart:8080', route: {name: 'a'}}, 'cart:8080: a new b'],
    ['REMOVE', {name: 'cart:8080', route: {action: 'ROUTE'}}, 'cart:8080: b'],
    ['MERGE', {name: 'cart:8080', route: {name: 'a'}}, 'cart:8080: new b'],
    ['REPLACE', {name: 'cart:8080', route: {name: 'a'}}, 'cart:8080: a b'],
  ])('%s of %o', (operation, vhost, host) => {
    const {resources} = patched(route(operation, vhost));
    expect(names(resources)).toEqual([host, 'allow_any: any']);
  });

  test('virtual hosts are removed and added', () => {
    const match = {routeConfiguration: {portNumber: 8080, vhost: {name: 'allow_any'}}};
    const remove = {applyTo: 'VIRTUAL_HOST', match, patch: {operation: 'REMOVE'}};
    const value = {name: 'own', domains: ['own'], routes: [{name: 'r'}]};
    const add = {applyTo: 'VIRTUAL_HOST', patch: {operation: 'ADD', value}};
    const {resources} = patched([{spec: {configPatches: [add, remove]}}]);
    expect(names(resources)).toEqual(['cart:8080: a b', 'own: r']);
  });

  test("a gateway's routes are found by the port of its service", () => {
    const match = {context: 'GATEWAY', routeConfiguration: {portNumber: 80}};
    const patch = {
      applyTo: 'ROUTE_CONFIGURATION',
      match,
      patch: {operation: 'MERGE', value: {most_specific_header_mutations_wins: true}},
    };
    const resources = {...RESOURCES, routes: [{name: 'http.8080'}]};
    const context = contextWith([{spec: {configPatches: [patch]} as FilterInput['spec']}], {type: 'router'});
    const found = applyEnvoyFilters(context, descriptors, resources, new Map([[8080, new Set([80])]]));
    expect(found.resources.routes).toEqual([{name: 'http.8080', most_specific_header_mutations_wins: true}]);
    expect(applyEnvoyFilters(context, descriptors, resources).resources.routes).toEqual(resources.routes);
  });
});

describe('which EnvoyFilters hold', () => {
  const named = (name: string): FilterInput['spec'] => ({
    configPatches: [{applyTo: 'CLUSTER', patch: {operation: 'ADD', value: {name}}}],
  });
  const added = (filters: FilterInput[], proxy: Partial<Proxy> = {}) =>
    patched(filters, proxy, {...RESOURCES, clusters: []}).resources.clusters.map(({name}) => name);

  test('by priority, the root namespace first, then by age', () => {
    const filters = [
      {name: 'late', spec: {...named('late'), priority: 5}},
      {name: 'own', spec: named('own')},
      {name: 'other', namespace: 'other', spec: named('other')},
      {name: 'root', namespace: 'istio-system', spec: named('root')},
      {name: 'own2', spec: named('own2')},
      {name: 'first', spec: {...named('first'), priority: -1}},
    ];
    expect(added(filters)).toEqual(['first', 'root', 'own', 'own2', 'late']);
  });

  test.each([
    ['labels that fit', {workloadSelector: {labels: {app: 'cart'}}}, {}, true],
    ['labels that do not', {workloadSelector: {labels: {app: 'x'}}}, {}, false],
    [
      'a Gateway, for a sidecar',
      {targetRefs: [{group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web'}]},
      {},
      false,
    ],
    [
      'a Gateway by name',
      {targetRefs: [{group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'web'}]},
      {type: 'router' as const, labels: {'gateway.networking.k8s.io/gateway-name': 'web'}},
      true,
    ],
  ])('%s', (_, fields, proxy, holds) => {
    expect(added([{spec: {...named('x'), ...fields}}], proxy)).toEqual(holds ? ['x'] : []);
  });

  test('an unknown message type is named as not simulated', () => {
    const said: string[] = [];
    const value = {name: 'x', typed_config: {'@type': 'type.googleapis.com/example.Unknown'}};
    const spec = {configPatches: [{applyTo: 'HTTP_FILTER' as const, patch: {operation: 'ADD' as const, value}}]};
    applyEnvoyFilters(
      contextWith([{spec}], {}, (what) => said.push(what)),
      descriptors,
      RESOURCES,
    );
    expect(said).toEqual([expect.stringContaining('EnvoyFilter shop/filter')]);
  });
});
