// SPDX-License-Identifier: Apache-2.0
import {type KubeObject, object, type Place} from './place.js';
import type {Random} from './random.js';

const LOGS = ['envoy', 'json-log', 'otel-log', 'text-log', 'http-als', 'tcp-als', 'otel-log-format'];

/** Makes the Telemetries and ProxyConfigs of a mesh. */
export function telemetries(place: Place): KubeObject[] {
  const {random, namespaces} = place;
  return [
    ...(random.chance(30)
      ? [object('telemetry', 'Telemetry', 'default', random.one(...namespaces), telemetry(random))]
      : []),
    ...(random.chance(20)
      ? [
          object('telemetry', 'Telemetry', 'own', random.one(...namespaces), {
            selector: {matchLabels: {version: 'v1'}},
            ...telemetry(random),
          }),
        ]
      : []),
    ...(random.chance(10)
      ? [
          object('config', 'ProxyConfig', 'default', random.one(...namespaces), {
            ...(random.chance(40) && {selector: {matchLabels: {version: 'v1'}}}),
            concurrency: 2,
            environmentVariables: {A: 'b'},
          }),
        ]
      : []),
  ];
}

/** Returns the spec of a Telemetry. */
export function telemetry(random: Random): object {
  const mode = () => random.one('CLIENT', 'SERVER', 'CLIENT_AND_SERVER');
  return random.fields(50, {
    accessLogging: () => [
      {
        ...random.fields(60, {
          providers: random.some(LOGS, 1).map((name) => ({name})),
          match: {mode: mode()},
          filter: {expression: 'response.code >= 400'},
        }),
        ...random.fields(20, {disabled: true}),
      },
    ],
    metrics: () => [
      {
        providers: [{name: 'prometheus'}],
        ...random.fields(40, {reportingInterval: '5s'}),
        overrides: [
          {
            match: {
              ...random.one(
                {
                  metric: random.one(
                    'ALL_METRICS',
                    'REQUEST_COUNT',
                    'REQUEST_DURATION',
                    'TCP_SENT_BYTES',
                    'GRPC_REQUEST_MESSAGES',
                  ),
                },
                {customMetric: 'own'},
              ),
              mode: mode(),
            },
            ...random.one<object>(
              {disabled: true},
              {tagOverrides: {x: {operation: 'REMOVE'}, y: {operation: 'UPSERT', value: 'request.host'}}},
            ),
          },
        ],
      },
    ],
    tracing: () => [
      {
        ...random.fields(50, {
          providers: [{name: random.one('zipkin', 'otel-trace', 'zipkin-path', 'otel-http')}],
          randomSamplingPercentage: random.one(0, 12.5, 100),
          disableSpanReporting: true,
          match: {mode: mode()},
          customTags: {
            lit: {literal: {value: 'v'}},
            hdr: {header: {name: 'x', defaultValue: 'd'}},
            env: {environment: {name: 'E'}},
            fmt: {formatter: {value: '%PROTOCOL%'}},
          },
          useRequestIdForTraceSampling: false,
          enableIstioTags: false,
        }),
      },
    ],
  });
}
