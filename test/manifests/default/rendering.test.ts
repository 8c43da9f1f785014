// SPDX-License-Identifier: Apache-2.0
import {describe, expect} from 'vitest';
import {type ChartCase, testCharts} from '../chart-case.js';

const chart = 'default';
const injector = 'MutatingWebhookConfiguration istio-revision-tag-default';
const validator = 'ValidatingWebhookConfiguration istiod-default-validator';

/** The injection webhooks whose names begin so, in this order; none has a reinvocation policy. */
function hooks(...prefixes: readonly string[]): object {
  return expect.toSatisfy(
    (list: {name: string; reinvocationPolicy?: string}[]) =>
      list.map(({name}) => name.replace('.sidecar-injector.istio.io', '')).join() === prefixes.join() &&
      list.every(({reinvocationPolicy}) => reinvocationPolicy === undefined),
  );
}

const cases: ChartCase[] = [
  {
    name: 'the istiod without a revision',
    chart,
    values: {},
    expected: {
      [injector]: {
        metadata: {
          labels: {'istio.io/rev': 'default', 'istio.io/tag': 'default', 'operator.istio.io/component': 'Pilot'},
        },
        webhooks: hooks('rev.namespace', 'rev.object', 'namespace', 'object'),
      },
      [validator]: {
        metadata: {labels: {'istio.io/tag': 'default'}},
        webhooks: [
          {
            clientConfig: {service: {name: 'istiod', namespace: 'istio-system', path: '/validate'}},
            objectSelector: {matchExpressions: [{key: 'istio.io/rev', operator: 'DoesNotExist'}]},
            failurePolicy: 'Ignore',
          },
        ],
      },
    },
  },
  {
    name: 'a revision in another namespace, for every namespace',
    chart,
    values: {
      revision: 'r1',
      global: {istioNamespace: 'mesh'},
      sidecarInjectorWebhook: {enableNamespacesByDefault: true},
    },
    expected: {
      [injector]: {webhooks: hooks('rev.namespace', 'rev.object', 'namespace', 'object', 'auto')},
      [validator]: {webhooks: [{clientConfig: {service: {name: 'istiod-r1', namespace: 'mesh'}}}]},
    },
  },
  {
    name: 'an istiod elsewhere',
    chart,
    values: {
      base: {validationURL: 'https://v.example/validate'},
      istiodRemote: {injectionURL: 'https://i.example/inject'},
    },
    expected: {
      [injector]: {
        webhooks: expect.arrayContaining([
          expect.objectContaining({
            name: 'object.sidecar-injector.istio.io',
            clientConfig: {url: 'https://i.example/inject'},
          }),
        ]),
      },
      [validator]: {webhooks: [{clientConfig: {url: 'https://v.example/validate'}}]},
    },
  },
];

describe('chart default', () => testCharts(cases));
