// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {withGatewayApi} from '../../../src/preview/gateway-api/convert.js';
import {readMesh} from '../../../src/preview/read/mesh.js';

function converted(kind: string, spec: string) {
  const text = `apiVersion: gateway.networking.k8s.io/v1\nkind: ${kind}\nmetadata: {name: own, namespace: shop}\nspec: ${spec}\n---
apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {ports: [{port: 80}]}\n`;
  return withGatewayApi(readMesh([{name: 'mesh.yaml', text}])).mesh;
}

const PARENT = 'parentRefs: [{group: "", kind: Service, name: cart}]';

describe('objects of Gateway API that lack fields', () => {
  test.each([
    ['a Gateway without anything', 'Gateway', '{}'],
    ['a listener without anything', 'Gateway', '{gatewayClassName: istio, listeners: [null, {}]}'],
    [
      'TLS without certificates',
      'Gateway',
      '{gatewayClassName: istio, listeners: [{name: a, port: 443, protocol: HTTPS, tls: {}}]}',
    ],
    ['a ListenerSet without a Gateway', 'ListenerSet', '{listeners: [{name: a}]}'],
    ['a route without parents', 'HTTPRoute', '{parentRefs: null, rules: [null]}'],
    ['a backend without a name', 'HTTPRoute', `{${PARENT}, rules: [{backendRefs: [{port: 80}]}]}`],
    ['a backend without a port', 'HTTPRoute', `{${PARENT}, rules: [{backendRefs: [{name: cart}]}]}`],
    [
      'an unknown filter',
      'HTTPRoute',
      `{${PARENT}, rules: [{filters: [{type: Own}], backendRefs: [{name: cart, port: 80}]}]}`,
    ],
    ['a grant without kinds', 'ReferenceGrant', '{from: [{}], to: [null]}'],
  ])('%s makes nothing', (_, kind, spec) => {
    const {gateways, virtualServices} = converted(kind, spec);
    expect([gateways, virtualServices]).toEqual([[], []]);
  });

  test.each([
    ['no backends: 404', 'HTTPRoute', `{${PARENT}, rules: [{}]}`, {directResponse: {status: 404}}],
    ['no backends of gRPC: 500', 'GRPCRoute', `{${PARENT}, rules: [{}]}`, {directResponse: {status: 500}}],
    [
      'backends of no weight: 500',
      'HTTPRoute',
      `{${PARENT}, rules: [{backendRefs: [{name: cart, port: 80, weight: 0}]}]}`,
      {directResponse: {status: 500}},
    ],
    [
      'a mirror that is missing',
      'HTTPRoute',
      `{${PARENT}, rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: gone, port: 80}}}]}]}`,
      {directResponse: {status: 404}},
    ],
  ])('%s', (_, kind, spec, route) => {
    expect(converted(kind, spec).virtualServices.flatMap((object) => object.spec.http)).toEqual([
      {name: 'shop.own.0', ...route},
    ]);
  });

  test('a value of another type is refused with its place', () => {
    expect(() => converted('HTTPRoute', '{hostnames: all}')).toThrow(
      /^cannot read a document: mesh\.yaml:1: .*hostnames/,
    );
  });
});
