// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {maskedDump} from '../../../src/envoy/dump/masked.js';

const type = (name: string): string => `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`;
const BOOTSTRAP = {'@type': type('Bootstrap'), bootstrap: {node: {id: 'ä'}}, last_updated: '2026-12-01T00:00:00Z'};
const CLUSTERS = {'@type': type('Clusters'), version_info: '1', static_clusters: [{a: 1}]};
const ENDPOINTS = {'@type': type('Endpoints'), dynamic_endpoint_configs: []};
const OTHER = {'@type': 'type.googleapis.com/a.b.C', bootstrap: {}};

test.each([
  ['bootstrap', [{...BOOTSTRAP, last_updated: undefined}]],
  ['static_clusters,dynamic_active_clusters', [{...CLUSTERS, version_info: undefined}]],
  ['version_info', [{...CLUSTERS, static_clusters: undefined}]],
  ['dynamic_endpoint_configs,static_endpoint_configs', [ENDPOINTS]],
  ['bootstrap,static_clusters', []],
  ['nothing', []],
])('%s', (mask, configs) => {
  const bytes = Buffer.from(JSON.stringify({configs: [BOOTSTRAP, CLUSTERS, ENDPOINTS, OTHER]}));
  const masked = maskedDump({bytes, name: 'a'}, mask.split(','));
  expect(JSON.parse(masked.toString())).toEqual(JSON.parse(JSON.stringify({configs})));
});
