// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {eventually} from '../support/eventually.js';
import {processesIn, untilNoProcessIn} from '../support/processes.js';
import {ENVOY_TIMEOUT} from './binary.js';
import {describeOnEnvoy} from './describe.js';
import {type Envoy, startEnvoy} from './envoy.js';
import {freePorts} from './ports.js';
import {sendThrough} from './request.js';
import {address, cartSidecar, httpManager} from './sidecar.js';

describeOnEnvoy('the Envoy for tests', () => {
  let upstream: Server;
  let envoy: Envoy;
  let outbound = 0;

  beforeAll(async () => {
    const [out = 0, inbound = 0, port = 0] = await freePorts(3);
    outbound = out;
    upstream = createServer((request, response) => response.end(`upstream got ${request.url}`)).listen(
      port,
      '127.0.0.1',
    );
    await once(upstream, 'listening');
    envoy = await startEnvoy(cartSidecar({outbound, inbound, upstream: port}));
  }, ENVOY_TIMEOUT);
  afterAll(async () => {
    await envoy.stop();
    upstream.close();
  });

  const ask = (path: string, headers = {}) =>
    sendThrough(outbound, {to: '127.20.0.1:9080', method: 'GET', path, headers: {host: 'reviews:9080', ...headers}});

  test('holds what it was given over discovery', async () => {
    const dump = (await envoy.page('/config_dump?include_eds')).toString();
    const sections = [
      'dynamic_listeners',
      'dynamic_route_configs',
      'dynamic_active_clusters',
      'dynamic_endpoint_configs',
      'dynamic_active_secrets',
    ];
    expect(sections.filter((name) => !dump.includes(`"${name}"`))).toEqual([]);
    expect(dump).toContain('"/apis/networking.istio.io/v1/namespaces/shop/virtual-service/reviews"');
    expect(dump).not.toContain('PRIVATE KEY');
  });

  // To try it where the kernel tracks connections, without effect on the rest of the machine (as root):
  // unshare -n sh -c 'ip link set lo up; iptables -t nat -A OUTPUT -p tcp -d 127.66.0.1 -j REDIRECT;
  //   npx vitest run --project servers test/envoy-server test/envoy/trace'
  test('hands connections over to the listener of the address they wanted', async () => {
    expect(await ask('/a')).toMatchObject({status: 200, body: 'upstream got /a'});
    expect(await ask('/old')).toMatchObject({status: 302});
  });

  test('takes updates', async () => {
    const direct_response = {status: 418, body: {inline_string: 'tea'}};
    await envoy.update({
      routes: [
        {
          name: '9080',
          virtual_hosts: [{name: 'all', domains: ['*'], routes: [{match: {prefix: '/'}, direct_response}]}],
        },
      ],
    });
    await eventually('the sidecar answers by the new route', async (saw) => {
      const {status} = await ask('/');
      saw(status);
      return status === 418;
    });
  });

  test('says what it refuses', async () => {
    const filters = [httpManager({route_config: {virtual_hosts: [{name: 'a', domains: []}]}})];
    const listeners = [{name: 'broken', address: address('127.0.0.1', outbound), filter_chains: [{filters}]}];
    await expect(startEnvoy({listeners})).rejects.toThrow(/refused[^]*VirtualHostValidationError\.Domains/);
    await expect(startEnvoy({static_resources: {clusters: [{name: 5}]}})).rejects.toThrow(
      /Envoy ended[^]*static_resources\.clusters\[0\]\.name/,
    );
  });
});

describeOnEnvoy('an Envoy whose test crashes', () => {
  test('leaves no process and no file', {timeout: ENVOY_TIMEOUT}, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-crash-'));
    const crashing = spawn(process.execPath, ['scripts/run.mjs', 'test/envoy-server/hold.ts'], {
      env: {...process.env, TMPDIR: folder},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(createInterface({input: crashing.stdout}), 'line');
    expect(processesIn(folder)).not.toEqual([]);
    crashing.kill('SIGKILL');
    await untilNoProcessIn(folder);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, {recursive: true});
  });
});
