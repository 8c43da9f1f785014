// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.SharedPortAnalyzer';
const server = (protocol: string, hosts: string[] = ['*'], more: object = {}, number = 80) => ({
  port: {number, protocol, name: 'p'},
  hosts,
  ...more,
});
const gateway = (name: string, servers: object[], selector: object = {istio: 'gw'}) =>
  object('Gateway', name, {spec: {selector, servers}});
const tls = {tls: {mode: 'SIMPLE', credentialName: 'c'}};

test('HTTP behind TCP takes no effect', async () => {
  const found = await analyze(ANALYZER, [
    gateway('s/a', [server('TCP')]),
    gateway('s/b', [server('HTTP', ['x.com'], {}, 81), server('HTTP', ['x.com'])]),
  ]);
  expect(found).toEqual([
    {
      about: 'ISTX504 Gateway s/b spec.servers.1.port.number',
      text: 'Port 80 serves HTTP here and TCP in Gateway "s/a", on the same pods: only the server of the older Gateway takes effect.',
    },
  ]);
});

test.each([
  ['TCP twice', server('TCP'), server('TCP')],
  ['TLS behind plain HTTP', server('HTTP', ['x.com']), server('HTTPS', ['x.com'], tls)],
  ['TCP over TLS behind TCP', server('TCP'), server('TCP', ['*'], tls)],
  ['a database and HTTP', server('MONGO'), server('GRPC')],
])('%s cannot share a port', async (_, one, other) => {
  expect(await findings(ANALYZER, [gateway('s/a', [one]), gateway('s/b', [other])])).toHaveLength(1);
  const [found] = await analyze(ANALYZER, [gateway('s/a', [one, other])]);
  expect(found?.text).toContain('in server #0, on the same pods: only the first server takes effect');
});

test.each([
  ['HTTP twice', server('HTTP'), server('HTTP')],
  ['HTTP of several versions', server('HTTP'), server('grpc')],
  // istiod makes filter chains of both, and Envoy tells TLS from plain text.
  ['plain HTTP behind TLS', server('HTTPS', ['x.com'], tls), server('HTTP', ['x.com'])],
  ['TCP behind TCP over TLS', server('TCP', ['*'], tls), server('TCP')],
  ['TLS of different hosts', server('HTTPS', ['a.com'], tls), server('TLS', ['b.com'], tls)],
  ['what binds to different addresses', server('TCP', ['*'], {bind: '10.0.0.1'}), server('HTTP')],
  ['what is not valid anyway', server('HTTPS'), server('HTTP')],
])('%s can', async (_, one, other) => {
  expect(await findings(ANALYZER, [gateway('s/a', [one]), gateway('s/b', [other])])).toEqual([]);
});

test('only servers of the same pods meet', async () => {
  const pair = (selector: object) => [gateway('s/a', [server('TCP')]), gateway('s/b', [server('HTTP')], selector)];
  expect(await findings(ANALYZER, pair({istio: 'other'}))).toEqual([]);
  expect(await findings(ANALYZER, pair({app: 'gw'}))).toEqual([]);
  const pod = object('Pod', 'in/p', {labels: {istio: 'gw', app: 'gw'}});
  expect(await findings(ANALYZER, [...pair({app: 'gw'}), pod])).toHaveLength(1);
});

test.each([
  ['in one Gateway', [gateway('s/a', [server('HTTPS', ['x.com'], tls), server('HTTPS', ['y.com', 'x.com'], tls)])], 1],
  [
    'with another way to say any namespace',
    [gateway('s/a', [server('TLS', ['x.com'], tls), server('TLS', ['*/x.com'], tls)])],
    0,
  ],
  [
    'with its own namespace by name',
    [gateway('s/a', [server('TLS', ['./x.com'], tls), server('TLS', ['s/x.com'], tls)])],
    0,
  ],
])('one SNI twice %s', async (_, gateways, host) => {
  expect(await findings(ANALYZER, gateways)).toEqual([`ISTX505 Gateway s/a spec.servers.1.hosts.${host}`]);
});

test('a host that two Gateways spell alike is another message', async () => {
  const pair = (host: string) => [
    gateway('s/a', [server('HTTPS', ['x.com'], tls)]),
    gateway('s/b', [server('HTTPS', [host], tls)]),
  ];
  expect(await findings(ANALYZER, pair('x.com'))).toEqual([]);
  expect(await findings('gateway.ConflictingGatewayAnalyzer', pair('x.com'))).toHaveLength(2);
  expect(await findings(ANALYZER, pair('*/x.com'))).toEqual(['ISTX505 Gateway s/b spec.servers.0.hosts.0']);
});

test('of several servers on one port all count for IST0145', async () => {
  const servers = [server('HTTPS', ['x.com'], tls), server('HTTPS', ['y.com'], tls)];
  const found = await findings('gateway.ConflictingGatewayAnalyzer', [
    gateway('s/a', servers),
    gateway('s/b', [server('HTTPS', ['x.com'], tls)]),
  ]);
  expect(found).toHaveLength(2);
});
