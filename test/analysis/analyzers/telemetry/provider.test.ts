// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'telemetry.ProviderAnalyzer';
const telemetry = (entry: object) => object('Telemetry', 'a/t', {spec: {accessLogging: [entry]}});

test('an access log without a provider is ignored', async () => {
  expect(await analyze(ANALYZER, [telemetry({})])).toEqual([
    {
      about: 'IST0157 Telemetry a/t',
      text: 'The Telemetry t in namespace "a" with empty providers will be ignored.',
    },
  ]);
});

test('not so if it names one, is off, or the mesh has a default', async () => {
  const meshConfig = {...defaultMeshConfig, defaultProviders: {accessLogging: ['envoy']}};
  expect(await findings(ANALYZER, [telemetry({providers: [{name: 'envoy'}]})])).toEqual([]);
  expect(await findings(ANALYZER, [telemetry({disabled: true})])).toEqual([]);
  expect(await findings(ANALYZER, [telemetry({})], {meshConfig})).toEqual([]);
});
