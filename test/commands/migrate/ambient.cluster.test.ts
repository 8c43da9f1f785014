// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {allow} from '../../cluster/allow.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane} from '../../cluster/control-plane.js';
import {applyAll, startEmptyMesh} from '../../cluster/empty-mesh.js';
import {type Run, istioctl as run} from '../../support/run.js';

describeOnControlPlane('migrate ambient on a cluster', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  const istioctl = (line: string): Promise<Run> => run(line, {env: {KUBECONFIG: plane.kubeconfig}});
  beforeAll(async () => {
    plane = await startEmptyMesh();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await applyAll(cluster, readFileSync('test/testdata/migrate/mesh.yaml', 'utf8'));
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  test('says what it says of the same in files, and the server takes what it writes', async () => {
    const {stdout, stderr, exitCode} = await istioctl('migrate ambient -A');
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 79});
    expect(stdout).toBe(readFileSync('test/testdata/migrate/all.txt', 'utf8'));
    const folder = join(mkdtempSync(join(tmpdir(), 'istioctl-migrate-')), 'ambient');
    expect(await istioctl(`migrate ambient -n shop --write ${folder}`)).toMatchObject({exitCode: 0});
    for (const file of ['subset-services', 'waypoint-policies', 'sidecar-policies', 'ztunnel-policies']) {
      await applyAll(cluster, readFileSync(join(folder, 'shop', `${file}.yaml`), 'utf8'));
    }
    // The old policies are for sidecars alone now, and what is left of them is the waypoint's.
    const {items} = JSON.parse((await istioctl('migrate ambient -n shop -o json')).stdout);
    expect(items[0].needs.map(({subject}: {subject: {kind: string}}) => subject.kind)).toEqual([
      'VirtualService',
      'DestinationRule',
    ]);
  });

  test('who may not see all is told so', async () => {
    const read = ['get', 'list'];
    await allow(cluster, 'half-blind', [
      {apiGroups: ['', 'apps', 'admissionregistration.k8s.io', 'apiextensions.k8s.io'], resources: ['*'], verbs: read},
      {apiGroups: ['networking.istio.io', 'networking.k8s.io'], resources: ['*'], verbs: read},
    ]);
    const {stdout, stderr, exitCode} = await istioctl('migrate ambient -n batch --as half-blind');
    expect(exitCode).toBe(80);
    expect(stdout).toContain('batch      READY');
    expect(stderr).toMatch(/^Warning: AuthorizationPolicy: cluster "test" forbids to list AuthorizationPolicy/m);
    expect(stderr).toMatch(/^Error: not all could be read$/m);
  });
});
