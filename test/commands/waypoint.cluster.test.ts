// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {startFaultProxy} from '../cluster/fault-proxy.js';
import {addGatewayKind} from '../cluster/kinds.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';

const GATEWAY = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway'};
const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

describeOnControlPlane('waypoint', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    for (const name of ['shop', 'cart']) {
      await cluster.apply({...NAMESPACE, metadata: {name}}, {fieldManager: 'test'});
    }
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  const run = (command: string, compat = '') =>
    istioctl(command, {env: {KUBECONFIG: plane.kubeconfig, ISTIOCTL_COMPAT: compat}});

  async function programmed(name: string): Promise<void> {
    const condition = {
      type: 'Programmed',
      status: 'True',
      reason: 'Programmed',
      message: 'all is well',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const status = {conditions: [condition]};
    await cluster.patch(GATEWAY, {namespace: 'shop', name}, {status}, {type: 'merge', subresource: 'status'});
  }

  test('takes a cluster that knows the Gateway API', async () => {
    const {exitCode, stderr} = await run('waypoint apply -n shop');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('missing Kubernetes Gateway CRDs need to be installed before applying a waypoint: ');
    expect((await run('waypoint list -A')).stdout).toBe('No waypoints found.\n');
    await addGatewayKind(cluster);
  });

  test('is applied, enrolled, awaited, listed', async ({skip}) => {
    if (plane.dir === undefined || plane.server === undefined) return skip('is somebody else’s cluster');
    let looks = 0;
    const proxy = await startFaultProxy(plane.dir, plane.server, ({method, url = ''}) => {
      if (method === 'GET' && url.endsWith('/gateways/waypoint')) looks++;
      return false;
    });
    const env = {KUBECONFIG: proxy.kubeconfig};
    const applying = istioctl('waypoint apply -n shop --for all --enroll-namespace --wait', {env, timeout: 50_000});
    const applied = await (async () => {
      // It goes on looking at what is not programmed.
      await eventually('it has looked for the third time', () => looks >= 3, {within: 50_000});
      await programmed('waypoint');
      return applying;
    })().finally(() => proxy.stop());
    expect([applied.exitCode, applied.stderr]).toEqual([0, '']);
    expect(applied.stdout.split('\n').slice(1)).toEqual([
      '✅ waypoint shop/waypoint applied',
      '✅ waypoint shop/waypoint is ready!',
      '✅ namespace shop labeled with "istio.io/use-waypoint: waypoint"',
      '',
    ]);
    const {metadata} = (await cluster.get(NAMESPACE, {name: 'shop'})) ?? {};
    expect(metadata?.labels?.['istio.io/use-waypoint']).toBe('waypoint');
    expect((await run('waypoint list -A')).stdout.split('\n')[1]?.split(/\s+/)).toEqual([
      'shop',
      'waypoint',
      'default',
      'all',
      'True',
    ]);
    const again = await run('waypoint apply -n shop --name other --enroll-namespace');
    expect([again.exitCode, again.stdout]).toEqual([0, expect.stringContaining('already has an enrolled Waypoint')]);
    expect(await cluster.get(GATEWAY, {namespace: 'shop', name: 'other'})).toBeUndefined();
  });

  test('that is not ready in time is shown, and the exit code says so', async () => {
    expect((await run('waypoint apply -n shop --name late -r canary')).exitCode).toBe(0);
    const waiting = await run('waypoint status -n shop --waypoint-timeout 300ms');
    expect(waiting.exitCode).toBe(124);
    expect(waiting.stdout.split('\n').map((line) => line.split(/\s+/)[0])).toEqual(['NAME', 'late', 'waypoint', '']);
    expect(waiting.stderr).toContain('timed out while retrieving status for waypoint\tshop/late\nHint: 1 of 2 not');
    expect((await run('waypoint status -n shop --waypoint-timeout 300ms', '1.30')).exitCode).toBe(1);
    expect((await run('waypoint status -n shop --wait=false')).exitCode).toBe(0);
    const applied = await run('waypoint apply -n shop --name late -r canary --wait --waypoint-timeout 300ms');
    expect([applied.exitCode, applied.stderr]).toEqual([
      124,
      expect.stringContaining('timed out while waiting for waypoint\tshop/late\nHint: no control plane has said'),
    ]);
  });

  test('is deleted by name, revision or all at once', async () => {
    const named = await run('waypoint delete nobody -n shop');
    expect([named.exitCode, named.stdout]).toEqual([0, 'waypoint shop/nobody not found\n']);
    expect((await run('waypoint delete -r canary -n shop')).stdout).toBe('waypoint shop/late deleted\n');
    expect((await run('waypoint delete --all -n shop')).stdout).toBe('waypoint shop/waypoint deleted\n');
    expect((await run('waypoint list -n shop')).stdout).toBe('No waypoints found.\n');
  });

  test('of a namespace that there is not', async () => {
    expect(await run('waypoint apply -n nowhere')).toEqual({
      stdout: '',
      stderr: 'Error: namespace: nowhere not found\n',
      exitCode: 1,
    });
  });
});
