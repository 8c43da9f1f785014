// SPDX-License-Identifier: Apache-2.0
import type {Server} from 'node:http';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import {authority, workload} from '../../envoy-server/certificates.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {type Envoy, startEnvoy} from '../../envoy-server/envoy.js';
import {freePorts} from '../../envoy-server/ports.js';
import {cartSidecar} from '../../envoy-server/sidecar.js';
import {done, expected, reporting, startUpstream, traced} from './envoy-under-test.js';

const V1 = 'outbound|9080|v1|reviews.shop.svc.cluster.local';
const V2 = 'outbound|9080|v2|reviews.shop.svc.cluster.local';

describeOnEnvoy('requests through a sidecar', () => {
  const root = authority('Test authority');
  let envoy: Envoy;
  let upstream: Server;
  let outbound = 0;
  let inbound = 0;
  let application = 0;

  beforeAll(async () => {
    [outbound = 0, inbound = 0, application = 0] = await freePorts(3);
    upstream = await startUpstream(application);
    const config = cartSidecar({outbound, inbound, upstream: application, root});
    envoy = await startEnvoy({...config, routes: config.routes?.map((each) => reporting(each)) ?? []});
  }, ENVOY_TIMEOUT);
  afterAll(async () => {
    await envoy.stop();
    upstream.close();
  });

  describe('of its application', () => {
    test.each<[string, string, string, string[], {route: string; clusters?: string[]; status?: number}]>([
      ['a service by its short name', 'reviews', '/', [], {route: 'split', clusters: [V1, V2]}],
      ['with a header', 'reviews', '/', ['x-user: tester'], {route: 'testers', clusters: [V2]}],
      [
        'with a header that is not quite it',
        'reviews.shop',
        '/x',
        ['x-user: Tester'],
        {route: 'split', clusters: [V1, V2]},
      ],
      ['a redirect', 'reviews.shop.svc:9080', '/old?x=1', [], {route: 'moved', status: 302}],
      ['another path', 'reviews', '/old/', [], {route: 'split', clusters: [V1, V2]}],
      ['a host that nobody knows', 'elsewhere', '/', [], {route: 'allow_any', clusters: ['PassthroughCluster']}],
    ])('%s', async (_, host, path, headers, {route, clusters, status = 200}) => {
      const to = '127.20.0.1:9080';
      const trace = await traced(envoy, `http://${to}${path}`, {headers: [`host: ${host}`, ...headers]});
      expect(trace.listener).toMatchObject({name: '0.0.0.0_9080', via: 'virtualOutbound'});
      expect(trace.branches.map((branch) => branch.route?.name)).toEqual([route]);
      const sent = Object.fromEntries(headers.map((header) => header.split(': ')));
      const real = await done(outbound, {to, method: 'GET', path, headers: {host, ...sent}});
      expect(real.route).toBe(route);
      // Nobody listens at the address that is passed through.
      if (route === 'allow_any') expect(real).toMatchObject({status: 503, cluster: 'PassthroughCluster'});
      else expect(expected(trace)).toContainEqual(real);
      if (clusters) expect(clusters).toContain(real.cluster);
      else expect(real.status).toBe(status);
    });

    test('a TCP service by name goes to the listener of its address', async () => {
      const trace = await traced(envoy, 'db:3306');
      expect(trace).toMatchObject({
        outcome: 'routed',
        listener: {name: '127.20.0.2_3306', via: 'virtualOutbound'},
        branches: [{action: {targets: [{cluster: 'outbound|3306||db.shop.svc.cluster.local'}]}}],
      });
      const before = await connections('outbound|3306||db.shop.svc.cluster.local');
      await done(outbound, {to: '127.20.0.2:3306', method: 'GET', path: '/', headers: {host: 'db'}});
      expect(await connections('outbound|3306||db.shop.svc.cluster.local')).toBe(before + 1);
    });

    test('what no listener is for stays and is passed through', async () => {
      const to = `127.0.0.1:${application}`;
      expect(await traced(envoy, `http://${to}/there`)).toMatchObject({
        outcome: 'routed',
        listener: {name: 'virtualOutbound'},
        filterChain: {name: 'virtualOutbound-catchall-tcp'},
        branches: [{action: {targets: [{cluster: 'PassthroughCluster'}]}}],
      });
      const before = await connections('PassthroughCluster');
      expect(await done(outbound, {to, method: 'GET', path: '/there', headers: {host: 'x'}})).toEqual({status: 200});
      expect(await connections('PassthroughCluster')).toBe(before + 1);
    });

    test('a loop back to the port of the sidecar is refused', async () => {
      const refused = {outcome: 'refused', filterChain: {name: 'virtualOutbound-blackhole'}};
      expect(await traced(envoy, `http://127.0.0.1:${outbound}/`)).toMatchObject(refused);
      // Not the address the sidecar listens at: where the kernel tracks connections, Envoy hands such a connection over
      // to the same listener again, which closes it because it expects a second PROXY header.
      const to = `127.0.0.2:${outbound}`;
      expect(await traced(envoy, `http://${to}/`)).toMatchObject(refused);
      const blackHole = 'cluster.BlackHoleCluster.upstream_cx_none_healthy';
      const before = await counter(blackHole);
      expect(await done(outbound, {to, method: 'GET', path: '/', headers: {host: 'x'}})).toEqual({status: 'closed'});
      expect(await counter(blackHole)).toBe(before + 1);
    });
  });

  describe('to its application', () => {
    const to = '127.0.0.1:9080';
    const sent = {to, method: 'GET', path: '/', headers: {host: 'cart'}};

    test('from the mesh, with mutual TLS', async () => {
      expect(await traced(envoy, 'http://cart:9080/', {inbound: true})).toMatchObject({
        outcome: 'routed',
        listener: {name: 'virtualInbound'},
        filterChain: {name: '0.0.0.0_9080', takes: 'mutual TLS'},
        branches: [{action: {targets: [{cluster: 'inbound|9080||'}]}}],
      });
      const {key, certificate} = workload(root, {spiffe: 'spiffe://cluster.local/ns/shop/sa/web'});
      const tls = {
        ALPNProtocols: ['istio-http/1.1', 'istio', 'http/1.1'],
        key: String(key.export({type: 'pkcs8', format: 'pem'})),
        cert: certificate,
      };
      const before = await connections('inbound|9080||');
      expect(await done(inbound, {...sent, tls})).toEqual({status: 200});
      expect(await connections('inbound|9080||')).toBe(before + 1);
    });

    test.each<[string, object, {to?: string}]>([
      ['in plain text', {plaintext: true}, {}],
      ['to another port', {}, {to: '127.0.0.1:9081'}],
    ])('%s it is refused', async (_, options, other) => {
      const port = other.to?.split(':')[1] ?? '9080';
      expect(await traced(envoy, `http://cart:${port}/`, {inbound: true, ...options})).toMatchObject({
        outcome: 'refused',
        text: 'no filter chain of the listener takes the connection, so Envoy closes it',
      });
      expect(await done(inbound, {...sent, ...other})).toEqual({status: 'closed'});
    });
  });

  /** Returns how many connections a cluster has opened. */
  function connections(cluster: string): Promise<number> {
    return counter(`cluster.${cluster.replaceAll(':', '_')}.upstream_cx_total`);
  }

  /** Returns a counter of the sidecar; 0 before its first use. */
  async function counter(name: string): Promise<number> {
    const stats = (await envoy.page('/stats')).toString();
    const line = stats.split('\n').find((each) => each.startsWith(`${name}: `));
    return Number(line?.split(': ')[1] ?? 0);
  }
});
