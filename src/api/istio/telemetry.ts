// SPDX-License-Identifier: Apache-2.0

import {ageColumn, istioKind} from './parts/kind.js';
import {choice, duration, flag, list, map, message, percent, type Rule, text} from './parts/schema.js';
import {ONE_ATTACHMENT, policyAttachment} from './parts/selector.js';

const providers = list(
  'Where it is sent; the providers of the mesh configuration where empty.',
  message(
    'A provider.',
    {name: text('Name of the provider in the mesh configuration.', {min: 1})},
    {required: ['name']},
  ),
);

const mode = choice('Whether the workload is client or server of the traffic.', [
  'CLIENT_AND_SERVER',
  'CLIENT',
  'SERVER',
]);

const switchOff = (description: string) => flag(description).nullable();

const lookup = (where: string, name: string) =>
  message(
    where,
    {name: text(name, {min: 1}), defaultValue: text('Value of the tag where there is none.')},
    {required: ['name']},
  );

const customTag = message(
  'Where the value of a tag comes from.',
  {
    literal: message('A fixed value.', {value: text('The value of the tag.', {min: 1})}, {required: ['value']}),
    environment: lookup('An environment variable of the proxy.', 'Name of the variable.'),
    header: lookup('A request header.', 'Name of the header.'),
    formatter: message(
      'A text with Envoy access log commands.',
      {value: text('The text, such as `%REQ(:METHOD)%`.', {min: 1})},
      {required: ['value']},
    ),
  },
  {oneOf: [['literal', 'environment', 'header', 'formatter']]},
);

const tracing = message('Settings of traces.', {
  match: message('Traffic the settings are for.', {mode}),
  providers,
  randomSamplingPercentage: percent('Share of requests that is traced where the client did not decide.'),
  disableSpanReporting: switchOff('Report no spans; contexts are still passed on.'),
  disableContextPropagation: switchOff('Do not pass trace contexts on.'),
  customTags: map('Additional tags of the spans.', customTag),
  enableIstioTags: flag('Whether spans carry the tags of Istio (canonical service, mesh, cluster).').nullable(),
  useRequestIdForTraceSampling: flag('Whether the request id decides on sampling and records the decision.').nullable(),
});

const TAG_RULES: readonly Rule[] = [
  {
    rule: '((has(self.operation) ? self.operation : "") == "UPSERT") ? (self.value != "") : true',
    message: 'value must be set when operation is UPSERT',
  },
  {
    rule: '((has(self.operation) ? self.operation : "") == "REMOVE") ? !has(self.value) : true',
    message: 'value must not be set when operation is REMOVE',
  },
];

const metricOverride = message('A change of metrics.', {
  match: message(
    'Metrics it is for; all where left out.',
    {
      metric: choice('A metric of Istio.', [
        'ALL_METRICS',
        'REQUEST_COUNT',
        'REQUEST_DURATION',
        'REQUEST_SIZE',
        'RESPONSE_SIZE',
        'TCP_OPENED_CONNECTIONS',
        'TCP_CLOSED_CONNECTIONS',
        'TCP_SENT_BYTES',
        'TCP_RECEIVED_BYTES',
        'GRPC_REQUEST_MESSAGES',
        'GRPC_RESPONSE_MESSAGES',
      ]),
      customMetric: text('Any other metric, by name.', {min: 1}),
      mode,
    },
    {oneOf: [['metric', 'customMetric']]},
  ),
  disabled: switchOff('Leave the metrics out.'),
  tagOverrides: map(
    'Changes of tags, by name.',
    message(
      'A change of a tag.',
      {
        operation: choice('Set the tag, or drop it.', ['UPSERT', 'REMOVE']),
        value: text('CEL expression for the value, for UPSERT.'),
      },
      {rules: TAG_RULES},
    ),
  ),
});

const metrics = message('Settings of metrics.', {
  providers,
  overrides: list('Changes, in order; later ones win.', metricOverride),
  reportingInterval: duration('Time between two reports of TCP metrics.'),
});

const accessLogging = message('Settings of access logs.', {
  match: message('Traffic the settings are for.', {mode}),
  providers,
  disabled: switchOff('Write no access log.'),
  filter: message('Which requests are logged.', {
    expression: text('CEL expression that must be true, such as `response.code >= 400`.'),
  }),
});

export const telemetry = istioKind({
  group: 'telemetry.istio.io',
  kind: 'Telemetry',
  plural: 'telemetries',
  shortNames: ['telemetry'],
  versions: ['v1', 'v1alpha1'],
  storage: 'v1alpha1',
  columns: [ageColumn],
  spec: message(
    'Traces, metrics and access logs of some workloads.',
    {
      ...policyAttachment,
      tracing: list('Settings of traces.', tracing),
      metrics: list('Settings of metrics.', metrics),
      accessLogging: list('Settings of access logs.', accessLogging),
    },
    {rules: [ONE_ATTACHMENT]},
  ),
});
