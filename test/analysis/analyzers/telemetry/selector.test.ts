// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'telemetry.SelectorAnalyzer';
const telemetry = (name: string, matchLabels: Record<string, string>) =>
  object('Telemetry', name, {spec: {selector: {matchLabels}}});
const pod = object('Pod', 'a/web-1', {labels: {app: 'web', tier: 'front'}});

test('a selector without a pod in its namespace is reported at its first label', async () => {
  const found = await analyze(ANALYZER, [pod, telemetry('b/t', {tier: 'front', app: 'web'})]);
  expect(found).toEqual([
    {
      about: 'IST0101 Telemetry b/t spec.selector.matchLabels.app',
      text: 'Referenced selector not found: "app=web,tier=front"',
    },
  ]);
});

test('two telemetries for one pod are in conflict', async () => {
  const found = await analyze(ANALYZER, [pod, telemetry('a/t2', {app: 'web'}), telemetry('a/t1', {tier: 'front'})]);
  expect(found.map(({about}) => about)).toEqual([
    'IST0159 Telemetry a/t2 metadata.name',
    'IST0159 Telemetry a/t1 metadata.name',
  ]);
  expect(found[0]?.text).toContain('Telemetries [t1 t2] in namespace "a" select the same workload pod "web-1"');
});

test('one telemetry for each pod, and those for all, are fine', async () => {
  const other = object('Pod', 'a/api-1', {labels: {app: 'api'}});
  const resources = [
    pod,
    other,
    telemetry('a/t1', {app: 'web'}),
    telemetry('a/t2', {app: 'api'}),
    telemetry('a/all', {}),
  ];
  expect(await findings(ANALYZER, resources)).toEqual([]);
});
