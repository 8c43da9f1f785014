// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {ListenerClass} from '../../../src/preview/telemetry/listener-class.js';
import {tracing} from '../../../src/preview/telemetry/tracing.js';
import {printed} from '../printed.js';
import {meshSettings, service, telemetry, workloadContext} from '../sidecar-context.js';

interface Tracing {
  request_id_extension: {typed_config: Record<string, unknown>};
  tracing?: Record<string, unknown> & {custom_tags?: {tag: string}[]; provider?: {name: string; typed_config: object}};
}

const COLLECTOR = service('collector', 'http:9411');
const HOST = 'collector.shop.svc.cluster.local';
const CLUSTER = `outbound|9411||${HOST}`;

function settings(provider: string): string {
  return meshSettings(`extensionProviders: [{name: own, ${provider}}]\ndefaultProviders: {tracing: [own]}`);
}

function traced(objects: string[], listenerClass: ListenerClass = 'inbound'): Tracing {
  const context = workloadContext({namespace: 'shop', labels: {app: 'cart'}}, ...objects);
  return printed(tracing(context, listenerClass)) as Tracing;
}

describe('tracing', () => {
  test('samples one percent by default, without a provider', () => {
    const {tracing: found, request_id_extension} = traced([]);
    expect(found).toMatchObject({
      client_sampling: {value: 100},
      random_sampling: {value: 1},
      overall_sampling: {value: 100},
    });
    expect(found?.provider).toBeUndefined();
    expect(request_id_extension.typed_config).toMatchObject({use_request_id_for_trace_sampling: true});
  });

  test.each([
    ['off', 'enableTracing: false', undefined],
    ['share of the mesh', 'defaultConfig: {tracing: {sampling: 12.5}}', 12.5],
    ['share beyond everything', 'defaultConfig: {tracing: {sampling: 200}}', 1],
  ])('has settings of the mesh: %s', (_, yaml, expected) => {
    const {tracing: found} = traced([meshSettings(yaml)]);
    expect((found?.['random_sampling'] as {value?: number} | undefined)?.value).toBe(expected);
  });

  test('has tags of the mesh among those of Istio, ordered by name', () => {
    const yaml = `defaultConfig: {tracing: {customTags: {zone: {environment: {name: ZONE, defaultValue: eu}}, a: {literal: {value: b}}, header: {header: {name: x-a}}}, maxPathTagLength: 100}}`;
    const {tracing: found} = traced([meshSettings(yaml)]);
    const tags = found?.custom_tags?.map(({tag}) => tag);
    expect(tags?.[0]).toBe('a');
    expect(tags?.at(-1)).toBe('zone');
    expect(tags).toEqual(tags?.toSorted());
    expect(found?.custom_tags).toContainEqual({tag: 'zone', environment: {name: 'ZONE', default_value: 'eu'}});
    expect(found?.custom_tags).toContainEqual({tag: 'header', request_header: {name: 'x-a'}});
    expect(found?.['max_path_tag_length']).toBe(100);
  });

  test('reports to Zipkin', () => {
    const {provider} =
      traced([settings(`zipkin: {service: ${HOST}, port: 9411, timeout: 1m}`), COLLECTOR]).tracing ?? {};
    expect(provider).toEqual({
      name: 'envoy.tracers.zipkin',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.config.trace.v3.ZipkinConfig',
        collector_endpoint_version: 'HTTP_JSON',
        trace_id_128bit: true,
        shared_span_context: false,
        collector_service: {http_uri: {uri: `http://${HOST}/api/v2/spans`, cluster: CLUSTER, timeout: '60s'}},
      },
    });
  });

  test('reports to OpenTelemetry by gRPC and HTTP', () => {
    const grpc = traced([settings(`opentelemetry: {service: ${HOST}, port: 9411, maxTagLength: 7}`), COLLECTOR]);
    expect(grpc.tracing).toMatchObject({
      max_path_tag_length: 7,
      provider: {
        typed_config: {service_name: 'cart.shop', grpc_service: {envoy_grpc: {cluster_name: CLUSTER, authority: HOST}}},
      },
    });
    const http = `opentelemetry: {service: ${HOST}, port: 9411, http: {path: /v1/traces, timeout: 3s, headers: [{name: x-key, value: k}]}, resourceDetectors: {environment: {}}}`;
    expect(traced([settings(http), COLLECTOR]).tracing?.provider).toMatchObject({
      typed_config: {
        http_service: {
          http_uri: {uri: `${HOST}/v1/traces`, cluster: CLUSTER, timeout: '3s'},
          request_headers_to_add: [{header: {key: 'x-key', value: 'k'}, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD'}],
        },
        resource_detectors: [{name: 'envoy.tracers.opentelemetry.resource_detectors.environment'}],
      },
    });
  });

  test.each([
    ['Datadog', `datadog: {service: ${HOST}, port: 9411}`, 'envoy.tracers.datadog', undefined],
    ['SkyWalking', `skywalking: {service: ${HOST}, port: 9411}`, 'envoy.tracers.skywalking', true],
  ])('reports to %s', (_, provider, name, spawns) => {
    const {tracing: found} = traced([settings(provider), COLLECTOR]);
    expect(found?.provider?.name).toBe(name);
    expect(found?.['spawn_upstream_span']).toBe(spawns);
  });

  test.each([
    ['its service is unknown', settings('zipkin: {service: nowhere, port: 1}')],
    ['the provider keeps no traces', settings('prometheus: {}')],
    ['the provider is unknown', meshSettings('defaultProviders: {tracing: [unknown]}')],
  ])('is off where %s', (_, mesh) => {
    expect(traced([mesh, COLLECTOR]).tracing).toBeUndefined();
  });

  test('is changed by Telemetries', () => {
    const zipkin = settings(`zipkin: {service: ${HOST}, port: 9411}`);
    const object = telemetry(
      'a',
      '{tracing: [{randomSamplingPercentage: 0, enableIstioTags: false, useRequestIdForTraceSampling: false, customTags: {a: {formatter: {value: "%PROTOCOL%"}}}}, {match: {mode: CLIENT}, disableSpanReporting: true}]}',
    );
    const inbound = traced([zipkin, COLLECTOR, object]);
    expect(inbound.tracing).toMatchObject({random_sampling: {}, custom_tags: [{tag: 'a', value: '%PROTOCOL%'}]});
    expect(inbound.request_id_extension.typed_config).toMatchObject({use_request_id_for_trace_sampling: false});
    expect(traced([zipkin, COLLECTOR, object], 'outbound').tracing).toBeUndefined();
  });
});
