// SPDX-License-Identifier: Apache-2.0
import {type KubeObject, object, type Place} from './place.js';
import type {Random} from './random.js';

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
          providers: random.some([{name: 'envoy'}, {name: 'json-log'}, {name: 'otel-log'}], 1),
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
            match: {metric: random.one('ALL_METRICS', 'REQUEST_COUNT', 'REQUEST_DURATION'), mode: mode()},
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
          providers: [{name: random.one('zipkin', 'otel-trace')}],
          randomSamplingPercentage: random.one(0, 12.5, 100),
          disableSpanReporting: true,
          match: {mode: mode()},
          customTags: {
            lit: {literal: {value: 'v'}},
            hdr: {header: {name: 'x', defaultValue: 'd'}},
            env: {environment: {name: 'E'}},
          },
        }),
      },
    ],
  });
}
