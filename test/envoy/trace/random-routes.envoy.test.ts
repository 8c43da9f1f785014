// SPDX-License-Identifier: Apache-2.0
import type {Server} from 'node:http';
import fc from 'fast-check';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import type {Json} from '../../envoy-server/config.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {sendThrough} from '../../envoy-server/request.js';
import {address, edsCluster, endpoints, httpManager} from '../../envoy-server/sidecar.js';
import {eventually} from '../../support/eventually.js';
import {done, expected, reporting, startUpstream, tracedIn} from './envoy-under-test.js';
import {type RandomRequest, requests, routeTables} from './routes.js';

describeOnEnvoy('random requests through random route tables', () => {
  let envoy: Envoy;
  let upstream: Server;
  let ports: number[] = [];
  let version = 0;

  beforeAll(async () => {
    const [upstreamPort = 0, ...rest] = await freePorts(3);
    ports = rest;
    upstream = await startUpstream(upstreamPort);
    const live = `127.0.0.1:${upstreamPort}`;
    envoy = await startEnvoy({
      // The second is at the edge of the mesh, and believes no client.
      listeners: ports.map((port, i) => ({
        name: `http-${i}`,
        address: address('127.0.0.1', port),
        filter_chains: [
          {
            filters: [
              httpManager({
                rds: {route_config_name: 'routes', config_source: {ads: {}}},
                use_remote_address: i === 1,
              }),
            ],
          },
        ],
      })),
      clusters: ['one', 'two', 'dead', 'empty'].map((name) => edsCluster(name)),
      endpoints: [
        endpoints('one', live),
        endpoints('two', live, '127.0.0.1:1 UNHEALTHY'),
        endpoints('dead', '127.0.0.1:1 UNHEALTHY'),
        endpoints('empty'),
      ],
      routes: [table({virtual_hosts: []})],
    });
  }, ENVOY_TIMEOUT);
  afterAll(async () => {
    await envoy.stop();
    upstream.close();
  });

  /** A host of its own tells which table Envoy works with. */
  function table(config: Json): Json {
    version++;
    const own = {
      name: 'version',
      domains: ['version.test'],
      routes: [{match: {prefix: '/'}, direct_response: {status: 200}}],
    };
    const hosts = config['virtual_hosts'] as Json[];
    return {
      ...reporting(config, String(version)),
      name: 'routes',
      validate_clusters: false,
      virtual_hosts: [...hosts, own],
    };
  }

  async function load(config: Json): Promise<Buffer> {
    await envoy.update({routes: [table(config)]});
    const held = async (port: number) =>
      (await sendThrough(port, {method: 'GET', path: '/', headers: {host: 'version.test'}})).headers['x-version'];
    for (const port of ports) {
      await eventually(
        `Envoy works with route table ${version} on port ${port}`,
        async (saw) => {
          const current = await held(port);
          saw(current);
          return current === String(version);
        },
        {every: 2},
      );
    }
    return envoy.page('/config_dump?include_eds');
  }

  const ours = (dump: Buffer, port: number, {host, path, method, headers}: RandomRequest) =>
    tracedIn(dump, `http://127.0.0.1:${port}${path}`, {
      method,
      headers: [`host: ${host}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)],
    });

  test('end where we say', {timeout: 300_000}, async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(routeTables, fc.array(requests, {minLength: 12, maxLength: 12}), async (config, all) => {
        const dump = await load(config);
        for (const [i, request] of all.entries()) {
          const port = ports[i % ports.length] ?? 0;
          const trace = ours(dump, port, request);
          const real = await done(port, {...request, headers: {...request.headers, host: request.host}});
          expect(expected(trace), JSON.stringify({request, text: trace.text})).toContainEqual(real);
          seen.add(trace.outcome);
        }
      }),
      {numRuns: Number(process.env['TRACE_RUNS'] ?? 80)},
    );
    // Otherwise the property would hold of nothing much.
    expect([...seen].sort()).toEqual(['answered', 'refused', 'routed']);
  });
});
