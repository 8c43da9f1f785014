// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.DestinationRuleAnalyzer';
const rule = object('DestinationRule', 'a/r', {spec: {host: 'web', subsets: [{name: 'v1'}]}});
const to = (host: string, subset?: string) => ({destination: {host, ...(subset !== undefined && {subset})}});

test('subsets that no rule defines are reported where they are used', async () => {
  const http = [{route: [to('web', 'v1'), to('web', 'v2')], mirror: {host: 'web', subset: 'v3'}}];
  const service = object('VirtualService', 'a/vs', {spec: {http, tcp: [{route: [to('db', 'v1')]}]}});
  expect(await analyze(ANALYZER, [rule, service])).toEqual([
    {
      about: 'IST0101 VirtualService a/vs spec.tcp.0.route.0.destination.host',
      text: 'Referenced host+subset in destinationrule not found: "db+v1"',
    },
    {
      about: 'IST0101 VirtualService a/vs spec.http.0.route.1.destination.host',
      text: 'Referenced host+subset in destinationrule not found: "web+v2"',
    },
    {
      about: 'IST0101 VirtualService a/vs spec.http.0.mirror.host',
      text: 'Referenced mirror+subset in destinationrule not found: "web+v3"',
    },
  ]);
});

test('a full name is the same host, from wherever it is used', async () => {
  const route = [to('web.a.svc.cluster.local', 'v1'), to('nowhere')];
  expect(await findings(ANALYZER, [rule, object('VirtualService', 'b/vs', {spec: {http: [{route}]}})])).toEqual([]);
});

test.each([
  ['a rule for all hosts of a namespace', '*.a.svc.cluster.local', 'web.a.svc.cluster.local', 'a/r'],
  ['a rule of another namespace for a host outside', 'db.example.com', 'db.example.com', 'c/r'],
])('%s defines its subsets, too', async (_, host, to_, name) => {
  const wide = object('DestinationRule', name, {spec: {host, subsets: [{name: 'v1'}]}});
  const user = object('VirtualService', 'b/vs', {spec: {http: [{route: [to(to_, 'v1')]}]}});
  expect(await findings(ANALYZER, [wide, user])).toEqual([]);
  expect(await findings(ANALYZER, [wide, user], {compat: true})).toHaveLength(1);
  const other = object('VirtualService', 'b/vs', {spec: {http: [{route: [to(to_, 'v2')]}]}});
  expect(await findings(ANALYZER, [wide, other])).toHaveLength(1);
});
