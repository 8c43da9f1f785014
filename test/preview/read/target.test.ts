// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {findPod} from '../../../src/preview/read/target.js';
import {networking, service} from '../sidecar-context.js';

function pod(name: string, namespace: string, labels: string, annotations = '{}'): string {
  return `\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}, labels: ${labels}, annotations: ${annotations}}\nspec: {containers: [{name: app}]}\n`;
}

const MESH = readMesh([
  {
    name: 'k8s.yaml',
    text: [
      pod('cart-2', 'shop', '{app: cart}'),
      pod('cart-1', 'shop', '{app: cart}'),
      pod('cart.v2', 'default', '{app: dotted}'),
      service('cart', 'http:80'),
      pod('ingress', 'istio-system', '{istio: edge}', '{inject.istio.io/templates: gateway}'),
      pod('kgw-istio-1', 'shop', '{gateway.networking.k8s.io/gateway-name: kgw}'),
      networking('Gateway', 'public', '{selector: {istio: edge}, servers: []}'),
    ].join('\n---\n'),
  },
]);

const nameOf = (request: {target?: string; gateway?: string}, namespace = 'default') =>
  findPod(MESH, {namespace, ...request}).name;

describe('findPod', () => {
  test.each([
    ['a pod and its namespace', {target: 'cart-2.shop'}, 'cart-2'],
    ['a pod with a dot in its name', {target: 'cart.v2'}, 'cart.v2'],
    ['a pod with its type', {target: 'pod/cart-1.shop'}, 'cart-1'],
    ['the first pod of a Service', {target: 'svc/cart.shop'}, 'cart-1'],
    ['a workload', {target: 'deploy/cart-2.shop'}, 'cart-2'],
    ['a gateway by its workload', {gateway: 'ingress.istio-system'}, 'ingress'],
    ['a gateway by a Gateway that selects it', {gateway: 'public.shop'}, 'ingress'],
    ['a gateway by its Gateway of Gateway API', {gateway: 'kgw.shop'}, 'kgw-istio-1'],
  ])('finds %s', (_, request, name) => {
    expect(nameOf(request)).toBe(name);
  });

  test.each([
    ['a pod of another namespace', {target: 'cart-1'}, /cannot find cart-1/],
    ['a sidecar as a gateway', {gateway: 'cart-1.shop'}, /cannot find gateway cart-1\.shop/],
    ['both', {target: 'cart-1.shop', gateway: 'kgw.shop'}, /either/],
  ])('does not find %s', (_, request, message) => {
    expect(() => nameOf(request)).toThrow(message);
  });

  test('takes the namespace of the command for a name without one', () => {
    expect(nameOf({target: 'cart-1'}, 'shop')).toBe('cart-1');
  });
});
