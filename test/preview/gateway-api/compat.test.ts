// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {withGatewayApi} from '../../../src/preview/gateway-api/convert.js';
import {readMesh} from '../../../src/preview/read/mesh.js';

const OBJECTS = `
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {clusterIP: 10.0.0.2, ports: [{name: grpc, port: 80}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: shop}
spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: cart, port: 80}]
  rules: [{backendRefs: [{name: cart, port: 80}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: rpc, namespace: shop}
spec:
  parentRefs: [{group: "", kind: Service, name: cart}]
  rules:
  - matches: [{method: {service: shop.Cart, method: Add}}]
    backendRefs: [{name: cart, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: tls, namespace: shop}
spec: {}
`;

function converted(compat: boolean) {
  return withGatewayApi(readMesh([{name: 'mesh.yaml', text: OBJECTS}], {compat}));
}

describe('routes of Gateway API in the mesh', () => {
  test.each([
    [
      'in the order of the files',
      false,
      ['own', 'shop~80~cart.shop.svc.cluster.local', 'shop~cart.shop.svc.cluster.local'],
    ],
    ['as the recorded control plane had them', true, ['shop~80~cart.shop.svc.cluster.local', 'own']],
  ])('%s', (_, compat, names) => {
    expect(converted(compat).mesh.virtualServices.map(({name}) => name)).toEqual(names);
  });

  test('a call of gRPC is a path', () => {
    expect(converted(false).mesh.virtualServices.at(2)?.spec.http).toEqual([
      {
        name: 'shop.rpc.0',
        match: [{uri: {exact: '/shop.Cart/Add'}}],
        route: [{destination: {host: 'cart.shop.svc.cluster.local', port: {number: 80}}}],
      },
    ]);
  });

  test('what is not converted is named', () => {
    expect([...converted(false).notSimulated]).toEqual(['BackendTLSPolicy shop/tls']);
  });
});
