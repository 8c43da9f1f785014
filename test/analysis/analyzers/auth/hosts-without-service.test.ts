// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'auth.HostAnalyzer';
const mesh = [
  object('Namespace', 'shop'),
  object('Service', 'shop/cart'),
  object('Service', 'web/front'),
  object('ServiceEntry', 'web/entry', {
    spec: {hosts: ['made.shop.svc.cluster.local', '*.wide.shop.svc.cluster.local']},
  }),
  object('VirtualService', 'shop/routes', {spec: {hosts: ['virtual.shop.svc.cluster.local', 'virtual.example.com']}}),
  object('KubernetesGateway', 'shop/edge', {spec: {gatewayClassName: 'istio'}}),
  object('KubernetesGateway', 'shop/other', {
    annotations: {'gateway.istio.io/name-override': 'front-door'},
    spec: {gatewayClassName: 'istio'},
  }),
];
const policy = (operation: object) => object('AuthorizationPolicy', 'shop/p', {spec: {rules: [{to: [{operation}]}]}});

test('a host of a Service that does not exist is named with its place', async () => {
  const operation = {
    hosts: ['cart.shop.svc.cluster.local', 'crat.shop.svc.cluster.local'],
    notHosts: ['crat.shop.svc'],
  };
  expect(await analyze(ANALYZER, [...mesh, policy(operation)])).toEqual([
    {
      about: 'ISTX416 AuthorizationPolicy shop/p spec.rules.0.to.0.operation.hosts.1',
      text:
        'No Service, ServiceEntry or VirtualService has the host "crat.shop.svc.cluster.local": ' +
        'the value matches nothing.',
    },
    {
      about: 'ISTX416 AuthorizationPolicy shop/p spec.rules.0.to.0.operation.notHosts.0',
      text: 'No Service, ServiceEntry or VirtualService has the host "crat.shop.svc": the value excludes nothing.',
    },
  ]);
});

test.each([
  'crat.shop.svc.cluster.local:8080',
  'crat.shop.svc.cluster.local:*',
  'crat.shop.svc*',
  'CRAT.shop.svc',
  'pod-0.crat.shop.svc.cluster.local',
  '*.crat.shop.svc.cluster.local',
  'cart.web.svc.cluster.local',
])('%s: reported', async (host) => {
  expect(await findings(ANALYZER, [...mesh, policy({hosts: [host]})])).toEqual([
    'ISTX416 AuthorizationPolicy shop/p spec.rules.0.to.0.operation.hosts.0',
  ]);
});

const silent = [
  '*',
  'crat',
  'crat.shop',
  'crat.shop.*',
  'crat.example.com',
  'cart.shop.svc.cluster.local',
  'Cart.Shop.svc:80',
  'pod-0.cart.shop.svc.cluster.local',
  '*.cart.shop.svc.cluster.local',
  '*.shop.svc.cluster.local',
  '*crat.shop.svc.cluster.local',
  'crat.shop.svc.other.domain',
  'crat.shop.svc.clusterset.local',
  'crat.elsewhere.svc.cluster.local',
  'made.shop.svc.cluster.local',
  'a.wide.shop.svc.cluster.local',
  'virtual.shop.svc',
  'edge-istio.shop.svc.cluster.local',
  'edge.shop.svc.cluster.local',
  'front-door.shop.svc.cluster.local',
  'istiod.istio-system.svc',
  'kube-dns.kube-system.svc.cluster.local',
  'kubernetes.default.svc.cluster.local',
];

test.each(silent)('%s: not reported', async (host) => {
  const more = [
    object('Namespace', 'default'),
    object('Namespace', 'istio-system'),
    object('Namespace', 'kube-system'),
  ];
  expect(await findings(ANALYZER, [...mesh, ...more, policy({hosts: [host]})])).toEqual([]);
});

test('nothing is reported where not all Services are known', async () => {
  const some = [...mesh, policy({hosts: ['crat.shop.svc.cluster.local']})];
  expect(await findings(ANALYZER, some, {whole: new Set(['Namespace'])})).toEqual([]);
});

test('a virtual service for all hosts of a gateway may serve any', async () => {
  const all = object('VirtualService', 'web/all', {spec: {hosts: ['*'], gateways: ['web/edge']}});
  expect(await findings(ANALYZER, [...mesh, all, policy({hosts: ['crat.shop.svc.cluster.local']})])).toEqual([]);
});

test('a Service without a namespace may be that of any', async () => {
  const unplaced = object('Service', 'crat');
  const found = await findings(ANALYZER, [...mesh, {...unplaced, unplaced: true}, policy({hosts: ['crat.shop.svc']})]);
  expect(found).toEqual([]);
});
