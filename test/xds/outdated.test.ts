// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {compareVersions, outdatedProxies, wantedFrom} from '../../src/xds/outdated.js';
import {proxyPods} from '../../src/xds/proxy-pods.js';

function podsOf(...images: string[]) {
  return proxyPods(
    images.map((image, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {namespace: 'shop', name: `p${i}`, annotations: {'sidecar.istio.io/status': '{"revision":"r"}'}},
      spec: {initContainers: [{name: 'istio-proxy', image}]},
      status: {phase: 'Running'},
    })),
  );
}

describe('outdated proxies', () => {
  test.each([
    ['1.30.9', '1.30.10', -1],
    ['1.30.3', '1.30.3-distroless', 0],
    ['v1.31', '1.30.9', 1],
    ['1.31-alpha.abc', '1.31.0', 0],
    ['latest', '1.30.3', undefined],
  ])('%s against %s', (a, b, order) => {
    const found = compareVersions(a, b);
    expect(found === undefined ? undefined : Math.sign(found)).toBe(order);
  });

  test('what a proxy reports goes before the tag of its image', () => {
    const pods = podsOf('hub/proxyv2:1.29.0');
    const istiods = [{revision: 'r', version: '1.30.3'}];
    expect(outdatedProxies(pods, new Map([['p0.shop', '1.30.3']]), istiods, {kind: 'own'})).toEqual([]);
    expect(outdatedProxies(pods, new Map(), istiods, {kind: 'own'})).toMatchObject([
      {version: '1.29.0', connected: false},
    ]);
  });

  test.each([
    ['hub:5000/proxyv2@sha256:abc', undefined],
    ['hub:5000/proxyv2:1.30.3@sha256:abc', '1.30.3'],
  ])('the tag of %s', (image, tag) => {
    expect(podsOf(image)[0]?.imageTag).toBe(tag);
  });

  test('a version that cannot be told is said, and an istiod that could not be asked judges nobody', () => {
    const [pods, unknown] = [podsOf('hub/proxyv2:latest'), [{revision: 'r', version: undefined}]];
    const found = outdatedProxies(pods, new Map(), [{revision: 'r', version: '1.30.3'}], {kind: 'own'});
    expect(found).toMatchObject([{reason: 'version cannot be told', wanted: '1.30.3'}]);
    expect(outdatedProxies(pods, new Map(), unknown, {kind: 'own'})).toEqual([]);
    expect(outdatedProxies(pods, new Map(), [], {kind: 'own'})).toMatchObject([{reason: 'revision r has no istiod'}]);
  });

  test('what --than means', () => {
    expect(wantedFrom(undefined)).toEqual({kind: 'own'});
    expect(wantedFrom('1.30')).toEqual({kind: 'version', version: '1.30'});
    expect(wantedFrom('1-30-3')).toEqual({kind: 'revision', revision: '1-30-3'});
  });
});
