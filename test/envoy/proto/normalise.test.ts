// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {loadDescriptors} from '../../../src/envoy/proto/descriptors.js';
import {normalise} from '../../../src/envoy/proto/normalise.js';
import {GO_JSON, indentedJson} from '../../../src/writer/envoy/json.js';

const descriptors = await loadDescriptors();
const CLUSTER = 'envoy.config.cluster.v3.Cluster';
const ROUTE = 'envoy.config.route.v3.Route';

function printed(type: string, json: unknown): unknown {
  return JSON.parse(indentedJson(normalise(descriptors, type, json), GO_JSON));
}

/** The same with the order of the keys. */
function text(type: string, json: unknown): string {
  return JSON.stringify(printed(type, json));
}

describe('normalise', () => {
  test.each([
    [
      'both name styles',
      CLUSTER,
      {alt_stat_name: 'a', connectTimeout: '1s'},
      '{"altStatName":"a","connectTimeout":"1s"}',
    ],
    [
      'the order of declaration',
      CLUSTER,
      {metadata: {}, name: 'n', type: 'EDS'},
      '{"name":"n","type":"EDS","metadata":{}}',
    ],
    ['unknown fields', CLUSTER, {name: 'n', later: 1}, '{"name":"n"}'],
    ['unknown enum names', CLUSTER, {name: 'n', lb_policy: 'LATER'}, '{"name":"n"}'],
    ['enums by number', CLUSTER, {type: 3, lb_policy: 99}, '{"type":"EDS","lbPolicy":99}'],
    ['null as unset', CLUSTER, {name: null, metadata: null}, '{}'],
    ['zeros', CLUSTER, {name: '', ignore_health_on_host_removal: false, lb_policy: 'ROUND_ROBIN'}, '{}'],
    ['the text 0, which is no zero', CLUSTER, {name: '0', alt_stat_name: '0'}, '{"name":"0","altStatName":"0"}'],
    [
      'zeros of a oneof and of wrappers',
      CLUSTER,
      {type: 'STATIC', per_connection_buffer_limit_bytes: 0},
      '{"type":"STATIC","perConnectionBufferLimitBytes":0}',
    ],
    ['empty lists and maps', CLUSTER, {health_checks: [], typed_extension_protocol_options: {}}, '{}'],
    [
      'durations',
      CLUSTER,
      {connect_timeout: '0.25s', cleanup_interval: '1.0000005s', dns_refresh_rate: '5.000s'},
      '{"connectTimeout":"0.250s","dnsRefreshRate":"5s","cleanupInterval":"1.000000500s"}',
    ],
    [
      'struct keys as they are, sorted',
      CLUSTER,
      {metadata: {filter_metadata: {b_b: {z_z: 1, a_a: null}, 'a.a': {}}}},
      '{"metadata":{"filterMetadata":{"a.a":{},"b_b":{"a_a":null,"z_z":1}}}}',
    ],
    [
      'a nested Any',
      CLUSTER,
      {
        transport_socket: {
          name: 't',
          typed_config: {
            '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer',
            x: 1,
          },
        },
      },
      '{"transportSocket":{"name":"t","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer"}}}',
    ],
    [
      'an Any of a well-known type',
      ROUTE,
      {typed_per_filter_config: {f: {'@type': 'x/google.protobuf.Duration', value: '1.5s'}}},
      '{"typedPerFilterConfig":{"f":{"@type":"x/google.protobuf.Duration","value":"1.500s"}}}',
    ],
    ['an empty Any', ROUTE, {typed_per_filter_config: {f: {}}}, '{"typedPerFilterConfig":{"f":{}}}'],
    ['64 bits, quoted', 'envoy.admin.v3.SimpleMetric', {value: 12, name: 'n'}, '{"value":"12","name":"n"}'],
    [
      '64 bits beyond a double',
      'envoy.admin.v3.SimpleMetric',
      {value: '18446744073709551615'},
      '{"value":"18446744073709551615"}',
    ],
    ['floats of 32 bits', 'envoy.config.core.v3.RuntimeDouble', {default_value: 0.1}, '{"defaultValue":0.1}'],
    ['bytes of either alphabet', 'envoy.config.core.v3.DataSource', {inline_bytes: '-_8'}, '{"inlineBytes":"+/8="}'],
    [
      'time stamps',
      'envoy.admin.v3.BootstrapConfigDump',
      {last_updated: '2026-03-01T12:00:00.10+02:00'},
      '{"lastUpdated":"2026-03-01T10:00:00.100Z"}',
    ],
    [
      'filters of Istio',
      'google.protobuf.Any',
      {'@type': 'type.googleapis.com/stats.PluginConfig', tcp_reporting_duration: '5s'},
      '{"@type":"type.googleapis.com/stats.PluginConfig","tcpReportingDuration":"5s"}',
    ],
  ])('prints %s', (_, type, json, wanted) => {
    expect(text(type, json)).toBe(wanted);
  });

  test('takes hostile keys for what they are', () => {
    const json = JSON.parse('{"metadata": {"filter_metadata": {"__proto__": {"constructor": 1}}}, "constructor": 2}');
    expect(indentedJson(normalise(descriptors, CLUSTER, json), GO_JSON)).toMatch(
      /"__proto__": \{\s+"constructor": 1\s/,
    );
  });

  test.each([
    [CLUSTER, {name: 5}, 'Cluster.name: invalid value for string field name: 5'],
    [CLUSTER, {connect_timeout: '5'}, 'Cluster.connect_timeout: invalid value for google.protobuf.Duration'],
    [CLUSTER, {name: 'a', alt_stat_name: 'b', altStatName: 'c'}, 'duplicate field "altStatName"'],
    [ROUTE, {match: {prefix: '/', path: '/'}}, 'Route.match.path: another field of the same oneof is already set'],
    [CLUSTER, {health_checks: {}}, 'invalid value for list field health_checks'],
    [
      CLUSTER,
      {circuit_breakers: {thresholds: [{max_connections: -1}]}},
      'Cluster.circuit_breakers.thresholds.max_connections: invalid value for',
    ],
    [
      ROUTE,
      {typed_per_filter_config: {f: {'@type': 'x/foo.Bar'}}},
      'cannot print Route.typed_per_filter_config.f: the message type "x/foo.Bar" is not found',
    ],
  ])('refuses in %s %j', (type, json, message) => {
    expect(() => normalise(descriptors, type, json)).toThrow(message);
  });
});
