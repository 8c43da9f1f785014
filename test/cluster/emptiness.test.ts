// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from './control-plane.js';
import {expectEmpty} from './emptiness.js';

describeOnControlPlane('the check that a cluster is empty', () => {
  let plane: ControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
  }, BUILD_TIMEOUT);
  afterAll(() => plane.stop());

  test('passes a new cluster, and names what is there afterwards', async () => {
    await expectEmpty(plane.kubeconfig);
    const cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.apply(
      {apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: {name: 'istiod'}, rules: []},
      {fieldManager: 'test'},
    );
    await cluster.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}}, {fieldManager: 'test'});
    cluster.close();
    await expect(expectEmpty(plane.kubeconfig)).rejects.toThrow('is not empty: ClusterRole/istiod, Namespace/shop');
  });
});
