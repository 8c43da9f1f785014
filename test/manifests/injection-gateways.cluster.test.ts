// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {objectsOf} from './helm.js';
import {renderHere} from './injection.js';
import {gatewayInjection, gatewayTemplates, richValues} from './injection-gateways.js';

describeOnControlPlane('objects of Gateways, judged by a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'edge'}}, {fieldManager: 'test'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  test.each(gatewayTemplates.flatMap((template) => [{template}, {template, values: richValues}]))('%j', async (one) => {
    const objects = objectsOf(renderHere(await gatewayInjection(one)));
    expect(objects).toHaveLength(5);
    for (const object of objects) {
      const applied = await cluster.apply(object, {fieldManager: 'test', force: true, dryRun: true});
      expect(applied).toMatchObject({kind: object.kind, metadata: {name: object.metadata.name}});
    }
  });
});
