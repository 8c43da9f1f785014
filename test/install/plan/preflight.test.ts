// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {clusterWarnings, versionChange} from '../../../src/install/plan/preflight.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';

const TODAY = Date.UTC(2026, 10, 24);

/** A cluster with these images in its istiod pods. */
function cluster(images: string[], minor = '34') {
  const pods = images.map(
    (image): KubeObject => ({apiVersion: 'v1', kind: 'Pod', metadata: {name: 'istiod'}, spec: {containers: [{image}]}}),
  );
  const serverVersion = async () => ({gitVersion: `v1.${minor}.0`, major: '1', minor});
  return {serverVersion, list: async () => pods};
}

async function warnings(from: ReturnType<typeof cluster>, {version = '1.30.10', revision = '', today = TODAY} = {}) {
  const change = await versionChange(from, {namespace: 'istio-system', revision}, version);
  return clusterWarnings(from, {version, revision, change}, today);
}

test.each<[string, string[], string | undefined]>([
  ['nothing runs', [], undefined],
  ['the same version', ['registry.test/pilot:1.30.10'], undefined],
  ['a variant of it', ['registry.test:5000/pilot:1.30.10-distroless@sha256:abc'], undefined],
  ['an image without a version', ['registry.test:5000/pilot', 'pilot:latest'], undefined],
  ['an older patch', ['registry.test/pilot:1.30.9'], 'WARNING: Istio is being upgraded from 1.30.9 to 1.30.10.'],
  ['an older minor', ['registry.test/pilot:1.9.0'], 'WARNING: Istio is being upgraded from 1.9.0 to 1.30.10.'],
  ['the newest counts', ['pilot:1.9.0', 'pilot:1.31.0'], 'WARNING: Istio is being downgraded from 1.31.0 to 1.30.10.'],
])('versions are compared as versions: %s', async (_, images, expected) => {
  const [warning] = await warnings(cluster(images));
  expect(warning?.split('\n')[0]).toBe(expected);
});

test.each<[string, boolean | undefined]>([
  ['1.30.2', false],
  ['1.29.7', false],
  ['1.28.9', true],
  ['1.30.11', true],
  ['2.0.0', true],
  ['1.30.10', undefined],
])('from %s to 1.30.10 goes unasked or not', async (from, unsupported) => {
  const owner = {namespace: 'istio-system', revision: ''};
  expect((await versionChange(cluster([`pilot:${from}`]), owner, '1.30.10'))?.unsupported).toBe(unsupported);
});

test('only the default revision is overwritten', async () => {
  const beside = (text: string[]) => text.join().includes('--revision');
  const old = cluster(['pilot:1.29.0']);
  expect([beside(await warnings(old)), beside(await warnings(old, {revision: 'canary'}))]).toEqual([true, false]);
});

test.each([
  ['31', true],
  ['32', false],
  ['33+', false],
])('Kubernetes 1.%s', async (minor, warned) => {
  expect((await warnings(cluster([], minor))).join().includes('is too old for Istio 1.30.10')).toBe(warned);
});

test('a release that may be out of support', async () => {
  expect(await warnings(cluster([]), {today: Date.UTC(2027, 1, 1)})).toEqual([
    expect.stringContaining('out of support'),
  ]);
});
