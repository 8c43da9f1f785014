// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'meshnetworks.MeshNetworksAnalyzer';
const networks = (fromRegistry: string) => ({meshNetworks: {networks: {n1: {endpoints: [{fromRegistry}, {}]}}}});
const secret = (labels: Record<string, string>) => object('Secret', 'x/remote', {labels, data: {west: 'e30='}});

test('an unknown registry is reported', async () => {
  expect(await analyze(ANALYZER, [secret({})], networks('west'))).toEqual([
    {
      about: 'IST0126 MeshNetworks istio-system/meshnetworks',
      text: 'Unknown service registry west in network n1',
    },
  ]);
  expect(await findings(ANALYZER, [], networks('kubernetes'))).toHaveLength(1);
});

test('clusters with a secret and the built-in registries are known', async () => {
  expect(await findings(ANALYZER, [secret({'istio/multiCluster': 'true'})], networks('west'))).toEqual([]);
  expect(await findings(ANALYZER, [], networks('Kubernetes'))).toEqual([]);
});
