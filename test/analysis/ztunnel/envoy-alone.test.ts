// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {linesOf} from '../analyze.js';

const object = (apiVersion: string, kind: string, name: string, rest: object) => {
  const [namespace, own] = name.includes('/') ? name.split('/') : [undefined, name];
  const {labels, ...more} = rest as {labels?: object};
  return {apiVersion, kind, metadata: {name: own, namespace, labels}, ...more};
};
const namespace = (name: string, mode = 'ambient') =>
  object('v1', 'Namespace', name, {labels: {'istio.io/dataplane-mode': mode}});
const pod = (name: string, labels: object, ...containers: string[]) =>
  object('v1', 'Pod', name, {
    labels,
    spec: {containers: ['app', ...containers].map((each) => ({name: each, image: `shop/${each}`}))},
  });
const policy = (name: string, spec: object) => object('security.istio.io/v1', 'AuthorizationPolicy', name, {spec});
const DENY_METHODS = {action: 'DENY', rules: [{to: [{operation: {methods: ['*']}}]}]};
const SELECTED = {selector: {matchLabels: {app: 'a'}}, ...DENY_METHODS};
const JWT = {action: 'DENY', rules: [{from: [{source: {notRequestPrincipals: ['*']}}]}]};

async function codes(...objects: object[]): Promise<string[]> {
  const lines = await linesOf(objects.map((each) => JSON.stringify(each)).join('\n---\n'));
  return lines.flatMap((line) => /\[(IST0133|ISTX108|ISTX40[34])\]/.exec(line)?.[1] ?? []).toSorted();
}

const waypoint = {
  'gateway.networking.k8s.io/gateway-name': 'w',
  'gateway.istio.io/managed': 'istio.io-mesh-controller',
};
const gateway = {
  'gateway.networking.k8s.io/gateway-name': 'g',
  'gateway.istio.io/managed': 'istio.io-gateway-controller',
};

describe('what is true of Envoys only', () => {
  test.each([
    ['ambient pods alone', [namespace('shop'), pod('shop/a', {app: 'a'}), policy('shop/p', SELECTED)]],
    ['a namespace without known pods', [namespace('shop'), policy('shop/p', DENY_METHODS)]],
    [
      'pods with a waypoint beside',
      [namespace('shop'), pod('shop/a', {}), pod('shop/w', waypoint), policy('shop/p', DENY_METHODS)],
    ],
    ['the whole mesh', [namespace('shop'), pod('shop/a', {}), policy('istio-system/p', DENY_METHODS)]],
  ])('is not said of policies for %s', async (_, objects) => {
    expect(await codes(...objects)).toEqual(['ISTX108']);
  });

  test.each([
    [
      'pods with sidecars too',
      [
        namespace('shop'),
        pod('shop/a', {app: 'a'}),
        pod('shop/b', {app: 'a'}, 'istio-proxy'),
        policy('shop/p', SELECTED),
      ],
    ],
    [
      'a gateway beside',
      [namespace('shop'), pod('shop/a', {}), pod('shop/g', gateway), policy('shop/p', DENY_METHODS)],
    ],
    [
      'a mesh with sidecars',
      [namespace('shop'), pod('shop/a', {}), pod('old/b', {}, 'istio-proxy'), policy('istio-system/p', DENY_METHODS)],
    ],
  ])('is said of policies for %s', async (_, objects) => {
    expect(await codes(...objects)).toEqual(['IST0133', 'ISTX108', 'ISTX403']);
  });

  test('is said of policies for no ambient pods', async () => {
    expect(
      await codes(namespace('shop', 'none'), pod('shop/a', {app: 'a'}, 'istio-proxy'), policy('shop/p', SELECTED)),
    ).toEqual(['IST0133', 'ISTX403']);
  });

  test('JWTs that nothing reads are said to deny everything of Envoys only', async () => {
    expect(await codes(namespace('shop'), pod('shop/a', {}), policy('shop/p', JWT))).toEqual(['ISTX108']);
    expect(await codes(namespace('shop', 'none'), pod('shop/a', {}, 'istio-proxy'), policy('shop/p', JWT))).toEqual([
      'IST0133',
      'ISTX404',
    ]);
  });
});

test('an empty DENY rule denies everything in ztunnel as well', async () => {
  const all = {action: 'DENY', rules: [{from: [{source: {ipBlocks: ['0.0.0.0/0']}}]}]};
  expect(await codes(namespace('shop'), pod('shop/a', {}), policy('shop/p', all))).toEqual(['ISTX403']);
});
