// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
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

  const run = (flags = '') => istioctl(`remote-clusters ${flags}`, {env: {KUBECONFIG: plane.kubeconfig}});

  async function istiod(name: string, revision: string, annotations: object): Promise<void> {
    const key = {namespace: 'istio-system', name};
    const labels = {app: 'istiod', 'istio.io/rev': revision};
    const spec = {containers: [{name: 'discovery', image: 'i'}]};
    await cluster.apply({...POD, metadata: {...key, labels, annotations}, spec}, {fieldManager: 'test'});
    while (!JSON.stringify(await cluster.get(POD, key)).includes('"phase":"Running"')) await sleep(30);
  }

  test('says where there is no istiod', async () => {
    const {exitCode, stdout, stderr} = await run();
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Error: unable to find any Istiod instances: no running Istio pods in "istio-system"\n');
  });

  test('shows what each istiod of the revision has, and which one gave no answer', async () => {
    await istiod('istiod-1', 'default', {'node.test/ports': `15014=${port}`});
    const {exitCode, stdout, stderr} = await run();
    expect([exitCode, stderr]).toEqual([0, '']);
    const table = [
      'NAME           SECRET                STATUS     ISTIOD',
      'Kubernetes                           synced     istiod-1',
      'west           istio-system/west     synced     istiod-1',
      '',
    ].join('\n');
    expect(stdout).toBe(table);
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
});
