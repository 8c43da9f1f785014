// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'scope.ExportAnalyzer';
const home = object('Namespace', 'shop');

test('says which namespace is missing', async () => {
  const rule = object('DestinationRule', 'shop/cart', {spec: {host: 'cart', exportTo: ['.', 'wbe']}});
  expect(await analyze(ANALYZER, [home, rule])).toEqual([
    {
      about: 'ISTX601 DestinationRule shop/cart spec.exportTo.1',
      text: 'exportTo names namespace "wbe", which does not exist: nobody there reads the object.',
    },
  ]);
});

test('a Service says it in an annotation', async () => {
  const annotations = {'networking.istio.io/exportTo': 'shop, wbe'};
  expect(await findings(ANALYZER, [home, object('Service', 'shop/cart', {annotations})])).toEqual([
    'ISTX601 Service shop/cart metadata.annotations.networking.istio.io/exportTo',
  ]);
});

describe.each(['VirtualService', 'DestinationRule', 'ServiceEntry'] as const)('%s', (kind) => {
  const exported = (...exportTo: string[]) => object(kind, 'shop/cart', {spec: {exportTo}});
  test('reported', async () => {
    expect(await findings(ANALYZER, [home, exported('web')])).toEqual([`ISTX601 ${kind} shop/cart spec.exportTo.0`]);
  });

  test.each([
    ['words', [home, exported('.', '*', '~')]],
    ['a namespace that exists', [home, object('Namespace', 'web'), exported('web')]],
    ['one in which something stands', [home, object('Service', 'web/a'), exported('web')]],
    ['those of the control plane and of Kubernetes', [home, exported('istio-system', 'kube-system')]],
    ['files without any namespace', [exported('web')]],
  ])('%s: not reported', async (_, objects) => {
    expect(await findings(ANALYZER, objects)).toEqual([]);
  });

  test('a part of the cluster: not reported', async () => {
    expect(await findings(ANALYZER, [home, exported('web')], {whole: new Set([kind])})).toEqual([]);
  });
});
