// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.JWTClaimRouteAnalyzer';
const gateway = object('Gateway', 'a/gw', {spec: {selector: {istio: 'gw'}}});
const pod = object('Pod', 'ingress/gw-1', {labels: {istio: 'gw'}});
const route = (headers: object) =>
  object('VirtualService', 'a/vs', {spec: {gateways: ['mesh', 'gw', 'gone'], http: [{match: [{}, headers]}]}});
const claim = {withoutHeaders: {'@request.auth.claims.groups': {exact: 'x'}}};
const authentication = (name: string, matchLabels: Record<string, string>) =>
  object('RequestAuthentication', name, {spec: {selector: {matchLabels}}});

test('a route by claims needs an authentication of the gateway pods', async () => {
  const found = await analyze(ANALYZER, [gateway, pod, route(claim), authentication('a/other-place', {})]);
  expect(found.map(({about}) => about)).toEqual(['IST0149 VirtualService a/vs']);
  expect(found[0]?.text).toContain('(key: @request.auth.claims.groups)');
  expect(found[0]?.text).toContain('the gateway (a/gw) pod (gw-1)');
});

test.each([
  ['of the mesh', [route(claim), authentication('istio-system/all', {})]],
  ['of the pod', [route(claim), authentication('ingress/gw', {istio: 'gw'})]],
])('an authentication %s will do', async (_, resources) => {
  expect(await findings(ANALYZER, [gateway, pod, ...resources])).toEqual([]);
});

test('ordinary headers need none', async () => {
  expect(await findings(ANALYZER, [gateway, pod, route({headers: {'@request.auth.claims': {exact: 'x'}}})])).toEqual(
    [],
  );
});
