// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {planUpgrade} from '../../src/install/upgrade-plan.js';
import type {ClusterReader, KubeObject, ListOptions, ObjectKind} from '../../src/io/kube/cluster.js';
import {upgradePlanText} from '../../src/writer/install/upgrade-plan.js';

/** Answers these objects whatever selector is asked with, but for the pods of istiod. */
function clusterOf(objects: KubeObject[]): ClusterReader {
  return {
    get: async () => undefined,
    list: async ({kind}: ObjectKind, {labelSelector = ''}: ListOptions = {}) =>
      objects.filter(
        (object) =>
          object.kind === kind &&
          (!labelSelector.startsWith('app=istiod') || object.metadata.labels?.['app'] === 'istiod'),
      ),
  };
}

function pod(name: string, image: string, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const spec = {initContainers: [{name: 'istio-proxy', image}], containers: [{name: 'main', image: 'main:1'}]};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: 'shop', name, ...more}, spec};
}

function ownedBy(kind: string, name: string): KubeObject['metadata']['ownerReferences'] {
  return [{apiVersion: 'apps/v1', kind, name, uid: 'u', controller: true}];
}

const OLD = 'registry.test/proxyv2:1.29.1';
const MESH: KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace: 'istio-system', name: 'istiod', labels: {app: 'istiod'}},
    spec: {containers: [{name: 'discovery', image: 'registry.test/pilot:1.28.4'}]},
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: {name: 'prod', labels: {'istio.io/rev': 'default', 'istio.io/tag': 'prod'}},
  },
  pod('cart-7f-x', OLD, {
    labels: {app: 'cart', 'pod-template-hash': '7f'},
    ownerReferences: ownedBy('ReplicaSet', 'cart-7f'),
  }),
  pod('cart-7f-y', OLD, {
    labels: {app: 'cart', 'pod-template-hash': '7f'},
    ownerReferences: ownedBy('ReplicaSet', 'cart-7f'),
  }),
  pod('db-0', OLD, {ownerReferences: ownedBy('StatefulSet', 'db')}),
  pod('lone', OLD),
  pod('new', 'registry.test/proxyv2:1.30.3-distroless', {namespace: 'other'}),
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {namespace: 'shop', name: 'cart'},
    spec: {selector: {matchLabels: {app: 'cart'}}},
    status: {disruptionsAllowed: 0},
  },
];

test('a plan has the commands in the order in which they are to be run', async () => {
  const plan = await planUpgrade(clusterOf(MESH), {namespace: 'istio-system', revision: 'next'}, '1.30.3');
  expect(upgradePlanText(plan, 'istioctl upgrade --revision next').split('\n')).toEqual([
    '1. Control plane, revision next: 1.28.4 -> 1.30.3',
    '     istioctl upgrade --revision next',
    '     ! not a step to the next minor release: --allow-skew is needed',
    '2. Tags that stand for another revision, if they are to move',
    '     istioctl tag set prod --revision next --overwrite   # now default',
    '3. Proxies of another version than 1.30.3, restarted namespace by namespace',
    '   shop: 4 pods',
    '     kubectl -n shop rollout restart deployment/cart statefulset/db',
    '     ! nothing starts these pods anew: lone',
    '     ! no pod may go now, says PodDisruptionBudget cart',
    'Afterwards, see that proxies are connected and in sync:',
    '     istioctl proxy-status',
    '',
  ]);
});

test('a mesh that is up to date needs nothing but the look', async () => {
  const plan = await planUpgrade(clusterOf([]), {namespace: 'istio-system', revision: ''}, '1.30.3');
  expect(plan).toEqual({revision: 'default', change: undefined, to: '1.30.3', tags: [], namespaces: []});
});
