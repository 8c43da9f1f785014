// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

const chart = 'base';
const validator = 'ValidatingWebhookConfiguration istiod-default-validator';
const policy = 'ValidatingAdmissionPolicy stable-channel-default-policy.istio.io';

const cases: ChartCase[] = [
  {
    name: 'the defaults',
    chart,
    values: {},
    expected: {
      'CustomResourceDefinition wasmplugins.extensions.istio.io': {
        metadata: {
          annotations: {'helm.sh/resource-policy': 'keep'},
          labels: expect.toSatisfy((labels: object) => Object.keys(labels).length === 5),
        },
        spec: {group: 'extensions.istio.io', scope: 'Namespaced'},
      },
      'ServiceAccount istio-reader-service-account': {metadata: {namespace: 'istio-system'}},
      [validator]: {
        metadata: {labels: {'istio.io/rev': 'default'}},
        webhooks: [
          {
            name: 'validation.istio.io',
            clientConfig: {service: {name: 'istiod', namespace: 'istio-system', path: '/validate'}},
            failurePolicy: 'Ignore',
          },
        ],
      },
      [policy]: undefined,
    },
  },
  {
    name: 'another namespace, another default revision, stable only',
    chart,
    values: {
      profile: 'stable',
      defaultRevision: 'r1',
      global: {istioNamespace: 'mesh', imagePullSecrets: ['one', 'two']},
    },
    expected: {
      ServiceAccount: {metadata: {namespace: 'mesh'}, imagePullSecrets: [{name: 'one'}, {name: 'two'}]},
      [validator]: {webhooks: [{clientConfig: {service: {name: 'istiod-r1', namespace: 'mesh'}}}]},
      [policy]: {spec: {failurePolicy: 'Fail', validations: {length: 5}}},
      'ValidatingAdmissionPolicyBinding stable-channel-default-policy-binding.istio.io': {
        spec: {policyName: 'stable-channel-default-policy.istio.io', validationActions: ['Deny']},
      },
    },
  },
  {
    name: 'no default revision: no webhook and no policy, whatever else is said',
    chart,
    values: {defaultRevision: '', experimental: {stableValidationPolicy: true}},
    expected: {[validator]: undefined, [policy]: undefined},
  },
  {
    name: 'validation elsewhere, with its certificate authority',
    chart,
    values: {base: {validationURL: 'https://v.example/validate', validationCABundle: 'Y2E='}},
    expected: {
      [validator]: {
        webhooks: [{clientConfig: {url: 'https://v.example/validate', caBundle: 'Y2E='}, failurePolicy: 'Fail'}],
      },
    },
  },
  {
    name: 'CRDs left out',
    chart,
    values: {base: {excludedCRDs: ['wasmplugins.extensions.istio.io']}},
    expected: {
      'CustomResourceDefinition wasmplugins.extensions.istio.io': undefined,
      'CustomResourceDefinition gateways.networking.istio.io': {},
    },
  },
  {
    name: 'CRDs as they are in the file',
    chart,
    values: {base: {enableCRDTemplates: false}},
    expected: {'CustomResourceDefinition gateways.networking.istio.io': {}},
  },
  {
    name: 'only objects with a namespace',
    chart,
    values: {global: {resourceScope: 'namespace'}},
    expected: {CustomResourceDefinition: undefined, ValidatingWebhookConfiguration: undefined, ServiceAccount: {}},
  },
  {
    name: 'only objects without a namespace',
    chart,
    values: {global: {resourceScope: 'cluster'}},
    expected: {ValidatingWebhookConfiguration: {}, ServiceAccount: undefined},
  },
  {
    name: 'values under "defaults"',
    chart,
    values: {defaults: {hub: 'x'}},
    expected: {},
    error: /"defaults".*\n.*hub: x/,
  },
  {name: 'an unknown profile', chart, values: {profile: 'nope'}, expected: {}, error: /unknown profile nope/},
  {
    name: 'an unknown compatibility version',
    chart,
    values: {compatibilityVersion: '1.2'},
    expected: {},
    error: /unknown compatibility version 1\.2/,
  },
  {
    name: 'an unknown platform',
    chart,
    values: {global: {platform: 'nope'}},
    expected: {},
    error: /unknown platform nope/,
  },
];

describe('chart base', () => testCharts(cases));
