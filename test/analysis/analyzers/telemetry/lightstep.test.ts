// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {analyze, object} from '../../analyzed.js';

const meshConfig = {...defaultMeshConfig, extensionProviders: [{name: 'old', lightstep: {}}, {name: 'new'}]};
const telemetry = (provider: string) =>
  object('Telemetry', 'a/t', {spec: {tracing: [{providers: [{name: provider}]}]}});

test('tracing to a provider of type lightstep is deprecated', async () => {
  const found = await analyze('telemetry.LightstepAnalyzer', [telemetry('old')], {meshConfig});
  expect(found).toEqual([
    {
      about: 'IST0002 Telemetry a/t',
      text: 'Deprecated: The Lightstep provider old is deprecated, please migrate to OpenTelemetry provider.',
    },
  ]);
});

test.each(['new', 'unknown'])('tracing to %s is not', async (provider) => {
  expect(await analyze('telemetry.LightstepAnalyzer', [telemetry(provider)], {meshConfig})).toEqual([]);
});
