// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'telemetry.DefaultSelectorAnalyzer';

test('two telemetries for all workloads of a namespace are in conflict, be they for a target or not', async () => {
  const found = await analyze(ANALYZER, [
    object('Telemetry', 'a/two'),
    object('Telemetry', 'a/one', {spec: {targetRefs: [{kind: 'Gateway', name: 'g'}]}}),
  ]);
  const text =
    'The Telemetries [one two] in namespace "a" have no workload selector, which can lead to undefined behavior.';
  expect(found).toEqual([
    {about: 'IST0160 Telemetry a/two', text},
    {about: 'IST0160 Telemetry a/one', text},
  ]);
});

test('one for each namespace and any number of selective ones are not', async () => {
  const selective = {spec: {selector: {matchLabels: {app: 'x'}}}};
  const resources = [object('Telemetry', 'a/one'), object('Telemetry', 'b/one'), object('Telemetry', 'a/x', selective)];
  expect(await findings(ANALYZER, resources)).toEqual([]);
});
