// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {allow} from '../../cluster/allow.js';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../../cluster/control-plane.js';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {eventually} from '../../support/eventually.js';
import {istioctl as run} from '../../support/run.js';
import {type MeshOfEnvoys, startMeshOfEnvoys} from './mesh-of-envoys.js';

/** Why the three proxies of the namespace shop that do not answer do not. */
const SILENT = [
  /^closed-0\.shop: .*port 15000 of pod shop\/closed-0 refused the connection/m,
  /^late-0\.shop: the pod is Pending/m,
  /^mute-0\.shop: no answer within 2s/m,
  /^Error: 3 of \d proxies could not be asked/m,
];

describeOnControlPlane('many proxies', () => {
  describeOnEnvoy('of real Envoys', () => {
    let mesh: MeshOfEnvoys;
    const istioctl = (commandLine: string) => run(commandLine, {env: {KUBECONFIG: mesh.kubeconfig}});
    const folder = () => join(mkdtempSync(join(tmpdir(), 'istioctl-snapshot-')), 'snapshot');

    beforeAll(async () => {
      mesh = await startMeshOfEnvoys();
    }, BUILD_TIMEOUT + ENVOY_TIMEOUT);
    afterAll(() => mesh?.stop());

    test('all namespaces: one table, and at the end those that do not answer', async () => {
      const {stdout, stderr, exitCode} = await istioctl(
        'pc cluster -A --proxy-timeout 2s --fqdn-regex ^reviews --subset v1',
      );
      for (const line of SILENT) expect(stderr).toMatch(line);
      expect(exitCode).toBe(80);
      expect(stdout.split('\n').map((line) => line.split(/\s{2,}/))).toEqual([
        ['POD', 'SERVICE FQDN', 'PORT', 'SUBSET', 'DIRECTION', 'TYPE', 'DESTINATION RULE'],
        ...['edge-0.edge', 'cart-0.shop', 'cart-1.shop'].map((pod) => [
          pod,
          'reviews.shop.svc.cluster.local',
          '9080',
          'v1',
          'outbound',
          'EDS',
          'reviews.shop',
        ]),
        [''],
      ]);
    });

    test.each([
      ['-n edge --gateways', ['edge-0.edge']],
      ['-n shop -l app=cart', ['cart-0.shop', 'cart-1.shop']],
      ['statefulset/cart.shop edge-0.edge', ['edge-0.edge', 'cart-0.shop', 'cart-1.shop']],
    ])('pc cluster %s', async (selection, pods) => {
      const {stdout, stderr, exitCode} = await istioctl(`pc cluster ${selection} -o name`);
      expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
      expect(stdout.trim().split('\n')).toEqual(pods);
    });

    test('endpoints have what EDS said and what Envoy finds', async () => {
      const {stdout, exitCode} = await istioctl('pc endpoint -n shop -l app=cart -o json --where status=UNHEALTHY');
      expect(exitCode).toBe(0);
      const {items}: {items: object[]} = JSON.parse(stdout);
      expect(items.length).toBe(2);
      expect(items[0]).toEqual({
        pod: 'cart-0',
        namespace: 'shop',
        endpoint: '127.0.0.1:1',
        status: 'UNHEALTHY',
        outlierCheck: 'OK',
        cluster: 'outbound|9080|v1|reviews.shop.svc.cluster.local',
        weight: 1,
        locality: 'north/north-1',
        priority: 0,
        origin: '',
        address: '127.0.0.1',
        port: 1,
      });
    });

    test.each([
      ['pc listener -n edge --where address!="" -o csv', 7],
      ['pc route -n edge --where destination!=PassthroughCluster -o csv', 5],
      ['pc secret -n edge -o csv', 2],
    ])('%s', async (commandLine, rows) => {
      const {stdout, stderr, exitCode} = await istioctl(commandLine);
      expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
      expect(stdout.trim().split('\n').length - 1).toBe(rows);
    });

    test('a snapshot holds all that answered, without keys, and stands in for them', async () => {
      const at = folder();
      const {stdout, stderr, exitCode} = await istioctl(`pc snapshot -A -O ${at} --proxy-timeout 2s`);
      expect({stdout, exitCode}).toEqual({stdout: '', exitCode: 80});
      expect(stderr).toContain(`Saved 3 of 6 proxies in ${at}`);
      for (const line of SILENT) expect(stderr).toMatch(line);
      const dump = gunzipSync(readFileSync(join(at, 'shop/cart-0/config_dump.json.gz'))).toString();
      expect(dump).toContain('EndpointsConfigDump');
      expect(dump).not.toMatch(/PRIVATE KEY|LS0tLS1CRUdJTiBQ/);
      // Envoy writes it where the key was, which came as bytes.
      expect(dump).toContain(`"inline_bytes": "${Buffer.from('[redacted]').toString('base64')}"`);
      const live = await istioctl('pc endpoint -n shop -l app=cart -o wide');
      const saved = await istioctl(`pc endpoint -n shop -l app=cart -o wide -f ${at}`);
      expect(saved.stdout).toBe(live.stdout);
      expect((await istioctl(`pc snapshot -A -O ${at}`)).stderr).toContain('holds a snapshot already');
    });

    test('a proxy is compared with another, and with what it was', async () => {
      const at = folder();
      await istioctl(`pc snapshot -n edge -O ${at}`);
      const same = await istioctl(`pc diff ${at} edge-0.edge`);
      expect(same).toMatchObject({stdout: '', exitCode: 0, stderr: expect.stringContaining('No difference in')});
      const routes: {configs: {dynamic_route_configs: {route_config: unknown}[]}[]} = JSON.parse(
        (await mesh.edge.page('/config_dump?mask=dynamic_route_configs'))
          .toString()
          .replace('"weight": 90', '"weight": 50'),
      );
      await mesh.edge.update({routes: [withoutType(routes.configs[0]?.dynamic_route_configs[0]?.route_config)]});
      const changed = await istioctl(`pc diff ${at} edge-0.edge`);
      expect(changed).toMatchObject({
        stdout: expect.stringContaining(
          '~ route 9080 / vhost reviews.shop.svc.cluster.local:9080 / route[2].weightedClusters v1: 90 -> 50\n1 changed',
        ),
        exitCode: 1,
      });
      const other = await istioctl('pc diff statefulset/cart.shop edge-0.edge --type route');
      expect(other).toMatchObject({stdout: expect.stringContaining('weightedClusters v1: 90 -> 50'), exitCode: 1});
    });

    test('who may not list pods learns which right is missing, and may ask the pods that are named', async () => {
      const {stderr, exitCode} = await istioctl('pc cluster -A --as nobody');
      expect(stderr).toContain('forbids to list Pod: pods is forbidden: User "nobody" cannot list resource "pods"');
      expect(stderr).toContain(
        'Ask for this rule in a ClusterRole: {apiGroups: [""], resources: ["pods"], verbs: ["list"]}',
      );
      expect(exitCode).toBe(1);
      const named = await istioctl('pc cluster cart-0.shop edge-0.edge -o name --as nobody');
      expect(named.stderr).toContain('Error: 2 of 2 proxies could not be asked');
      expect(named.stderr).toContain('cart-0.shop: its proxy: cluster');
      expect(named.exitCode).toBe(80);
    });

    test('who may not look at objects sees those that proxies name', async () => {
      await allow(mesh.cluster, 'looker', [
        {apiGroups: [''], resources: ['pods'], verbs: ['get', 'list']},
        {apiGroups: [''], resources: ['pods/portforward'], verbs: ['create', 'get']},
      ]);
      const {stdout, stderr, exitCode} = await istioctl('describe objects cart-0.shop -o ndjson --as looker');
      expect(stdout.split('\n').map((line) => line && JSON.parse(line).shapes)).toEqual(['2 clusters', '3 routes', '']);
      expect(stderr).toMatch(/^cluster "test" forbids to get ConfigMap\/istio-system\/istio: .*$/m);
      expect(stderr).toMatch(/^Error: not all objects could be looked at$/m);
      expect(exitCode).toBe(80);
    });

    test('Ctrl-C leaves what was saved and says so', async () => {
      const at = folder();
      const env = {...process.env, KUBECONFIG: mesh.kubeconfig};
      const child = spawn(
        process.execPath,
        ['bin/run.js', 'pc', 'snapshot', '-A', '-O', at, '--proxy-timeout', '10m', '--kubeclient-timeout', '10m'],
        {env},
      );
      let stderr = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const ended = new Promise((done) => child.once('close', done));
      // The last file of each proxy; the program writes one in a single step, before it looks at a signal.
      await eventually(
        'the snapshot has 3 proxies',
        (saw) => {
          const missing = ['shop/cart-0', 'shop/cart-1', 'edge/edge-0'].filter(
            (proxy) => !existsSync(join(at, proxy, 'clusters.json.gz')),
          );
          saw({missing, stderr});
          return missing.length === 0;
        },
        {within: 60_000},
      );
      child.kill('SIGINT');
      const exitCode = await ended;
      expect(stderr).toMatch(/Saved 3 of 6 proxies/);
      expect(exitCode).toBe(130);
      const index: unknown = JSON.parse(readFileSync(join(at, 'index.json'), 'utf8'));
      expect(index).toMatchObject({complete: false});
      expect((await istioctl(`pc cluster -n shop -f ${at} -o name -l app=cart`)).stdout).toBe(
        'cart-0.shop\ncart-1.shop\n',
      );
    }, 90_000);
  });
});

function withoutType(message: unknown): Record<string, unknown> {
  if (typeof message !== 'object' || message === null) throw new Error('no route configuration');
  return Object.fromEntries(Object.entries(message).filter(([key]) => key !== '@type'));
}
