// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {isMessage, jsonName} from '../../src/envoy/dump/message.js';
import {diffDumps} from '../../src/proxy-diff/diff.js';
import {RESOURCE_TYPES} from '../../src/proxy-diff/resources.js';
import {proxyDiffJson, proxyDiffText} from '../../src/writer/proxy-diff/report.js';
import {mangled, mistyped, outcome} from '../support/mangle.js';

const DUMP = readFileSync('test/testdata/examples/dump.json');
const parsed: unknown = JSON.parse(DUMP.toString());

function dumpOf(value: unknown) {
  return readConfigDump({bytes: Buffer.from(JSON.stringify(value)), name: 'dump.json'});
}

function sectionOf(name: string, fields: object) {
  return dumpOf({configs: [{'@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`, ...fields}]});
}

function routeDump(routes: unknown[], host: object = {}) {
  return sectionOf('Routes', {
    dynamic_route_configs: [
      {version_info: '1', route_config: {name: '9080', virtual_hosts: [{name: 'reviews:9080', ...host, routes}]}},
    ],
  });
}

test('two files without anything to compare are not the same proxy', () => {
  const old = dumpOf({configs: [{'@type': 'type.googleapis.com/envoy.admin.v2alpha.ClustersConfigDump'}]});
  const empty = dumpOf({configs: []});
  for (const dump of [old, empty]) {
    expect(() => diffDumps(dump, dump, RESOURCE_TYPES)).toThrow(
      expect.objectContaining({exitCode: 80, message: expect.stringContaining('nothing to compare')}),
    );
    expect(() => diffDumps(dump, dump, ['endpoint'])).toThrow('no endpoint in dump.json');
    // Envoy leaves this section out when it has no extensions.
    expect(diffDumps(dump, dump, ['ecds'])).toEqual({changes: [], unchanged: 0, notCompared: []});
  }
});

const split = (v1: number, v2: number) => ({
  match: {prefix: '/'},
  route: {
    weighted_clusters: {
      clusters: [
        {name: 'outbound|9080|v1|reviews', weight: v1},
        {name: 'outbound|9080|v2|reviews', weight: v2},
      ],
    },
  },
});
const to = (prefix: string, cluster: string) => ({match: {prefix}, route: {cluster}});

function linesBetween(before: ReturnType<typeof dumpOf>, after: ReturnType<typeof dumpOf>): string[] {
  return proxyDiffText({diff: diffDumps(before, after, RESOURCE_TYPES)})
    .split('\n')
    .slice(0, -2);
}

/** Lists in which Envoy sees no order. */
const UNORDERED = /^(configs|(dynamic|static)_.*|virtual_hosts|domains|filter_chains|clusters|lb_endpoints|endpoints)$/;

/** The same dump in another order, with other versions and times. */
function shuffled(value: unknown, random: () => number, field = ''): unknown {
  const shuffle = <T>(items: T[]) =>
    items
      .map((item) => ({item, at: random()}))
      .sort((a, b) => a.at - b.at)
      .map(({item}) => item);
  if (Array.isArray(value)) {
    const items = value.map((each) => shuffled(each, random));
    return UNORDERED.test(field) ? shuffle(items) : items;
  }
  if (!isMessage(value)) return ['last_updated', 'version_info'].includes(field) ? String(random()) : value;
  return Object.fromEntries(shuffle(Object.entries(value)).map(([key, each]) => [key, shuffled(each, random, key)]));
}

describe('diffDumps', () => {
  test('a dump in another order, of another version and time is the same', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({min: 0, max: 1, noNaN: true})), (stream) => {
        const random = () => stream.next().value ?? 0;
        const diff = diffDumps(dumpOf(parsed), dumpOf(shuffled(parsed, random)), RESOURCE_TYPES);
        expect(diff).toMatchObject({changes: [], notCompared: []});
        expect(diff.unchanged).toBeGreaterThan(15);
      }),
    );
  });

  test('names of fields may be those of JSON or of the .proto file', () => {
    const renamed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(renamed);
      if (!isMessage(value)) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [/^[a-z_0-9]+$/.test(key) ? jsonName(key) : key, renamed(each)]),
      );
    };
    const routes = [split(90, 10), to('/a_b', 'x')];
    const [a, b] = [{route_config: {name: '80', virtual_hosts: [{name: 'h', routes}]}}, {}];
    const before = sectionOf('Routes', {dynamic_route_configs: [a, b]});
    const after = sectionOf('Routes', {dynamicRouteConfigs: [renamed(a), b]});
    expect(diffDumps(before, after, ['route']).changes).toEqual([]);
  });

  test.each<[string, ReturnType<typeof dumpOf>, ReturnType<typeof dumpOf>, string[]]>([
    [
      'weights of a split',
      routeDump([split(90, 10)]),
      routeDump([split(50, 50)]),
      [
        '~ route 9080 / vhost reviews:9080 / route[0].weightedClusters v1: 90 -> 50',
        '~ route 9080 / vhost reviews:9080 / route[0].weightedClusters v2: 10 -> 50',
      ],
    ],
    [
      'a route put before the others',
      routeDump([to('/a', 'a'), to('/', 'b')]),
      routeDump([to('/new', 'n'), to('/a', 'a'), to('/', 'c')]),
      [
        '+ route 9080 / vhost reviews:9080 / route[0]: {"match":{"prefix":"/new"},"route":{"cluster":"n"}}',
        '~ route 9080 / vhost reviews:9080 / route[2].cluster: b -> c',
      ],
    ],
    [
      'routes that changed places',
      routeDump([to('/a', 'a'), to('/', 'b')]),
      routeDump([to('/', 'b'), to('/a', 'a')]),
      [
        '- route 9080 / vhost reviews:9080 / route[0]: {"match":{"prefix":"/a"},"route":{"cluster":"a"}}',
        '+ route 9080 / vhost reviews:9080 / route[1]: {"match":{"prefix":"/a"},"route":{"cluster":"a"}}',
      ],
    ],
    [
      'domains, of which only some came',
      routeDump([], {domains: ['a', 'b']}),
      routeDump([], {domains: ['c', 'b', 'a']}),
      ['+ route 9080 / vhost reviews:9080 domains: ["c"]'],
    ],
    [
      'an endpoint that moved to another locality and fell ill',
      sectionOf('Endpoints', {dynamic_endpoint_configs: [{endpoint_config: assignment('a', 'HEALTHY')}]}),
      sectionOf('Endpoints', {dynamic_endpoint_configs: [{endpoint_config: assignment('b', 'UNHEALTHY')}]}),
      [
        '~ endpoint outbound|80||x / 10.0.0.1:80 healthStatus: HEALTHY -> UNHEALTHY',
        '~ endpoint outbound|80||x / 10.0.0.1:80 locality: a -> b',
      ],
    ],
    [
      'the order of filters',
      listenerDump(['one', 'two']),
      listenerDump(['two', 'one']),
      ['~ listener in / chain c filters.order: ["one","two"] -> ["two","one"]'],
    ],
    [
      'a key that Envoy did not redact',
      sectionOf('Secrets', {dynamic_active_secrets: [secret('QQ==')]}),
      sectionOf('Secrets', {dynamic_active_secrets: [secret('Qg==')]}),
      ['~ secret default tlsCertificate.privateKey.inlineBytes: (private) -> (private)'],
    ],
    [
      'an update that was refused',
      sectionOf('Clusters', {dynamic_active_clusters: [{cluster: {name: 'c'}}]}),
      sectionOf('Clusters', {dynamic_active_clusters: [{cluster: {name: 'c'}, error_state: {details: 'bad TLS'}}]}),
      ['+ cluster c refused update: bad TLS'],
    ],
    [
      'static routes that share a name, in another order',
      sectionOf('Routes', {static_route_configs: [{route_config: {virtual_hosts: [{name: 'a'}]}}, {route_config: {}}]}),
      sectionOf('Routes', {static_route_configs: [{route_config: {}}, {route_config: {virtual_hosts: [{name: 'b'}]}}]}),
      ['- route #2 / vhost a: {"name":"a"}', '+ route #2 / vhost b: {"name":"b"}'],
    ],
  ])('shows %s', (_, before, after, lines) => {
    expect(linesBetween(before, after)).toEqual(lines);
  });

  test('what only one side has is not called equal', () => {
    expect(diffDumps(routeDump([]), sectionOf('Clusters', {}), RESOURCE_TYPES).notCompared).toEqual([
      'cluster',
      'route',
    ]);
  });

  test.each([
    ['edited', mangled],
    ['mistyped', mistyped],
  ])('a dump that was %s ends in output or one clear error', async (_, broken) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(broken(DUMP), async (bytes) => {
        seen.add(
          await outcome(() => {
            const diff = diffDumps(readConfigDump({bytes, name: 'b.json'}), dumpOf(parsed), RESOURCE_TYPES);
            return proxyDiffText({diff}) + proxyDiffJson([{diff}], []);
          }),
        );
      }),
      {numRuns: 200},
    );
    expect([...seen].sort()).toEqual(['error', 'output']);
  });
});

function assignment(zone: string, status: string) {
  const endpoint = {address: {socket_address: {address: '10.0.0.1', port_value: 80}}};
  return {
    cluster_name: 'outbound|80||x',
    endpoints: [{locality: {region: zone}, lb_endpoints: [{endpoint, health_status: status}]}],
  };
}

function listenerDump(filters: string[]) {
  const chains = [{name: 'c', filters: filters.map((name) => ({name}))}];
  return sectionOf('Listeners', {dynamic_listeners: [{active_state: {listener: {name: 'in', filter_chains: chains}}}]});
}

function secret(key: string) {
  return {name: 'default', secret: {name: 'default', tls_certificate: {private_key: {inline_bytes: key}}}};
}
