// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'services.MultiClusterServiceAnalyzer';
const service = (cluster: string, spec: object, name = 'a/web') => object('Service', name, {cluster, spec});
const ports = [
  {name: 'http', port: 80},
  {name: 'https', port: 443},
];

test('everything in which a service differs is named, with the clusters', async () => {
  const found = await analyze(ANALYZER, [
    service('two', {type: 'NodePort', ports: ports.slice(1)}),
    service('one', {type: 'ClusterIP', ports}),
    service('three', {type: 'ClusterIP', ports}),
  ]);
  expect(found.map(({about}) => about)).toEqual(['IST0170 Service a/web']);
  expect(found[0]?.text).toContain('"a" is inconsistent across clusters ["one" "two"]');
  expect(found[0]?.text).toContain('are: service ports are inconsistent; service type is inconsistent.');
});

test('headless in some clusters concerns them all', async () => {
  const specs = [{clusterIP: 'None'}, {clusterIP: '10.0.0.1'}, {clusterIP: 'None'}];
  const found = await analyze(
    ANALYZER,
    specs.map((spec, i) => service(`c${i}`, spec)),
  );
  expect(found[0]?.text).toContain('["c0" "c1" "c2"]');
  expect(found[0]?.text).toContain('service has mixed mode like headless and clusterIP');
});

test('addresses and the order of ports may differ', async () => {
  const resources = [
    service('one', {clusterIP: '10.0.0.1', ports}),
    service('two', {clusterIP: '10.0.9.1', ports: ports.toReversed()}),
    service('two', {type: 'NodePort'}, 'a/other'),
  ];
  expect(await findings(ANALYZER, resources)).toEqual([]);
});
