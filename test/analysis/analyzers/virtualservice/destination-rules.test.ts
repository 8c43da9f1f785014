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
