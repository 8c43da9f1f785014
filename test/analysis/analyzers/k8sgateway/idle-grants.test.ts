// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {linesOf} from '../../analyze.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.IdleGrantAnalyzer';
const group = 'gateway.networking.k8s.io';
const from = [{group, kind: 'HTTPRoute', namespace: 'shop'}];
const grant = (to: object[], more: object = {}) => object('ReferenceGrant', 'store/g', {spec: {from, to, ...more}});
const shop = object('Namespace', 'shop');

describe('on a cluster', () => {
  test.each([
    ['Service', 'The ReferenceGrant has no effect for Service "store/x": not found.'],
    ['Secret', 'The ReferenceGrant has no effect for Secret "store/x": not found.'],
  ])('a %s that does not exist', async (kind, text) => {
    const found = await analyze(ANALYZER, [shop, grant([{kind: 'Service'}, {group: '', kind, name: 'x'}])]);
    expect(found).toEqual([{about: 'ISTX214 ReferenceGrant store/g spec.to.1.name', text}]);
  });

  test('a namespace that does not exist', async () => {
    expect(await analyze(ANALYZER, [grant([{group: '', kind: 'Service'}])])).toEqual([
      {
        about: 'ISTX214 ReferenceGrant store/g spec.from.0.namespace',
        text: 'The ReferenceGrant has no effect for namespace "shop": not found.',
      },
    ]);
  });

  test.each([
    ['a Service that exists', [{group: '', kind: 'Service', name: 'cart'}]],
    ['all of a kind', [{group: '', kind: 'Service'}]],
    ['kinds of others', [{group: 'example.com', kind: 'Service', name: 'x'}]],
    ['kinds that are not read', [{group: '', kind: 'ConfigMap', name: 'x'}]],
  ])('%s', async (_, to) => {
    expect(await findings(ANALYZER, [shop, object('Service', 'store/cart'), grant(to)])).toEqual([]);
  });

  test('namespaces that are never read may exist', async () => {
    const system = grant([{group: '', kind: 'Service'}], {
      from: [{group, kind: 'HTTPRoute', namespace: 'kube-system'}],
    });
    expect(await findings(ANALYZER, [system])).toEqual([]);
  });
});

describe('in files', () => {
  const written = (apiVersion: string, kind: string, name: string, more: object = {}) =>
    JSON.stringify({apiVersion, kind, metadata: {name, namespace: 'store'}, ...more});
  const to = [{group: '', kind: 'Service', name: 'x'}];
  const written1 = written(`${group}/v1beta1`, 'ReferenceGrant', 'g', {spec: {from, to}});
  const service = written('v1', 'Service', 'cart', {spec: {ports: [{port: 80, name: 'http'}]}});
  const namespace = (name: string) => JSON.stringify({apiVersion: 'v1', kind: 'Namespace', metadata: {name}});
  const idle = async (documents: string[], complete: boolean) =>
    (await linesOf(documents.join('\n---\n'), {complete})).filter((line) => line.includes('ISTX214'));

  test('that are the whole cluster and hold more of the namespace', async () => {
    expect(await idle([written1, service], true)).toHaveLength(1);
    expect(await idle([written1, service], false)).toEqual([]);
    expect(await idle([written1], true)).toEqual([]);
  });

  test('that hold other namespaces', async () => {
    expect(await idle([written1, namespace('store')], true)).toHaveLength(1);
    expect(await idle([written1, namespace('store'), namespace('shop')], true)).toEqual([]);
    const inhabitant = service.replace('"store"', '"shop"');
    expect(await idle([written1, namespace('store'), inhabitant], true)).toEqual([]);
  });
});
