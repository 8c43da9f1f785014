// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {generateKeyPairSync} from 'node:crypto';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {unpackTar} from 'modern-tar';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {ObjectToApply} from '../../src/io/kube/cluster.js';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';

const KEY = generateKeyPairSync('ec', {namedCurve: 'P-256'})
  .privateKey.export({type: 'pkcs8', format: 'pem'})
  .toString();
const [, INSIDE = ''] = KEY.split('\n');

/**
 * Istiod's and Envoy's pages, as far as a report cares: any path answers with its name, and `/runtime` never does.
 * `hanging` is how many wait for it.
 */
async function pages(): Promise<{server: Server; port: number; hanging: () => number}> {
  let hanging = 0;
  const server = createServer((request, response) => {
    if (request.url === '/runtime') {
      hanging++;
      response.once('close', () => hanging--);
      return;
    }
    if (request.url === '/memory') return void response.writeHead(503).end('not now');
    response.end(`page ${request.url}\n${KEY}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {server, port: address.port, hanging: () => hanging};
}

describeOnControlPlane('bug-report', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  let admin: Awaited<ReturnType<typeof pages>>;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-report-'));
  const log = join(folder, 'log');

  const apply = (object: ObjectToApply) => cluster.apply(object, {fieldManager: 'test', force: true});
  async function pod(namespace: string, name: string, container: string, labels: object): Promise<void> {
    const annotations = {'node.test/ports': `15014=${admin.port},15000=${admin.port}`, 'node.test/log': log};
    const containers = [
      {name: container, image: 'example.test/image:1.30.3', env: [{name: 'DB_PASSWORD', value: 'hunter2'}]},
    ];
    const POD = {apiVersion: 'v1', kind: 'Pod'};
    await apply({...POD, metadata: {namespace, name, labels, annotations}, spec: {containers}});
    await eventually(`pod ${name} is ready`, async (saw) => {
      const {status} = {status: undefined, ...(await cluster.get(POD, {namespace, name}))};
      saw(status);
      return JSON.stringify(status ?? {}).includes('"ready":true');
    });
  }

  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    admin = await pages();
    writeFileSync(log, `2026-01-01T00:00:00Z\terror\told\n2026-01-01T10:00:00Z\twarn\tnew\n${KEY}`);
    for (const name of ['istio-system', 'shop']) await apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name}});
    const data = {password: Buffer.from('hunter2').toString('base64')};
    await apply({apiVersion: 'v1', kind: 'Secret', metadata: {namespace: 'shop', name: 'db'}, data});
    await apply({apiVersion: 'v1', kind: 'ConfigMap', metadata: {namespace: 'shop', name: 'keys'}, data: {key: KEY}});
    await pod('istio-system', 'istiod-1', 'discovery', {app: 'istiod', 'istio.io/rev': 'canary'});
    await pod('shop', 'cart-1', 'istio-proxy', {app: 'cart'});
    await pod('shop', 'other-1', 'main', {app: 'other'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    admin.server.closeAllConnections();
    admin.server.close();
    cluster.close();
    await plane.stop();
    rmSync(folder, {recursive: true});
  });

  const archive = join(folder, 'bug-report.tar.gz');
  // Nothing but the page that hangs takes so long, also on a busy machine.
  const run = (flags: string): Promise<Run> =>
    istioctl(`bug-report --output-dir ${folder} --kubeclient-timeout 8s ${flags}`, {
      env: {KUBECONFIG: plane.kubeconfig},
      timeout: 110_000,
    });

  async function filesOf(path: string): Promise<Map<string, string>> {
    const entries = await unpackTar(gunzipSync(readFileSync(path)));
    return new Map(
      entries.flatMap(({header, data}) =>
        header.type === 'file' ? [[header.name, Buffer.from(data ?? []).toString('utf8')] as const] : [],
      ),
    );
  }

  test('holds logs, pages and resources, and nothing that is secret', {timeout: 120_000}, async () => {
    const {exitCode, stdout, stderr} = await run('');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toContain('\n✅ Target cluster context: ');
    expect(stdout).toContain(
      '✅ The following Istio control plane revisions/versions were found in the cluster:\nRevision canary: Versions {1.30.3}\n',
    );
    expect(stdout).toContain(
      '✅ Fetching logs for the following containers:\n\nistio-system//istiod-1/discovery\nshop//cart-1/istio-proxy\n',
    );
    expect(stdout).toMatch(
      /✅ Creating an archive at .*bug-report\.tar\.gz\.\n✅ Cleaning up temporary files in .*\n✅ Done\.\n$/,
    );
    const files = await filesOf(archive);
    const get = (path: string): string => files.get(`bug-report/${path}`) ?? `no ${path}`;
    expect(get('istio/istio-system/istiod-1/debug/syncz')).toMatch(/^page \/debug\/syncz\n/);
    expect(get('istio/istio-system/istiod-1/metrics')).toMatch(/^page \/metrics\n/);
    expect(get('proxies/shop/cart-1/config_dump?include_eds')).toMatch(/^page \/config_dump\?include_eds\n/);
    expect(get('proxies/shop/cart-1/istio-proxy.log')).toMatch(/\told\n.*\tnew\n/);
    expect(get('cluster/secrets')).toContain('shop\tdb\tOpaque\tpassword\t');
    expect(get('cluster/k8s-resources')).toContain('name: cart-1');
    expect(get('log-summary')).toContain('shop//cart-1/istio-proxy');
    expect(stdout).toContain('\n✅ Analysis Report:\nInfo [IST0102] (Namespace default) ');
    expect(get('analyze/allNamespaces/allNamespaces')).toContain('Info [IST0102] (Namespace shop) ');
    expect(get('missing')).toContain('proxies/shop/cart-1/memory: port 15000 of pod shop/cart-1 answered 503\n');
    expect(get('missing')).toContain(
      'proxies/shop/cart-1/runtime: port 15000 of pod shop/cart-1 did not send the answer within 8s',
    );
    expect(stderr).toContain('of the files could not be had, the file "missing" in the report says why');
    const text = [...files.values()].join('\n');
    expect(text).not.toContain(INSIDE);
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(Buffer.from('hunter2').toString('base64'));
  });

  test('what is chosen, and when', async () => {
    const {exitCode, stdout} = await run(
      '--include shop//cart-* --start-time 2026-01-01T09:00:00Z --end-time 2026-01-01T11:00:00Z --skip-proxy-debug --skip-netstat --skip-coredumps',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('include: { Namespaces: shop/Pods: cart-* }\n');
    const files = await filesOf(archive);
    expect([...files.keys()].filter((path) => path.includes('/proxies/'))).toEqual([
      'bug-report/proxies/shop/cart-1/istio-proxy.log',
    ]);
    expect(files.get('bug-report/proxies/shop/cart-1/istio-proxy.log')).not.toContain('old');
    expect([...files.keys()].some((path) => path.includes('/istio/'))).toBe(false);
  });

  test('a dry run makes no archive, and settings may come from a file', async () => {
    rmSync(archive, {force: true});
    const settings = join(folder, 'settings.yaml');
    writeFileSync(settings, 'dryRun: true\ninclude: [pay]\nexclude: [shop]\nskipClusterDump: true\n');
    const {exitCode, stdout} = await run(`-f ${settings} --include istio-system`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('include: { Namespaces: istio-system }\nexclude: { Namespaces: shop }\n');
    expect(stdout).toContain('✅ Dry run, skipping archive creation at ');
    expect(existsSync(archive)).toBe(false);
  });

  test('with --dir the files stay', async () => {
    const dir = join(folder, 'kept');
    const {exitCode, stdout} = await run(`--dir ${dir} --skip-cluster-dump --skip-proxy-debug --include shop`);
    expect([exitCode, stdout.includes('Cleaning up')]).toEqual([0, false]);
    expect(readFileSync(join(dir, 'versions'), 'utf8')).toContain('CLI version:');
    expect([...(await filesOf(archive)).keys()]).toContain('kept/versions');
  });

  describe('ends', () => {
    test('when its time is over, with what it has', {timeout: 120_000}, async () => {
      const {exitCode, stderr} = await run('--timeout 10s --kubeclient-timeout 10m --skip-cluster-dump');
      expect([exitCode, stderr]).toEqual([124, expect.stringContaining('not everything was fetched within --timeout')]);
      const files = await filesOf(archive);
      expect(files.get('bug-report/missing')).toContain('proxies/shop/cart-1/runtime: there was no time left for it\n');
      expect(files.get('bug-report/istio/istio-system/istiod-1/debug/syncz')).toContain('page');
    });

    test('when it is interrupted, with what it has', {timeout: 120_000}, async () => {
      rmSync(archive, {force: true});
      await eventually('no request of another test hangs', () => admin.hanging() === 0, {within: 30_000});
      const args = ['bug-report', '--output-dir', folder, '--kubeclient-timeout', '10m', '--skip-cluster-dump'];
      const child = spawn(process.execPath, [resolve('bin/run.js'), ...args], {
        env: {...process.env, KUBECONFIG: plane.kubeconfig},
        timeout: 110_000,
        killSignal: 'SIGKILL',
      });
      const closed = once(child, 'close');
      let stderr = '';
      child.stderr.on('data', (bytes) => {
        stderr += String(bytes);
      });
      child.stdout.resume();
      // What the report begins with was fetched before that.
      await eventually('the page that hangs is asked for', () => admin.hanging() > 0, {within: 50_000});
      child.kill('SIGINT');
      const [exitCode] = await closed;
      expect([exitCode, stderr]).toEqual([
        130,
        expect.stringContaining('interrupted; the archive holds what was fetched before'),
      ]);
      expect([...(await filesOf(archive)).keys()]).toContain('bug-report/versions');
    });

    test('and leaves no temporary folder', () => {
      expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
    });
  });

  test.each([
    ['--include a/b/c/d', 64, 'bad label selection d, must have format key=value'],
    ['--start-time never', 64, 'bad format for start-time: never, expect RFC3339'],
    ['--output-dir /nowhere/at/all', 1, 'open /nowhere/at/all: no such file or directory'],
  ])('%s is refused before anything is fetched', async (flags, code, message) => {
    const {exitCode, stdout, stderr} = await run(flags);
    expect([exitCode, stdout, stderr]).toEqual([code, '', expect.stringContaining(`Error: ${message}`)]);
  });
});
