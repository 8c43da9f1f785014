// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.ConflictingMeshGatewayHostsAnalyzer';
const service = (name: string, host: string, rest: object = {}) =>
  object('VirtualService', name, {spec: {hosts: [host], ...rest}});

test('two services for one host are in conflict', async () => {
  const found = await analyze(ANALYZER, [
    service('b/two', 'web.a.svc.cluster.local', {gateways: ['g', 'mesh']}),
    service('a/one', 'web'),
  ]);
  expect(found.map(({about}) => about)).toEqual([
    'IST0109 VirtualService b/two metadata.name',
    'IST0109 VirtualService a/one metadata.name',
  ]);
  expect(found[0]?.text).toContain('VirtualServices a/one,b/two associated with mesh gateway');
  expect(found[0]?.text).toContain('the same host */web.a.svc.cluster.local which');
});

test('what is for one namespace conflicts with wildcards for all', async () => {
  const resources = [service('a/one', 'w.x.com', {exportTo: ['.']}), service('b/all', '*.x.com')];
  expect(await findings(ANALYZER, resources)).toHaveLength(2);
});

test.each([
  ['of different namespaces', [service('a/one', 'web'), service('b/one', 'web')]],
  [
    'for different namespaces',
    [service('a/1', 'x.com', {exportTo: ['a']}), service('a/2', 'x.com', {exportTo: ['b']})],
  ],
  ['on gateways', [service('a/1', 'x.com', {gateways: ['g']}), service('a/2', 'x.com')]],
  ['of which both are for all and one is a wildcard', [service('a/1', '*.x.com'), service('a/2', 'w.x.com')]],
])('services %s are not', async (_, resources) => {
  expect(await findings(ANALYZER, resources)).toEqual([]);
});
