// SPDX-License-Identifier: Apache-2.0

import {expect, test} from 'vitest';
import {istioKindSchema} from '../../src/api/istio-schemas.js';
import type {DestinationRule, HttpRoute, TrafficPolicy, VirtualService} from '../../src/api/istio-types.js';
import {resourceErrors} from '../../src/api/resource-errors.js';

// What the compiler accepts here is half of the test: a line that should not compile says so.

const route: HttpRoute = {
  match: [{uri: {prefix: '/v1'}, headers: {'x-user': {exact: 'a'}}}],
  route: [{destination: {host: 'reviews', port: {number: 9080}}, weight: 100}],
  corsPolicy: {allowCredentials: null},
};

const policy: TrafficPolicy = {
  loadBalancer: {simple: 'ROUND_ROBIN'},
  portLevelSettings: [{port: {number: 80}, tls: {mode: 'SIMPLE'}}],
  // @ts-expect-error -- not a mode of TLS
  tls: {mode: 'TLS'},
};

// @ts-expect-error -- a DestinationRule needs a host
const withoutHost: DestinationRule = {apiVersion: 'v', kind: 'DestinationRule', metadata: {}, spec: {subsets: []}};

test('a resource that the compiler accepts is accepted by the schema, and one that it refuses is refused', async () => {
  const service: VirtualService = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: {name: 'reviews'},
    spec: {hosts: ['reviews'], http: [route]},
  };
  const virtualService = await istioKindSchema(service.apiVersion, service.kind);
  expect(virtualService && (await resourceErrors(service, virtualService.schema))).toEqual([]);

  const destinationRule = await istioKindSchema('networking.istio.io/v1beta1', 'DestinationRule');
  const rule = {...withoutHost, spec: {host: 'reviews', trafficPolicy: policy}};
  expect(destinationRule && (await resourceErrors(rule, destinationRule.schema))).toMatchObject([
    {kind: 'unsupported', path: ['spec', 'trafficPolicy', 'tls', 'mode']},
  ]);
  expect(destinationRule && (await resourceErrors(withoutHost, destinationRule.schema))).toMatchObject([
    {kind: 'required', path: ['spec', 'host']},
  ]);
});
