// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {dryRunObjects} from '../../src/install/apply/dry-run.js';
import {settingsOf} from '../../src/install/plan/settings.js';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {addNetworkAttachmentKind} from '../cluster/kinds.js';
import {render} from './render.js';

describeOnControlPlane('what we render, judged by a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await addNetworkAttachmentKind(cluster);
    for (const name of ['istio-system', 'kube-system-test', 'edge']) {
      await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}, {fieldManager: 'test'});
    }
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  test.each<[string, string[]]>([
    ['default', []],
    ['demo', []],
    ['minimal', []],
    ['ambient', []],
    ['preview', []],
    ['stable', []],
    ['remote', ['values.global.remotePilotAddress=10.1.2.3']],
    ['openshift', []],
    ['openshift-ambient', []],
    ['empty', []],
    [
      'ambient',
      [
        'revision=canary',
        'values.revisionTags.[0]=prod',
        'values.global.networkPolicy.enabled=true',
        'values.pilot.autoscaleMin=2',
        'values.global.defaultPodDisruptionBudget.enabled=true',
        'values.cni.resourceQuotas.enabled=true',
        'values.cni.provider=multus',
        'values.experimental.stableValidationPolicy=true',
        'components.ingressGateways.[0].name=istio-ingressgateway',
        'components.ingressGateways.[0].enabled=true',
      ],
    ],
  ])('profile %s %j', async (profile, set) => {
    const {objects, document} = await render([`profile=${profile}`, ...set]);
    const {accepted, missingNamespaces} = await dryRunObjects(cluster, objects, {
      owner: settingsOf(document).owner,
      version: '1.30.3',
    });
    expect({accepted, missingNamespaces}).toEqual({accepted: objects.length, missingNamespaces: []});
  });
});
