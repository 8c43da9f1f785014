// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.ConflictingGatewayAnalyzer';
const pod = object('Pod', 'x/g-1', {labels: {app: 'g', tier: 't'}});
const gateway = (name: string, server: object, selector: object = {app: 'g'}) =>
  object('Gateway', name, {spec: {selector, servers: [{port: {number: 80}, ...server}]}});

test('gateways of the same pods may not serve the same host on one port', async () => {
  const hosts = ['x.com', 'y.com'];
  const found = await analyze(ANALYZER, [
    gateway('a/1', {hosts}),
    gateway('a/3', {hosts: ['y.com']}),
    gateway('a/2', {hosts: ['x.com']}),
  ]);
  expect(found).toEqual([
    {
      about: 'IST0145 Gateway a/1',
      text: 'Conflict with gateways a/2,a/3 (workload selector app=g, port 80, hosts x.com,y.com).',
    },
    {
      about: 'IST0145 Gateway a/3',
      text: 'Conflict with gateways a/1 (workload selector app=g, port 80, hosts y.com).',
    },
    {
      about: 'IST0145 Gateway a/2',
      text: 'Conflict with gateways a/1 (workload selector app=g, port 80, hosts x.com).',
    },
  ]);
});

test('a narrower selector is in conflict where some pod answers to both', async () => {
  const gateways = [gateway('a/1', {hosts: ['x.com']}), gateway('a/2', {hosts: ['x.com']}, {app: 'g', tier: 't'})];
  expect(await findings(ANALYZER, [pod, ...gateways])).toEqual(['IST0145 Gateway a/1', 'IST0145 Gateway a/2']);
  expect(await findings(ANALYZER, gateways)).toEqual([]);
});

test.each([
  ['another port', {port: {number: 81}, hosts: ['x.com']}],
  ['another address', {bind: '10.0.0.1', hosts: ['x.com']}],
  ['a host that only a wildcard covers', {hosts: ['*.com']}],
  ['a host for another namespace', {hosts: ['b/x.com']}],
])('%s is no conflict', async (_, server) => {
  expect(await findings(ANALYZER, [pod, gateway('a/1', {hosts: ['x.com']}), gateway('a/2', server)])).toEqual([]);
});

test('a gateway that serves nothing and selects something is reported', async () => {
  const idle = object('Gateway', 'a/g', {spec: {selector: {app: 'g'}}});
  expect(await findings(ANALYZER, [pod, idle])).toEqual(['IST0101 Gateway a/g spec.selector.app']);
});
