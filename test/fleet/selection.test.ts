// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {liveSource} from '../../src/fleet/live-source.js';
import {type Proxy, proxyOf} from '../../src/fleet/proxy.js';
import {snapshotSource} from '../../src/fleet/snapshot-source.js';
import {matchesSelector} from '../../src/kube/label-selector.js';

function pod(
  name: string,
  role: string,
  more: {phase?: string; native?: boolean; ending?: boolean; labels?: Record<string, string>} = {},
) {
  const {phase = 'Running', native = false, ending = false, labels = {}} = more;
  const deletion = ending && {deletionTimestamp: '2026-01-01T00:00:00Z'};
  const proxy = {name: 'istio-proxy', args: ['proxy', role, '--domain', 'x']};
  const spec = native ? {initContainers: [proxy], containers: [{name: 'app'}]} : {containers: [{name: 'app'}, proxy]};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace: 'shop', name, labels, ...deletion},
    spec,
    status: {phase},
  };
}

const PODS = [
  pod('web', 'sidecar'),
  pod('cart', 'sidecar', {native: true}),
  pod('ingress', 'router'),
  pod('wp', 'waypoint'),
  pod('zt', 'ztunnel'),
  pod('done', 'sidecar', {phase: 'Succeeded'}),
  pod('late', 'sidecar', {phase: 'Pending'}),
  pod('ending', 'sidecar', {ending: true}),
  pod('ending-zt', 'ztunnel', {ending: true}),
  {apiVersion: 'v1', kind: 'Pod', metadata: {namespace: 'shop', name: 'bare'}, spec: {containers: [{name: 'app'}]}},
];
const everything = {targets: [], namespace: undefined, labels: undefined, roles: []};

describe('which proxies are meant', () => {
  const source = liveSource({
    listPods: async () => PODS,
    podsOf: async (target) => [
      {namespace: 'shop', name: `${target}-2`},
      {namespace: 'shop', name: `${target}-1`},
    ],
    admin: async (_, path) => Buffer.from(path),
  });

  test.each<[object, string[]]>([
    [{}, ['cart', 'ingress', 'late', 'web', 'wp']],
    [{roles: ['gateway']}, ['ingress']],
    [{roles: ['waypoint', 'gateway']}, ['ingress', 'wp']],
    [{roles: ['ztunnel']}, ['zt']],
    [{targets: ['web', 'cart', 'web']}, ['cart-1', 'cart-2', 'web-1', 'web-2']],
  ])('%j', async (selection, names) => {
    expect((await source.find({...everything, ...selection})).map(({name}) => name)).toEqual(names);
  });

  test('a pod that does not run says so', () => {
    expect(proxyOf(pod('late', 'sidecar', {phase: 'Pending'}))?.problem).toBe('the pod is Pending');
    expect(proxyOf(pod('web', 'sidecar'))?.problem).toBeUndefined();
  });

  test('of a snapshot', async () => {
    const proxies: Proxy[] = [
      {namespace: 'shop', name: 'web', role: 'sidecar', labels: {app: 'web'}},
      {namespace: 'pay', name: 'web', role: 'gateway', labels: {}},
    ];
    const saved = snapshotSource({proxies, read: () => ({bytes: Buffer.from(''), name: ''})});
    const names = async (selection: object) =>
      (await saved.find({...everything, ...selection})).map(({name, namespace}) => `${name}.${namespace}`);
    expect(await names({})).toEqual(['web.pay', 'web.shop']);
    expect(await names({namespace: 'pay'})).toEqual(['web.pay']);
    expect(await names({labels: 'app=web'})).toEqual(['web.shop']);
    expect(await names({roles: ['gateway']})).toEqual(['web.pay']);
    expect(await names({targets: ['web.shop']})).toEqual(['web.shop']);
    expect(await names({targets: ['web']})).toEqual(['web.pay', 'web.shop']);
    await expect(names({targets: ['deploy/web']})).rejects.toThrow('a snapshot knows pods by their names only');
  });
});

describe('matchesSelector', () => {
  const labels = {app: 'cart', 'istio.io/rev': 'canary', tier: ''};
  test.each<[string, boolean]>([
    ['app=cart', true],
    ['app==cart,istio.io/rev=canary', true],
    ['app!=cart', false],
    ['missing!=x', true],
    ['app in (web, cart),tier', true],
    ['app notin (web,pay)', true],
    ['missing notin (a)', true],
    ['missing in (a)', false],
    ['!missing', true],
    ['!app', false],
    ['tier=', true],
    ['app', true],
    ['toString', false],
  ])('%s', (selector, matches) => {
    expect(matchesSelector(labels, selector)).toBe(matches);
  });

  test('refuses what is no selector', () => {
    expect(() => matchesSelector(labels, 'a b')).toThrow('"a b" is no label selector');
  });
});
