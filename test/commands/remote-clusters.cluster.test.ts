// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {createServer, type Server} from 'node:http';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {allow} from '../cluster/allow.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {freePorts} from '../envoy-server/ports.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const CLUSTERS = [
  {id: 'west', secretName: 'istio-system/west', syncStatus: 'synced'},
  {id: 'Kubernetes', syncStatus: 'synced'},
];

describeOnControlPlane('remote-clusters', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/debug/clusterz') response.end(JSON.stringify(CLUSTERS));
      else response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.apply(
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}},
      {fieldManager: 'test'},
    );
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    server.close();
    cluster.close();
    await plane.stop();
  });

  const run = (flags = '', env = {}) =>
    istioctl(`remote-clusters ${flags}`, {env: {KUBECONFIG: plane.kubeconfig, ...env}});

  async function istiod(name: string, revision: string, annotations: object): Promise<void> {
    const key = {namespace: 'istio-system', name};
    const labels = {app: 'istiod', 'istio.io/rev': revision};
    const spec = {containers: [{name: 'discovery', image: 'i'}]};
    await cluster.apply({...POD, metadata: {...key, labels, annotations}, spec}, {fieldManager: 'test'});
    await eventually(`pod ${name} is running`, async (saw) => {
      const current = await cluster.get(POD, key);
      saw(current);
      return JSON.stringify(current).includes('"phase":"Running"');
    });
  }

  test('says where there is no istiod', async () => {
    const {exitCode, stdout, stderr} = await run();
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Error: unable to find any Istiod instances: no running Istio pods in "istio-system"\n');
  });

  test('certs, too, says that there is none', async () => {
    const {exitCode, stdout, stderr} = await istioctl('certs', {env: {KUBECONFIG: plane.kubeconfig}});
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Error: there are no certificates of Istio: no authority in namespace istio-system');
  });

  test('shows what each istiod of the revision has, and which one gave no answer', async () => {
    await istiod('istiod-1', 'default', {'node.test/ports': `15014=${port}`});
    const {exitCode, stdout, stderr} = await run();
    expect([exitCode, stderr]).toEqual([0, '']);
    const table = [
      'NAME           SECRET                STATUS     ISTIOD       REVISION',
      'Kubernetes                           synced     istiod-1     default',
      'west           istio-system/west     synced     istiod-1     default',
      '',
    ].join('\n');
    expect(stdout).toBe(table);
    expect((await run('', {ISTIOCTL_COMPAT: '1.30'})).stdout).toBe(
      [
        'NAME           SECRET                STATUS     ISTIOD',
        'Kubernetes                           synced     istiod-1',
        'west           istio-system/west     synced     istiod-1',
        '',
      ].join('\n'),
    );
    await istiod('istiod-2', 'default', {});
    const partial = await run('-r default');
    expect([partial.exitCode, partial.stdout]).toEqual([80, table]);
    expect(partial.stderr).toContain('partial: 1 of 2 istiods did not answer');
    expect(partial.stderr).toContain('port 15014 of pod istio-system/istiod-2 refused the connection');
  });

  test('fails where none answers', async () => {
    await istiod('istiod-3', 'canary', {});
    const {exitCode, stdout, stderr} = await run('-r canary');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('port 15014 of pod istio-system/istiod-3 refused the connection');
  });

  test('tries the credentials of each cluster', async () => {
    expect(await run('--check')).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('Error: no Secret in istio-system has the kubeconfig of another cluster\n'),
    });
    const kubeconfig = readFileSync(plane.kubeconfig, 'utf8');
    const served = /server: (\S+)/.exec(kubeconfig)?.[1] ?? '';
    const [port = 0] = await freePorts(1);
    const dead = kubeconfig.replace(served, `https://127.0.0.1:${port}`);
    await allow(cluster, 'blind', [{apiGroups: [''], resources: ['pods', 'services', 'namespaces'], verbs: ['list']}]);
    const blind = kubeconfig.replace(/^( +)client-certificate-data/m, '$1as: blind\n$&');
    const config = parse(kubeconfig);
    const wrong = stringify({...config, users: [{...config.users[0], user: {token: 'wrong'}}]});
    for (const [id, text] of Object.entries({
      east: kubeconfig,
      west: dead,
      north: blind,
      old: wrong,
      south: 'kind: Config\n',
    })) {
      await cluster.apply(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: {namespace: 'istio-system', name: `remote-${id}`, labels: {'istio/multiCluster': 'true'}},
          data: {[id]: Buffer.from(text).toString('base64')},
        },
        {fieldManager: 'test'},
      );
    }
    const {stdout, stderr, exitCode} = await run('--check');
    expect([exitCode, stderr]).toEqual([1, 'Error: 4 of 5 clusters cannot be used\n']);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {3,}/));
    const row = (id: string, server: string, result: unknown) => [id, `istio-system/remote-${id}`, server, result];
    expect(rows).toEqual([
      ['NAME', 'SECRET', 'SERVER', 'RESULT'],
      row('east', served, expect.stringMatching(/^answers, Kubernetes v1\./)),
      row('north', served, 'answers, but lets nobody with these credentials list nodes, endpointslices'),
      row('old', served, expect.stringContaining('does not accept the credentials')),
      row('south', '-', 'kubeconfig key south of secret istio-system/remote-south names no current context'),
      row('west', `https://127.0.0.1:${port}`, expect.stringContaining('connection refused')),
    ]);
  });
});
