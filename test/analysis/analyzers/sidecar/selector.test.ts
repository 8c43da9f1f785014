// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'sidecar.SelectorAnalyzer';
const sidecar = (name: string, labels?: Record<string, string>) =>
  object('Sidecar', name, {spec: labels ? {workloadSelector: {labels}} : {}});
const pod = object('Pod', 'a/web-1', {labels: {app: 'web'}});
const ambient = {annotations: {'ambient.istio.io/redirection': 'enabled'}, labels: {app: 'web'}};

test('a selector without a pod is reported at its first label', async () => {
  expect(await analyze(ANALYZER, [pod, sidecar('a/s', {app: 'web', tier: 'x'})])).toEqual([
    {
      about: 'IST0101 Sidecar a/s spec.workloadSelector.labels.app',
      text: 'Referenced selector not found: "app=web,tier=x"',
    },
  ]);
});

test('two sidecars for one pod are in conflict', async () => {
  const found = await analyze(ANALYZER, [pod, sidecar('a/s2', {app: 'web'}), sidecar('a/s1', {app: 'web'})]);
  expect(found.map(({about}) => about)).toEqual([
    'IST0110 Sidecar a/s2 metadata.name',
    'IST0110 Sidecar a/s1 metadata.name',
  ]);
  expect(found[0]?.text).toContain('The Sidecars [s1 s2] in namespace "a" select the same workload pod "web-1"');
});

test('two sidecars for a whole namespace are in conflict', async () => {
  const found = await findings(ANALYZER, [sidecar('a/s1'), sidecar('a/s2'), sidecar('b/s1'), pod]);
  expect(found).toEqual(['IST0111 Sidecar a/s1', 'IST0111 Sidecar a/s2']);
});

test('sidecars have no effect in ambient mode', async () => {
  const pods = ['a/web-1', 'a/web-2'].map((name) => object('Pod', name, ambient));
  expect(await findings(ANALYZER, [...pods, sidecar('a/s', {app: 'web'})])).toEqual(['IST0167 Sidecar a/s']);
  const namespace = object('Namespace', 'a', {labels: {'istio.io/dataplane-mode': 'ambient'}});
  expect(await findings(ANALYZER, [namespace, sidecar('a/s')])).toEqual(['IST0167 Sidecar a/s']);
});

test('one for a pod and one for the rest are fine', async () => {
  expect(await findings(ANALYZER, [pod, sidecar('a/s1', {app: 'web'}), sidecar('a/s2')])).toEqual([]);
});
