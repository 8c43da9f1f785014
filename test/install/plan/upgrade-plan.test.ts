// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {planUpgrade, type UpgradeTarget} from '../../../src/install/plan/upgrade-plan.js';
import type {ClusterReader, KubeObject, ListOptions, ObjectKind} from '../../../src/io/kube/cluster.js';
import {upgradePlanText} from '../../../src/writer/install/upgrade-plan.js';

/** Answers these objects, chosen by their labels. */
function clusterOf(objects: KubeObject[]): ClusterReader {
  return {
    get: async () => undefined,
    list: async ({kind}: ObjectKind, {labelSelector = ''}: ListOptions = {}) => {
      const wanted = labelSelector.split(',').map((each) => each.split('='));
      return objects.filter(
        (object) =>
          object.kind === kind &&
          wanted.every(([key = '', value]) => value === undefined || object.metadata.labels?.[key] === value),
      );
    },
  };
}

function istiod(revision: string, version: string): KubeObject {
  const labels = {app: 'istiod', 'istio.io/rev': revision};
  const spec = {containers: [{name: 'discovery', image: `registry.test/pilot:${version}`}]};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace: 'istio-system', name: `istiod-${revision}`, labels},
    spec,
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
  istiod('next', '1.28.4'),
  istiod('default', '1.29.0'),
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
    '   Beside it runs revision default (1.29.0)',
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

describe('the control plane', () => {
  const SAME = {isSettled: true};
  test.each<[string, KubeObject[], Partial<UpgradeTarget>, string[]]>([
    [
      'runs the version, and so do all proxies',
      [istiod('default', '1.30.3')],
      SAME,
      ['Nothing to do: the control plane of revision default and all proxies run 1.30.3.', ''],
    ],
    [
      'runs the version beside others',
      [istiod('default', '1.30.3'), istiod('canary', '1.31.0'), istiod('old', 'latest')],
      SAME,
      [
        'Nothing to do: the control plane of revision default and all proxies run 1.30.3.',
        '   Beside it run revisions canary (1.31.0), old (version unknown)',
        '',
      ],
    ],
    [
      'runs the version, and some proxies do not',
      [istiod('default', '1.30.3'), pod('lone', OLD)],
      SAME,
      ['1. Control plane, revision default: runs 1.30.3 already', '2. Tags: none stands for another revision'],
    ],
    [
      'is a new one',
      [istiod('canary', '1.29.1')],
      {},
      [
        '1. Control plane, revision default: 1.30.3, new',
        '     istioctl upgrade',
        '   Beside it runs revision canary (1.29.1)',
      ],
    ],
    [
      'would lose settings on the way',
      [istiod('default', '1.29.1')],
      {dropped: ['meshConfig.accessLogFile']},
      [
        '1. Control plane, revision default: 1.29.1 -> 1.30.3',
        '     istioctl upgrade --from-cluster',
        '     ! without --from-cluster 1 setting of the last install would be lost: meshConfig.accessLogFile',
      ],
    ],
    [
      'runs the version, and would lose settings',
      [istiod('default', '1.30.3')],
      {dropped: ['a', 'b']},
      [
        '1. Control plane, revision default: runs 1.30.3, perhaps with other settings: `istioctl install --diff` shows them',
        '     istioctl upgrade --from-cluster',
        '     ! without --from-cluster 2 settings of the last install would be lost: a, b',
      ],
    ],
  ])('%s', async (_, objects, inputs, lines) => {
    const target = {namespace: 'istio-system', revision: '', ...inputs};
    const text = upgradePlanText(await planUpgrade(clusterOf(objects), target, '1.30.3'), 'istioctl upgrade');
    expect(text.split('\n').slice(0, lines.length)).toEqual(lines);
  });
});
