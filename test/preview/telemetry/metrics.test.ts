// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {ListenerClass} from '../../../src/preview/telemetry/listener-class.js';
import {statsFilters} from '../../../src/preview/telemetry/stats-filter.js';
import {printed} from '../printed.js';
import {meshSettings, telemetry, workloadContext} from '../sidecar-context.js';

const TYPE = 'type.googleapis.com/stats.PluginConfig';
const PROMETHEUS = meshSettings('defaultProviders: {metrics: [prometheus]}');

function filters(objects: string[], listenerClass: ListenerClass = 'outbound'): unknown {
  const context = workloadContext({namespace: 'shop', labels: {app: 'cart'}}, ...objects);
  return printed(statsFilters(context, listenerClass).map((filter) => filter['typed_config']));
}

describe('filters of metrics', () => {
  test.each<[string, string[], ListenerClass, unknown]>([
    ['none without a provider', [], 'inbound', []],
    ['one for servers', [PROMETHEUS], 'inbound', [{'@type': TYPE, disable_host_header_fallback: true}]],
    ['one for clients', [PROMETHEUS], 'outbound', [{'@type': TYPE}]],
    ['one for gateways', [PROMETHEUS], 'gateway', [{'@type': TYPE, disable_host_header_fallback: true}]],
    ['none for other providers', [meshSettings('defaultProviders: {metrics: [stackdriver]}')], 'inbound', []],
    [
      'by a Telemetry',
      [telemetry('a', '{metrics: [{providers: [{name: prometheus}], reportingInterval: 1m}]}')],
      'outbound',
      [{'@type': TYPE, tcp_reporting_duration: '60s'}],
    ],
  ])('%s', (_, objects, listenerClass, expected) => {
    expect(filters(objects, listenerClass)).toEqual(expected);
  });

  test.each<[string, string, unknown]>([
    ['disabled for all', '[{disabled: true}]', []],
    ['disabled for servers only', '[{match: {mode: SERVER}, disabled: true}]', [{'@type': TYPE}]],
    [
      'disabled for all, then changed',
      '[{disabled: true}, {match: {metric: REQUEST_COUNT}, tagOverrides: {a: {value: b}}}]',
      [{'@type': TYPE, metrics: [{name: 'requests_total', dimensions: {a: 'b'}}]}],
    ],
    [
      'one of them dropped, tags added and removed',
      '[{match: {metric: REQUEST_SIZE}, disabled: true}, {match: {customMetric: own}, tagOverrides: {z: {operation: REMOVE}, x: {operation: REMOVE}, a: {value: "1"}}}]',
      [
        {
          '@type': TYPE,
          metrics: [
            {name: 'request_bytes', drop: true},
            {name: 'own', dimensions: {a: '1'}, tags_to_remove: ['x', 'z']},
          ],
        },
      ],
    ],
  ])('have metrics %s', (_, overrides, expected) => {
    expect(filters([PROMETHEUS, telemetry('a', `{metrics: [{overrides: ${overrides}}]}`)])).toEqual(expected);
  });

  test('know every metric by its name in Prometheus', () => {
    const object = telemetry('a', '{metrics: [{overrides: [{tagOverrides: {a: {operation: REMOVE}}}]}]}');
    const [config] = filters([PROMETHEUS, object]) as {metrics: {name: string}[]}[];
    expect(config?.metrics.map(({name}) => name)).toEqual([
      'request_messages_total',
      'response_messages_total',
      'requests_total',
      'request_duration_milliseconds',
      'request_bytes',
      'response_bytes',
      'tcp_connections_closed_total',
      'tcp_connections_opened_total',
      'tcp_received_bytes_total',
      'tcp_sent_bytes_total',
    ]);
  });
});
