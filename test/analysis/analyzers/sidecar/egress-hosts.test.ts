// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'sidecar.EgressHostAnalyzer';
const sidecar = (hosts: string[], namespace = 'shop') =>
  object('Sidecar', `${namespace}/default`, {spec: {egress: [{hosts}]}});
const mesh = [
  object('Namespace', 'shop'),
  object('Namespace', 'web'),
  object('Service', 'shop/cart'),
  object('Service', 'web/front'),
  object('ServiceEntry', 'web/api', {spec: {hosts: ['api.example.com', '*.wide.org']}}),
  object('VirtualService', 'web/routes', {spec: {hosts: ['virtual.example.com']}}),
];

test('says what is wrong with a host', async () => {
  expect(await analyze(ANALYZER, [...mesh, sidecar(['./*', 'shop/crat.shop.svc.cluster.local'])])).toEqual([
    {
      about: 'ISTX602 Sidecar shop/default spec.egress.0.hosts.1',
      text:
        'Egress host "shop/crat.shop.svc.cluster.local" matches nothing: no Service, ServiceEntry or VirtualService has ' +
        'the host. Sidecars do not know the host.',
    },
  ]);
});

test.each([
  ['./front.web.svc.cluster.local', '"front.web.svc.cluster.local" is of namespace "web"'],
  ['shop/*.example.com', '"api.example.com" is of namespace "web"'],
  ['*/cart', 'write the full name, "cart.shop.svc.cluster.local"'],
  ['*/db.example.net', 'no Service, ServiceEntry or VirtualService has the host'],
  ['shpo/*', 'namespace "shpo" does not exist'],
])('%s: reported', async (host, reason) => {
  const found = await analyze(ANALYZER, [...mesh, sidecar([host])]);
  expect(found.map(({text}) => text)).toEqual([
    `Egress host "${host}" matches nothing: ${reason}. Sidecars do not know the host.`,
  ]);
});

test.each([
  './*',
  '*/*',
  '~/*',
  'web/*',
  './cart.shop.svc.cluster.local',
  '*/cart.shop.svc.cluster.local',
  'web/front.web.svc.cluster.local',
  'web/*.web.svc.cluster.local',
  'web/api.example.com',
  'web/*.example.com',
  '*/a.wide.org',
  'web/virtual.example.com',
  'istio-system/*',
  'istio-system/istiod.istio-system.svc.cluster.local',
  '*/telemetry.istio-system.svc.cluster.local',
  'kube-system/kube-dns.kube-system.svc.cluster.local',
  'default/kubernetes.default.svc.cluster.local',
])('%s: not reported', async (host) => {
  expect(await findings(ANALYZER, [...mesh, sidecar([host])])).toEqual([]);
});

test('a dot of the root namespace is the namespace of each proxy', async () => {
  expect(await findings(ANALYZER, [...mesh, sidecar(['./front.web.svc.cluster.local'], 'istio-system')])).toEqual([]);
});

test('files without the Services: not reported', async () => {
  const whole = new Set(['Sidecar', 'VirtualService', 'Namespace'] as const);
  expect(await findings(ANALYZER, [sidecar(['./cart.shop.svc.cluster.local'])], {whole})).toEqual([]);
});
