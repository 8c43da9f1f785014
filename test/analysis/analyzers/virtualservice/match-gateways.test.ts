// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.MatchGatewayAnalyzer';
const service = (spec: object) => object('VirtualService', 's/a', {spec: {hosts: ['cart'], ...spec}});
const on = (...gateways: string[]) => [{name: 'first', match: [{uri: {prefix: '/'}}, {gateways}]}];

test('a gateway that is not listed is named with its place', async () => {
  expect(await analyze(ANALYZER, [service({gateways: ['g'], http: on('s/g', 'wrong')})])).toEqual([
    {
      about: 'ISTX303 VirtualService s/a spec.http.0.match.1.gateways.1',
      text: 'Rule "first" matches gateway "wrong", which spec.gateways does not list: the match never applies there.',
    },
  ]);
});

test.each([
  ['sidecars, where gateways are listed', {gateways: ['g'], http: on('mesh')}, 'http'],
  ['a gateway, where none is listed', {http: on('g')}, 'http'],
  ['one of another namespace', {gateways: ['g'], http: on('t/g')}, 'http'],
  ['one of a rule for TLS', {gateways: ['g'], tls: on('h')}, 'tls'],
  ['one of a rule for TCP', {gateways: ['g'], tcp: on('h')}, 'tcp'],
])('%s: reported', async (_, spec, kind) => {
  expect(await findings(ANALYZER, [service(spec)])).toEqual([
    `ISTX303 VirtualService s/a spec.${kind}.0.match.1.gateways.0`,
  ]);
});

test.each([
  ['a listed gateway', {gateways: ['g', 'mesh'], http: on('g', 'mesh')}],
  ['its full name', {gateways: ['g'], http: on('s/g')}],
  ['its short name', {gateways: ['s/g'], http: on('g')}],
  ['sidecars, where nothing is listed', {http: on('mesh')}],
  ['a delegate', {hosts: [], http: on('g')}],
  ['no gateways', {gateways: ['g'], http: on()}],
])('%s: not reported', async (_, spec) => {
  expect(await findings(ANALYZER, [service(spec)])).toEqual([]);
});
