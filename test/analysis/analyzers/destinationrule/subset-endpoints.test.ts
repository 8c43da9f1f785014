// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {findings, object} from '../../analyzed.js';

const ANALYZER = 'destinationrule.SubsetSelectPodAnalyzer';
const rule = (labels: object, host = 'cart', name = 'shop/r') =>
  object('DestinationRule', name, {spec: {host, subsets: [{name: 'v1', labels}]}});
const cart = object('Service', 'shop/cart', {spec: {selector: {app: 'cart'}, ports: [{port: 80}]}});
const pod = (labels: object, name = 'shop/p', spec: object = {}) =>
  object('Pod', name, {labels: {app: 'cart', ...labels}, spec});
const EMPTY = ['IST0173 DestinationRule shop/r'];

describe('a subset has no endpoint where the pods', () => {
  test.each([
    ['lack its labels', [cart, pod({version: 'v2'})]],
    ['are not of the Service', [cart, object('Pod', 'shop/p', {labels: {app: 'pay', version: 'v1'}})]],
    ['are of another namespace', [cart, pod({version: 'v1'}, 'other/p')]],
    ['are none', [cart]],
  ])('%s', async (_, resources) => {
    expect(await findings(ANALYZER, [...resources, rule({version: 'v1'})])).toEqual(EMPTY);
  });
});

describe('a subset has endpoints', () => {
  test.each([
    ['among pods', [cart, pod({version: 'v1'})]],
    ['without a selector, which others fill', [object('Service', 'shop/cart', {spec: {ports: [{port: 80}]}})]],
    ['elsewhere', [object('Service', 'shop/cart', {spec: {type: 'ExternalName', selector: {a: 'b'}}})]],
  ])('%s', async (_, resources) => {
    expect(await findings(ANALYZER, [...resources, rule({version: 'v1'})])).toEqual([]);
  });

  test('of another namespace, by its full name', async () => {
    const far = rule({version: 'v1'}, 'cart.shop.svc.cluster.local', 'web/r');
    expect(await findings(ANALYZER, [cart, pod({version: 'v1'}), far])).toEqual([]);
    expect(await findings(ANALYZER, [cart, pod({version: 'v1'}, 'web/p'), far])).toHaveLength(1);
  });
});

const entry = (spec: object) =>
  object('ServiceEntry', 'shop/depot', {spec: {hosts: ['depot.example.com'], ports: [{number: 80}], ...spec}});
const STATIC = {resolution: 'STATIC'};

describe('of a host outside the mesh', () => {
  test.each([
    ['an address has the labels', entry({...STATIC, endpoints: [{address: '1.2.3.4', labels: {version: 'v1'}}]}), []],
    ['no address has them', entry({...STATIC, endpoints: [{address: '1.2.3.4', labels: {version: 'v2'}}]}), EMPTY],
    ['there are no addresses', entry(STATIC), EMPTY],
    ['the name is the only address, which has no labels', entry({resolution: 'DNS'}), EMPTY],
    ['connections go where they were going', entry({resolution: 'NONE'}), []],
  ])('%s', async (_, host, expected) => {
    expect(await findings(ANALYZER, [host, rule({version: 'v1'}, 'depot.example.com')])).toEqual(expected);
  });

  test('a subset that asks for nothing takes the name', async () => {
    expect(await findings(ANALYZER, [entry({resolution: 'DNS'}), rule({}, 'depot.example.com')])).toEqual([]);
  });

  test('pods and machines are selected in the namespace of the entry', async () => {
    const host = entry({...STATIC, workloadSelector: {labels: {app: 'cart'}}});
    const subset = rule({version: 'v1'}, 'depot.example.com');
    expect(await findings(ANALYZER, [host, subset, pod({version: 'v1'})])).toEqual([]);
    expect(await findings(ANALYZER, [host, subset, pod({version: 'v1'}, 'other/p')])).toEqual(EMPTY);
  });

  test('another entry for the same host counts, too', async () => {
    const one = entry({...STATIC, endpoints: [{address: '1.2.3.4', labels: {version: 'v2'}}]});
    const other = object('ServiceEntry', 'shop/more', {
      spec: {hosts: ['depot.example.com'], ...STATIC, endpoints: [{address: '1.2.3.5', labels: {version: 'v1'}}]},
    });
    expect(await findings(ANALYZER, [one, other, rule({version: 'v1'}, 'depot.example.com')])).toEqual([]);
  });
});

describe('labels of places', () => {
  const west = {'topology.kubernetes.io/region': 'west', 'topology.kubernetes.io/zone': 'west-1'};
  const node = object('Node', 'n1', {labels: west});

  test.each([
    ['of a node that is known', [node, pod({}, 'shop/p', {nodeName: 'n1'})], []],
    ['of a node that nobody knows', [pod({}, 'shop/p', {nodeName: 'n2'})], []],
    ['of no node yet', [pod({})], []],
  ])('%s', async (_, resources, expected) => {
    expect(await findings(ANALYZER, [cart, ...resources, rule(west)])).toEqual(expected);
  });

  test('of another place do not fit', async () => {
    const east = object('Node', 'n1', {labels: {'topology.kubernetes.io/region': 'east'}});
    const at = pod({}, 'shop/p', {nodeName: 'n1'});
    expect(await findings(ANALYZER, [cart, east, at, rule(west)])).toEqual(EMPTY);
    expect(await findings(ANALYZER, [cart, node, at, rule({'kubernetes.io/hostname': 'n2'})])).toEqual(EMPTY);
  });

  test('of clusters and networks are not in objects', async () => {
    const labels = {'topology.istio.io/cluster': 'c1', 'topology.istio.io/network': 'n1'};
    expect(await findings(ANALYZER, [cart, pod({}), rule(labels)])).toEqual([]);
  });
});

describe('a host with a star', () => {
  test.each(['*.shop.svc.cluster.local', '*.local', '*', '*.cluster.local'])('%s is that of services', async (host) => {
    expect(await findings(ANALYZER, [cart, rule({version: 'v1'}, host)])).toEqual([]);
  });

  test.each([
    ['*.example.com', ['IST0174 DestinationRule shop/r']],
    ['*.pay.svc.cluster.local', ['IST0174 DestinationRule shop/r']],
  ])('%s is of nothing here', async (host, expected) => {
    expect(await findings(ANALYZER, [cart, rule({version: 'v1'}, host)])).toEqual(expected);
  });

  test('may be wider than that of an entry', async () => {
    const wild = entry({hosts: ['*.example.com'], resolution: 'NONE'});
    expect(await findings(ANALYZER, [wild, rule({}, '*.eu.example.com')])).toEqual([]);
    expect(await findings(ANALYZER, [wild, rule({}, '*.com')])).toEqual([]);
    expect(await findings(ANALYZER, [wild, rule({}, 'a.example.com')])).toEqual([]);
  });
});
