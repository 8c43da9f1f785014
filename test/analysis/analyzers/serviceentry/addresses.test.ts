// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {findings, object} from '../../analyzed.js';

const ANALYZER = 'serviceentry.Analyzer';
const entry = (spec: object, status: object = {}) =>
  object('ServiceEntry', 'a/db', {spec: {hosts: ['db.example.com'], ...spec}, status});
const ports = [
  {number: 80, name: 'web', protocol: 'HTTP'},
  {number: 3306, name: 'db', protocol: 'tcp'},
  {number: 9, name: 'any'},
];

test('ports for TCP, be it by default, need addresses', async () => {
  const wanted = ['IST0134 ServiceEntry a/db spec.ports.1.name', 'IST0134 ServiceEntry a/db spec.ports.2.name'];
  expect(await findings(ANALYZER, [entry({ports})])).toEqual(wanted);
});

test('addresses that are given or allocated will do, and other protocols need none', async () => {
  expect(await findings(ANALYZER, [entry({ports, addresses: ['10.0.0.1']})])).toEqual([]);
  expect(await findings(ANALYZER, [entry({ports}, {addresses: [{value: '240.0.0.1'}]})])).toEqual([]);
  expect(await findings(ANALYZER, [entry({ports: ports.slice(0, 1)})])).toEqual([]);
});

test.each([
  [{ISTIO_META_DNS_CAPTURE: 'true'}, 2],
  [{ISTIO_META_DNS_AUTO_ALLOCATE: 'true'}, 2],
  [{ISTIO_META_DNS_CAPTURE: 'true', ISTIO_META_DNS_AUTO_ALLOCATE: 'true'}, 0],
  [{ISTIO_META_DNS_CAPTURE: 'true', PILOT_ENABLE_IP_AUTOALLOCATE: 'true'}, 0],
])('with the metadata %j there are %i findings', async (proxyMetadata, count) => {
  const meshConfig = {...defaultMeshConfig, defaultConfig: {proxyMetadata}};
  expect(await findings(ANALYZER, [entry({ports})], {meshConfig})).toHaveLength(count);
});
