// SPDX-License-Identifier: Apache-2.0
import {createServer, get, type IncomingMessage, type Server} from 'node:http';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {portOf} from '../support/port.js';
import {istioctl} from '../support/run.js';
import {startIstioctl} from '../support/watching.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const SCOPES = [
  {name: 'model', description: 'the model', output_level: 'info', stack_trace_level: 'none'},
  {name: 'ads', description: 'pushes', output_level: 'debug', stack_trace_level: 'none'},
];

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString('utf8');
}

describeOnControlPlane('pages of pods', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  const servers: Server[] = [];
  const updates: [string, unknown][] = [];
  let refused = '';
  let isPrometheusDown = false;
  let grafanaPorts = '';

  beforeAll(async () => {
    const controlz = createServer(async (request, response) => {
      // istiod's own router has the page with a slash at its end only.
      if (request.url === '/scopej') return response.writeHead(301, {Location: '/scopej/'}).end();
      if (request.url === '/scopej/') return response.end(JSON.stringify(SCOPES));
      updates.push([`${request.method} ${request.url}`, JSON.parse(await bodyOf(request))]);
      return response.writeHead(request.url === `/scopej/${refused}` ? 404 : 202).end();
    });
    const prometheus = createServer(async (request, response) => {
      const query = new URLSearchParams(await bodyOf(request)).get('query') ?? '';
      const value = query.includes('response_code') ? '0.5' : query.includes('0.990000') ? '1250.9' : '4';
      const answer = {status: 'success', data: {resultType: 'vector', result: [{value: [0, value]}]}};
      return isPrometheusDown ? response.writeHead(503).end() : response.end(JSON.stringify(answer));
    });
    const grafana = createServer((request, response) => void response.end(`grafana ${request.url}`));
    servers.push(controlz, prometheus, grafana);
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.apply(
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}},
      {fieldManager: 'test'},
    );
    await pod('istiod-1', {app: 'istiod', 'istio.io/rev': 'default'}, `9876=${await portOf(controlz)}`);
    await pod('prometheus-0', {'app.kubernetes.io/name': 'prometheus'}, `9090=${await portOf(prometheus)}`);
    grafanaPorts = `3000=${await portOf(grafana)}`;
    await pod('grafana-0', {'app.kubernetes.io/name': 'grafana'}, grafanaPorts);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    for (const server of servers) server.close();
    cluster.close();
    await plane.stop();
  });

  async function pod(name: string, labels: Record<string, string>, ports: string): Promise<void> {
    const key = {namespace: 'istio-system', name};
    const metadata = {...key, labels, annotations: {'node.test/ports': ports}};
    await cluster.apply({...POD, metadata, spec: {containers: [{name: 'c', image: 'i'}]}}, {fieldManager: 'test'});
    await eventually(`pod ${name} is running`, async (saw) => {
      const current = await cluster.get(POD, key);
      saw(current);
      return JSON.stringify(current).includes('"phase":"Running"');
    });
  }

  const run = (command: string) => istioctl(command, {env: {KUBECONFIG: plane.kubeconfig}});

  test('admin log shows scopes by name', async () => {
    const {stdout, stderr, exitCode} = await run('admin log');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').slice(1, 3)).toEqual([
      'ads            pushes        debug       none',
      'model          the model     info        none',
    ]);
    expect(JSON.parse((await run('istiod l istiod-1 -o json')).stdout)).toHaveLength(2);
  });

  test('admin log sets levels, sets them back, and names the scope that was not changed', async () => {
    const set = await run('admin log --level ads:debug --stack-trace-level ads:error');
    expect(set).toEqual({stdout: '', stderr: '', exitCode: 0});
    expect(updates.splice(0)).toEqual([
      ['PUT /scopej/ads', {name: 'ads', output_level: 'debug', stack_trace_level: 'error'}],
    ]);
    expect((await run('admin log --reset')).exitCode).toBe(0);
    expect(
      updates
        .splice(0)
        .map(([line]) => line)
        .toSorted(),
    ).toEqual(['PUT /scopej/ads', 'PUT /scopej/model']);
    refused = 'ads';
    const {stderr, exitCode} = await run('admin log --log-reset');
    refused = '';
    expect([exitCode, stderr]).toEqual([
      1,
      'Error: failed updating Scope ads: cannot update resource ads, got status 404 Not Found\n',
    ]);
  });

  test('admin log asks nobody for levels that are none', async () => {
    updates.length = 0;
    const {stderr, exitCode} = await istioctl('admin log --level ads:loud', {env: {KUBECONFIG: '/nonexistent'}});
    expect([exitCode, updates]).toEqual([64, []]);
    expect(stderr).toContain('Error: pattern ads:loud did not match\nHint: levels are given as SCOPE:LEVEL');
  });

  test('metrics of workloads, and what Prometheus did not answer', async () => {
    const {stdout, exitCode} = await run('x metrics cart.shop -d 90s');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[1]?.trim().split(/\s+/)).toEqual(['cart.shop', '4.000', '0.500', '4ms', '4ms', '1.25s']);
    isPrometheusDown = true;
    const failed = await run('x metrics cart.shop');
    isPrometheusDown = false;
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('error retrieving some metrics: 5 errors occurred:\n\t* query() failure for ');
    expect(failed.stderr).toContain('server_error: server error: 503');
  });

  test('a dashboard stays until Ctrl-C', async () => {
    const env = {KUBECONFIG: plane.kubeconfig};
    const dashboard = startIstioctl(['dashboard', 'grafana', '--browser=false'], env);
    const url = (await dashboard.until('\nskipping opening a browser')).trim();
    expect(await (await fetch(`${url}/d/mesh`)).text()).toBe('grafana /d/mesh');
    expect(await dashboard.interrupt()).toBe(0);
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test('a dashboard goes on with another pod when its own is deleted', {timeout: 150_000}, async () => {
    const env = {KUBECONFIG: plane.kubeconfig};
    const dashboard = startIstioctl(['dashboard', 'grafana', '--browser=false'], env);
    const url = (await dashboard.until('\nskipping opening a browser')).trim();
    expect(await (await fetch(url)).text()).toBe('grafana /');
    await pod('grafana-2', {'app.kubernetes.io/name': 'grafana'}, grafanaPorts);
    await cluster.delete(POD, {namespace: 'istio-system', name: 'grafana-0'});
    // A connection that is kept goes on, so each request has one of its own.
    const page = (): Promise<string> =>
      new Promise((resolve, reject) => {
        get(url, {agent: false}, (response) => resolve(bodyOf(response))).on('error', reject);
      });
    const change = 'pod grafana-0 is unavailable; using pod grafana-2\n';
    const answered = async (saw: (value: unknown) => void) => {
      const text = await page();
      saw(dashboard.text());
      return text === 'grafana /' && dashboard.text().includes(change);
    };
    // A tunnel is kept for whoever asks within five seconds, and this kubelet goes on serving it.
    await eventually('the other pod answers', answered, {every: 6000});
    expect(await dashboard.interrupt()).toBe(0);
  });

  test('a dashboard says what is missing', async () => {
    expect((await run('dashboard kiali')).stderr).toContain('Error: no pods found with selector app=kiali\n');
    const {stderr, exitCode} = await run('dashboard proxy nobody');
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      1,
      'Error: failure running port forward process: building port forwarded: failed retrieving: pods "nobody" not found in the "default" namespace',
    ]);
    const taken = servers.map((server) => server.address()).find((address) => typeof address === 'object');
    const port = typeof taken === 'object' ? taken?.port : undefined;
    expect((await run(`dashboard grafana --port ${port}`)).stderr).toContain(`127.0.0.1:${port}: it is taken`);
  });

  test('istiod-debug goes to the pod that is named', async () => {
    const {stderr} = await run('dashboard istiod-debug istiod-9 --browser=false');
    expect(stderr).toContain('pods "istiod-9" not found in the "istio-system" namespace');
    expect((await run('d controlz istiod-1 -r canary')).stderr).toContain(
      'only one of name, --selector, or --revision',
    );
  });
});
