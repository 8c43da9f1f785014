// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.GatewayHostAnalyzer';

interface Fields {
  hosts?: string[];
  gateways?: string[];
  exportTo?: string[];
}

const service = (name: string, http: object[], fields: Fields = {}) =>
  object('VirtualService', name, {spec: {hosts: ['cart.example.com'], gateways: ['in/front'], http, ...fields}});
const to = (match?: object | object[], more: object = {}) => ({
  ...(match && {match: [match].flat()}),
  route: [{destination: {host: 'x'}}],
  ...more,
});
const prefix = (text: string) => ({uri: {prefix: text}});
const x = {headers: {x: {exact: '1'}}};

test.each([
  ['a route without a match', [to()], [to(prefix('/a'))]],
  ['the prefix of every path', [to(prefix('/'))], [to({uri: {exact: '/a'}})]],
  ['a catch-all on a port', [to({port: 80})], [to(prefix('/a'))]],
  ['a catch-all on the gateway', [to({gateways: ['in/front']})], [to(prefix('/a'))]],
  ['a catch-all by label', [to({sourceLabels: {a: 'b'}})], [to(prefix('/a'))]],
  ['what follows a catch-all', [to(), to(prefix('/a'))], [to(prefix('/a/b'))]],
  ['a longer prefix', [to(prefix('/a/b'))], [to(prefix('/c'))]],
  ['another header', [to({...prefix('/a'), ...x})], [to({...prefix('/a/b'), headers: {x: {exact: '2'}}})]],
  ['a route of another gateway', [to({...prefix('/a'), gateways: ['in/other']})], [to(prefix('/a/b'))]],
  ['a route of another port', [to({...prefix('/a'), port: 80})], [to({...prefix('/a/b'), port: 81})]],
  ['a delegate', [to(prefix('/a'), {delegate: {name: 'd'}, route: undefined})], [to(prefix('/a/b'))]],
  ['an expression', [to({uri: {regex: '/a/.*'}})], [to(prefix('/a/b'))]],
])('%s shadows nothing', async (_, one, other) => {
  expect(await findings(ANALYZER, [service('s/a', one), service('s/b', other)])).toEqual([]);
  expect(await findings(ANALYZER, [service('s/b', one), service('s/a', other)])).toEqual([]);
});

test.each([
  ['a wider prefix', [to(prefix('/a'))], [to(prefix('/a/b'))]],
  ['the same header behind a wider path', [to({...prefix('/'), ...x})], [to({...prefix('/a'), ...x})]],
  ['a catch-all, of another', [to()], [to(prefix('/'))]],
  ['a catch-all on any port, of one on a port', [to()], [to({port: 80})]],
  ['the gateway by its short name', [to({...prefix('/a'), gateways: ['in/front']})], [to(prefix('/a/b'))]],
  ['the same query', [to({queryParams: {q: {exact: '1'}}})], [to({...prefix('/a'), queryParams: {q: {exact: '1'}}})]],
  [
    'a wider prefix than a delegate',
    [to(prefix('/a'))],
    [to(prefix('/a/b'), {delegate: {name: 'd'}, route: undefined})],
  ],
])('%s shadows', async (_, wide, narrow) => {
  const found = await findings(ANALYZER, [service('s/a', wide), service('s/b', narrow)]);
  expect(found).toEqual(['ISTX301 VirtualService s/b spec.hosts.0']);
});

test('a short host is that of its namespace', async () => {
  const pair = (one: string, other: string) => [
    service('s/a', [to(prefix('/a'))], {hosts: [one]}),
    service('t/b', [to(prefix('/a/b'))], {hosts: [other]}),
  ];
  expect(await findings(ANALYZER, pair('cart', 'cart'))).toEqual([]);
  expect(await findings(ANALYZER, pair('cart', 'cart.s.svc.cluster.local'))).toHaveLength(1);
});

test('the older one is known by its date', async () => {
  const dated = (name: string, created: string, http: object[]) => ({...service(name, http), created});
  const found = await analyze(ANALYZER, [
    dated('s/a', '2024-01-02T00:00:00Z', [to()]),
    dated('s/b', '2024-01-01T00:00:00Z', [to(prefix('/'))]),
  ]);
  expect(found.map(({about}) => about)).toEqual(['ISTX301 VirtualService s/a spec.hosts.0']);
  expect(found[0]?.text).toContain('"s/b" is the older and wins');
});
