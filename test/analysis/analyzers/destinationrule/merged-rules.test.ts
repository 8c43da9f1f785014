// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'destinationrule.MergeAnalyzer';
const rule = (name: string, spec: object, created?: string) => ({
  ...object('DestinationRule', name, {spec: {host: 'cart', ...spec}}),
  ...(created && {created}),
});
const tls = {trafficPolicy: {tls: {mode: 'ISTIO_MUTUAL'}}};
const balanced = {trafficPolicy: {loadBalancer: {simple: 'RANDOM'}}};
const subset = (name: string, version: string) => ({subsets: [{name, labels: {version}}]});
const [early, late] = ['2029-01-01T00:00:00Z', '2029-01-02T00:00:00Z'];

test('says what is lost, and which rule counts where that is known', async () => {
  expect(await analyze(ANALYZER, [rule('shop/a', tls, late), rule('shop/b', balanced, early)])).toEqual([
    {
      about: 'ISTX409 DestinationRule shop/a spec.trafficPolicy',
      text:
        'DestinationRules [shop/a shop/b] are all for host "cart": istiod merges them and takes trafficPolicy from ' +
        'the oldest, "shop/b" only. Merge them into one.',
    },
  ]);
});

test.each([
  [
    'traffic policies of unknown age',
    [rule('shop/a', tls), rule('shop/b', balanced)],
    ['shop/a spec.trafficPolicy', 'shop/b spec.trafficPolicy'],
  ],
  [
    'its full name',
    [rule('shop/a', tls, early), rule('shop/b', {...balanced, host: 'cart.shop.svc.cluster.local'}, late)],
    ['shop/b spec.trafficPolicy'],
  ],
  [
    'a subset twice',
    [rule('shop/a', subset('v1', '1'), early), rule('shop/b', subset('v1', '2'), late)],
    ['shop/b spec.subsets.0.name'],
  ],
  [
    'the same exportTo',
    [
      rule('shop/a', {...tls, exportTo: ['.', 'web']}, early),
      rule('shop/b', {...balanced, exportTo: ['web', '.']}, late),
    ],
    ['shop/b spec.trafficPolicy'],
  ],
])('%s: reported', async (_, objects, places) => {
  expect(await findings(ANALYZER, objects)).toEqual(places.map((place) => `ISTX409 DestinationRule ${place}`));
});

test.each([
  ['a traffic policy and a subset', [rule('shop/a', tls), rule('shop/b', subset('v1', '1'))]],
  ['different subsets', [rule('shop/a', subset('v1', '1')), rule('shop/b', subset('v2', '2'))]],
  ['the same twice', [rule('shop/a', {...tls, ...subset('v1', '1')}), rule('shop/b', {...tls, ...subset('v1', '1')})]],
  ['two hosts', [rule('shop/a', tls), rule('shop/b', {...balanced, host: 'pay'})]],
  ['two namespaces', [rule('shop/a', {...tls, host: 'c.com'}), rule('web/a', {...balanced, host: 'c.com'})]],
  ['another exportTo', [rule('shop/a', tls), rule('shop/b', {...balanced, exportTo: ['.']})]],
  [
    'another selector',
    [rule('shop/a', tls), rule('shop/b', {...balanced, workloadSelector: {matchLabels: {app: 'x'}}})],
  ],
])('%s: not reported', async (_, objects) => {
  expect(await findings(ANALYZER, objects)).toEqual([]);
});
