// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {disconnectedPods, proxyPods} from '../../src/xds/proxy-pods.js';
import type {ProxyStatus} from '../../src/xds/sync-status.js';

function pod(name: string, phase: string, deletionTimestamp?: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {namespace: 'shop', name, ...(deletionTimestamp !== undefined && {deletionTimestamp})},
    spec: {containers: [{name: 'istio-proxy', image: 'proxyv2:1.30.3'}]},
    status: {phase},
  };
}

test('pods that run, stay and are known to no istiod are disconnected', () => {
  const pods = [
    pod('known', 'Running'),
    pod('lost', 'Running'),
    pod('new', 'Pending'),
    pod('ending', 'Running', '2026-01-01T00:00:00Z'),
  ];
  const connected = [{id: 'known.shop'} as ProxyStatus];
  expect(disconnectedPods(proxyPods(pods), connected).map(({name}) => name)).toEqual(['lost']);
});
