// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';
import {chart, hooks} from './expected.js';

const webhooks: ChartCase[] = [
  {
    name: 'the default revision answers for those that name none',
    chart,
    values: {sidecarInjectorWebhook: {enableNamespacesByDefault: true, reinvocationPolicy: 'IfNeeded'}},
    namespace: 'mesh',
    expected: {
      'MutatingWebhookConfiguration istio-sidecar-injector-mesh': {
        webhooks: hooks('rev.namespace', 'rev.object', 'namespace', 'object', 'auto'),
      },
    },
  },
  {
    name: 'tags of a revision',
    chart,
    values: {revision: 'r1', revisionTags: ['prod', 'default']},
    expected: {
      'MutatingWebhookConfiguration istio-sidecar-injector-r1': {webhooks: hooks('rev.namespace', 'rev.object')},
      'MutatingWebhookConfiguration istio-revision-tag-prod': {
        metadata: {labels: {'istio.io/rev': 'r1', 'istio.io/tag': 'prod'}},
        webhooks: hooks('rev.namespace', 'rev.object'),
      },
      'MutatingWebhookConfiguration istio-revision-tag-default': {
        webhooks: hooks('rev.namespace', 'rev.object', 'namespace', 'object'),
      },
      'Service istiod-revision-tag-prod': {spec: {selector: {'istio.io/rev': 'r1'}}},
    },
  },
  {
    name: 'injection elsewhere, with its certificate authority',
    chart,
    values: {istiodRemote: {injectionURL: 'https://i.example/inject', injectionCABundle: 'Y2E='}},
    expected: {
      MutatingWebhookConfiguration: {
        webhooks: expect.toSatisfy((list: {clientConfig: object}[]) =>
          list.every(
            ({clientConfig}) => JSON.stringify(clientConfig) === '{"caBundle":"Y2E=","url":"https://i.example/inject"}',
          ),
        ),
      },
    },
  },
  {
    name: 'stable only, for this revision',
    chart,
    values: {profile: 'stable', revision: 'r1'},
    expected: {
      'ValidatingAdmissionPolicy stable-channel-policy-r1-istio-system.istio.io': {
        spec: {
          matchConstraints: {
            objectSelector: {matchExpressions: [{key: 'istio.io/rev', operator: 'In', values: ['r1']}]},
          },
        },
      },
    },
  },
];

const refusals: ChartCase[] = [
  {
    name: 'a certificate provider that is gone',
    chart,
    values: {global: {pilotCertProvider: 'kubernetes'}},
    expected: {},
    error: /NOTES\.txt.*pilotCertProvider=kubernetes is not supported/,
  },
  ...['telemetry.v2.prometheus.configOverride', 'meshConfig.defaultConfig.tracing.stackdriver.debug'].map((path) => ({
    name: path,
    chart,
    values: path
      .split('.')
      .reverse()
      .reduce<unknown>((value, key) => ({[key]: value}), true) as Record<string, unknown>,
    expected: {},
    error: new RegExp(`NOTES\\.txt.*: ${path.replaceAll('.', '\\.')} is removed`),
  })),
];

describe('chart istiod: webhooks', () => testCharts(webhooks));
describe('chart istiod: refusals', () => testCharts(refusals));
