// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ENVOY_TIMEOUT} from '../../../envoy-server/binary.js';
import type {Json} from '../../../envoy-server/config.js';
import {describeOnEnvoy} from '../../../envoy-server/describe.js';
import type {Envoy} from '../../../envoy-server/envoy.js';
import {freePorts} from '../../../envoy-server/ports.js';
import {sendThrough} from '../../../envoy-server/request.js';
import {startManagers, tracedIn} from '../envoy-under-test.js';

const NAMES = ['x-a', 'X-B', 'x-c'];
const ROUTES = 40;

const option = fc.record(
  {
    header: fc.record({key: fc.constantFrom(...NAMES), value: fc.constantFrom('', '1', '2', '50%%', '%PROTOCOL%')}),
    append_action: fc.constantFrom(
      'APPEND_IF_EXISTS_OR_ADD',
      'ADD_IF_ABSENT',
      'OVERWRITE_IF_EXISTS_OR_ADD',
      'OVERWRITE_IF_EXISTS',
    ),
    keep_empty_value: fc.boolean(),
  },
  {requiredKeys: ['header']},
);
const changes = fc.record(
  {
    request_headers_to_add: fc.array(option, {maxLength: 3}),
    request_headers_to_remove: fc.uniqueArray(fc.constantFrom(...NAMES), {maxLength: 2}),
  },
  {requiredKeys: []},
);
const hostRewrite = fc.constantFrom<Json>({}, {}, {host_rewrite_literal: 'literal.test'}, {host_rewrite_header: 'x-a'});
const pathRewrite = fc.constantFrom<Json>(
  {},
  {},
  {prefix_rewrite: '/new'},
  {regex_rewrite: {pattern: {regex: '/(\\w+)'}, substitution: '/$\\1\\\\0\\10'}},
);
const weighted = fc.option(fc.tuple(changes, fc.constantFrom<Json>({}, {host_rewrite_literal: 'weighted.test'})));
const route = fc.tuple(changes, hostRewrite, pathRewrite, weighted).map(([own, host, path, entry]) => ({
  ...own,
  route: {
    ...host,
    ...path,
    ...(entry ? {weighted_clusters: {clusters: [{name: 'up', weight: 1, ...entry[0], ...entry[1]}]}} : {cluster: 'up'}),
  },
}));

const tables = fc
  .record({
    host: changes,
    config: changes,
    specific: fc.boolean(),
    routes: fc.array(route, {minLength: ROUTES, maxLength: ROUTES}),
  })
  .map(({host, config, specific, routes}) => ({
    ...config,
    most_specific_header_mutations_wins: specific,
    virtual_hosts: [
      {
        name: 'all',
        domains: ['*'],
        ...host,
        routes: routes.map((each, i) => ({match: {prefix: `/r${i}/`}, ...each})),
      },
    ],
  }));

const values = fc.record(Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom('', 'sent')])), {
  requiredKeys: [],
});

type Table = typeof tables extends fc.Arbitrary<infer T> ? T : never;

/** A table with one of its routes, for messages. */
function routeText(table: Table | undefined, number: number): string {
  const {virtual_hosts: [host] = [], ...config} = table ?? {};
  return JSON.stringify({...config, host: {...host, routes: host?.routes[number]}});
}

describeOnEnvoy('what routes change of requests', () => {
  let envoy: Envoy;
  let upstream: Server;
  let ports: number[] = [];
  const samples = fc.sample(tables, 4);

  beforeAll(async () => {
    const [upstreamPort = 0, ...rest] = await freePorts(samples.length + 1);
    ports = rest;
    upstream = createServer(({url, headers}, response) => response.end(JSON.stringify({url, headers})));
    upstream.listen(upstreamPort, '127.0.0.1');
    await once(upstream, 'listening');
    envoy = await startManagers(
      samples.map((route_config) => ({route_config})),
      {ports, upstream: upstreamPort},
    );
  }, ENVOY_TIMEOUT);
  afterAll(async () => {
    await envoy.stop();
    upstream.close();
  });

  test('is what we say', {timeout: 120_000}, async () => {
    const dump = await envoy.page('/config_dump?include_eds');
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(samples.length - 1), fc.nat(ROUTES - 1), values, async (i, number, headers) => {
        const port = ports[i] ?? 0;
        const path = `/r${number}/abc?q`;
        const {body} = await sendThrough(port, {method: 'GET', path, headers: {host: 'x.test', ...headers}});
        const real = JSON.parse(body) as {url: string; headers: Record<string, string>};
        const lines = ['host: x.test', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
        const trace = tracedIn(dump, `http://127.0.0.1:${port}${path}`, {headers: lines});
        const [sent] = trace.branches[0]?.sent ?? [];
        if (!sent) throw new Error('the request is not sent on');
        const clear = NAMES.map((name) => name.toLowerCase()).filter(
          (name) => !sent.unclear.includes(`the header ${name}`),
        );
        const host = sent.unclear.some((part) => part.startsWith('the host')) ? real.headers['host'] : sent.authority;
        const ours = {url: sent.path, host, headers: clear.map((name) => sent.headers.get(name)?.join(', '))};
        const theirs = {url: real.url, host: real.headers['host'], headers: clear.map((name) => real.headers[name])};
        expect(ours, routeText(samples[i], number)).toEqual(theirs);
        if (real.url !== path || real.headers['host'] !== 'x.test') changed++;
      }),
      {numRuns: Number(process.env['TRACE_RUNS'] ?? 400)},
    );
    // Otherwise the property would hold of nothing much.
    expect(changed).toBeGreaterThan(100);
  });
});
