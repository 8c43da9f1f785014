// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'authn.OverlapAnalyzer';
const policy = (name: string, labels?: Record<string, string>, created?: string) => ({
  ...object('PeerAuthentication', name, {
    spec: {mtls: {mode: 'STRICT'}, ...(labels && {selector: {matchLabels: labels}})},
  }),
  ...(created && {created}),
});
const pod = object('Pod', 'shop/cart-1', {labels: {app: 'cart', version: 'v1'}});
const [early, late] = ['2029-01-01T00:00:00Z', '2029-01-02T00:00:00Z'];
const about = (name: string) => `ISTX408 PeerAuthentication ${name} metadata.name`;

test('says for what, and which one counts where that is known', async () => {
  const found = await analyze(ANALYZER, [policy('shop/b', undefined, late), policy('shop/a', undefined, early)]);
  expect(found).toEqual([
    {
      about: about('shop/b'),
      text:
        'PeerAuthentications [shop/a shop/b] are all for all workloads of namespace "shop": only the oldest, "shop/a" ' +
        'takes effect. Merge them, or select different workloads.',
    },
  ]);
});

test('those of different revisions do not meet; one without a revision meets both', async () => {
  const of = (name: string, revision?: string) => ({
    ...policy(name),
    ...(revision !== undefined && {labels: {'istio.io/rev': revision}}),
  });
  const revised = [of('shop/a', 'stable'), of('shop/b', 'canary')];
  expect(await findings(ANALYZER, revised)).toEqual([]);
  expect(await findings(ANALYZER, [...revised, of('shop/c')])).toHaveLength(3);
});

test.each([
  [
    'two of a namespace, of unknown age',
    [policy('shop/a'), policy('shop/b')],
    ['shop/a', 'shop/b'],
    'all workloads of namespace "shop"',
  ],
  [
    'two of the mesh',
    [policy('istio-system/a'), policy('istio-system/b')],
    ['istio-system/a', 'istio-system/b'],
    'the mesh',
  ],
  [
    'two created at once',
    [policy('shop/a', undefined, early), policy('shop/b', undefined, early)],
    ['shop/a', 'shop/b'],
    'namespace',
  ],
  ['an empty selector', [policy('shop/a', {}), policy('shop/b')], ['shop/a', 'shop/b'], 'all workloads'],
  [
    'the same labels',
    [policy('shop/a', {app: 'x'}), policy('shop/b', {app: 'x'})],
    ['shop/a', 'shop/b'],
    'workloads with the labels app=x',
  ],
  [
    'labels of the same pod',
    [pod, policy('shop/a', {app: 'cart'}), policy('shop/b', {version: 'v1'})],
    ['shop/a', 'shop/b'],
    'Pod "shop/cart-1"',
  ],
  [
    'three, of which the oldest is known',
    [policy('shop/a', {}, late), policy('shop/b', {}, early), policy('shop/c', {}, late)],
    ['shop/a', 'shop/c'],
    'all workloads',
  ],
])('%s: reported', async (_, objects, names, what) => {
  const found = await analyze(ANALYZER, objects);
  expect(found.map(({about}) => about)).toEqual(names.map(about));
  expect(found[0]?.text).toContain(what);
});

test.each([
  ['one of each level', [pod, policy('istio-system/a'), policy('shop/b'), policy('shop/c', {app: 'cart'})]],
  ['two namespaces', [policy('shop/a'), policy('web/a')]],
  ['different labels', [pod, policy('shop/a', {app: 'cart'}), policy('shop/b', {app: 'pay'})]],
  ['labels that no pod has both of', [policy('shop/a', {app: 'cart'}), policy('shop/b', {version: 'v1'})]],
  [
    'selectors in the root namespace, which are for nobody',
    [policy('istio-system/a', {app: 'x'}), policy('istio-system/b', {app: 'x'})],
  ],
])('%s: not reported', async (_, objects) => {
  expect(await findings(ANALYZER, objects)).toEqual([]);
});
