// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {meshVersions} from '../../src/version/report.js';

const CDS = 'type.googleapis.com/envoy.config.cluster.v3.Cluster';
const istiod = (entry: object) => ({
  pod: {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'istiod-1'}},
  version: '1.30.3-abc-Clean',
  syncz: JSON.stringify([{proxy: 'a.shop', proxy_type: 'sidecar', istio_version: '1.30.3', ...entry}]),
});

describe('which clients of istiod are proxies', () => {
  test.each([
    ['one of an istiod that lists no resources', {}, 1],
    ['one that asks for clusters', {resources: {[CDS]: {}}}, 1],
    ['one that asks for clusters and looks around', {resources: {[CDS]: {}, 'istio.io/debug': {}}}, 1],
    ['a tool that looks around', {resources: {'istio.io/debug/syncz': {}}}, 0],
    ['a tool that has asked for nothing yet', {istio_version: '65536.65536.65536'}, 0],
  ])('%s', (_, entry, proxies) => {
    expect(meshVersions([istiod(entry)]).dataPlaneVersion).toHaveLength(proxies);
    expect(meshVersions([istiod(entry)], {withTools: true}).dataPlaneVersion).toHaveLength(1);
  });
});
