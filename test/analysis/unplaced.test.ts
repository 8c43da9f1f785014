// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {linesOf} from './analyze.js';

const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');
const placed = (object: {metadata: object}, namespace?: string) => ({
  ...object,
  metadata: {...object.metadata, ...(namespace && {namespace})},
});

const account = {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'web'}};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {name: 'cart'},
  spec: {template: {metadata: {labels: {app: 'cart'}}, spec: {serviceAccountName: 'web', containers: [{name: 'a'}]}}},
};
const policy = {
  apiVersion: 'security.istio.io/v1',
  kind: 'AuthorizationPolicy',
  metadata: {name: 'cart'},
  spec: {
    selector: {matchLabels: {app: 'cart'}},
    rules: [{from: [{source: {principals: ['cluster.local/ns/shop/sa/web']}}]}],
  },
};
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {name: 'cart'},
  spec: {selector: {app: 'cart'}, ports: [{name: 'http', port: 80}]},
};
const gateway = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'Gateway',
  metadata: {name: 'front'},
  spec: {
    selector: {istio: 'ingressgateway'},
    servers: [{port: {number: 80, name: 'http', protocol: 'HTTP'}, hosts: ['*']}],
  },
};
const routes = (host: string, gateways: string[]) => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: {name: 'cart'},
  spec: {hosts: ['cart.example.com'], gateways, http: [{route: [{destination: {host}}]}]},
});
const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: {name: 'cart'},
  spec: {
    parentRefs: [{group: '', kind: 'Service', name: 'cart', port: 80}],
    rules: [{backendRefs: [{name: 'cart', port: 80}]}],
  },
};

describe.each(['', 'default'])('objects that leave the namespace to kustomize, as if in "%s"', (defaultNamespace) => {
  const lines = (...documents: object[]) => linesOf(yaml(...documents), {defaultNamespace});

  test.each([
    ['a service account', [account, deployment, policy]],
    ['what pods run as', [deployment, policy]],
    ['a service by its full name', [service, deployment, gateway, routes('cart.shop.svc.cluster.local', ['front'])]],
    ['a gateway by its full name', [service, deployment, gateway, routes('cart', ['shop/front'])]],
    ['the service of a route elsewhere', [service, deployment, placed(route, 'shop')]],
  ])('%s may be in the namespace that is meant', async (_, documents) => {
    expect(await lines(...documents)).toEqual([]);
  });

  test.each([
    [
      'no account of the name',
      [deployment, {...policy, spec: {rules: [{from: [{source: {principals: ['cluster.local/ns/shop/sa/x']}}]}]}}],
      'ISTX401',
    ],
    ['no service of the name', [deployment, gateway, routes('pay.shop.svc.cluster.local', ['front'])], 'IST0101'],
    ['no gateway of the name', [service, deployment, routes('cart', ['shop/back'])], 'IST0101'],
  ])('but there is %s', async (_, documents, code) => {
    expect((await lines(...documents)).join('\n')).toContain(`[${code}]`);
  });
});

test('what names its namespace is nowhere else', async () => {
  const found = await linesOf(yaml(placed(account, 'pay'), placed(deployment, 'pay'), placed(policy, 'pay')));
  expect(found.join('\n')).toContain('[ISTX401]');
  const elsewhere = await linesOf(
    yaml(placed(service, 'pay'), placed(routes('cart.shop.svc.cluster.local', []), 'pay')),
  );
  expect(elsewhere.join('\n')).toContain('[IST0101]');
});

test('a route without a namespace may be beside any service of the name', async () => {
  expect(await linesOf(yaml(placed(service, 'shop'), placed(deployment, 'shop'), route))).toEqual([]);
  expect(await linesOf(yaml(placed(service, 'shop'), placed(deployment, 'shop'), routes('cart', [])))).toEqual([]);
});

test('no message has a gap where the namespace is missing', async () => {
  const both = yaml(route, routes('cart', []), {...routes('cart', []), metadata: {name: 'two'}}).replaceAll(
    '"cart.example.com"',
    '"cart"',
  );
  const found = await linesOf(both);
  expect(found.filter((line) => line.includes('[IST0109]'))).toHaveLength(2);
  expect(found.filter((line) => line.includes('[ISTX302]'))).toHaveLength(1);
  expect(found.join('\n')).not.toContain('..svc');
  expect((await linesOf(both, {compat: true})).join('\n')).toContain('*/cart..svc.cluster.local');
});
