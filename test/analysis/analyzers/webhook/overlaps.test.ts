// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, object} from '../../analyzed.js';

const ANALYZER = 'webhook.Analyzer';
const istiod = object('Service', 'istio-system/istiod');
const injector = (name: string, webhook: object, labels: Record<string, string> = {}) =>
  object('MutatingWebhookConfiguration', name, {labels, webhooks: [{name: 'namespace.istio.io', ...webhook}]});
const enabled = {namespaceSelector: {matchLabels: {'istio-injection': 'enabled'}}};
const revised = (revision: string) => ({
  namespaceSelector: {matchExpressions: [{key: 'istio.io/rev', operator: 'In', values: [revision]}]},
});

test('webhooks that take the same namespaces overlap', async () => {
  const resources = [injector('one', enabled), injector('two', enabled), injector('three', revised('canary'))];
  const found = await analyze(ANALYZER, resources);
  expect(found).toContainEqual({
    about: 'IST0139 MutatingWebhookConfiguration one',
    text: 'Webhook overlaps with others: [two/namespace.istio.io]. This may cause injection to occur twice.',
  });
  // A namespace may have both labels, and then all three take it.
  expect(found).toContainEqual({
    about: 'IST0139 MutatingWebhookConfiguration three',
    text: 'Webhook overlaps with others: [one/namespace.istio.io two/namespace.istio.io]. This may cause injection to occur twice.',
  });
});

test('a service that does not exist is reported', async () => {
  const service = (name: string) => ({...enabled, clientConfig: {service: {namespace: 'istio-system', name}}});
  expect(await analyze(ANALYZER, [istiod, injector('one', service('istiod'))])).toEqual([]);
  expect(await analyze(ANALYZER, [istiod, injector('one', service('gone'))])).toEqual([
    {
      about: 'IST0139 MutatingWebhookConfiguration one',
      text: 'Injector refers to a control plane service that does not exist: istio-system/gone.',
    },
  ]);
});

test('revisions that exclude each other do not overlap, nor do webhooks of others', async () => {
  const exclusive = (revision: string) => injector(revision, revised(revision), {'istio.io/rev': revision});
  const foreign = [1, 2].map((n) => injector(`other-${n}`, {name: 'inject.example.com'}));
  expect(await analyze(ANALYZER, [exclusive('a'), exclusive('b'), ...foreign])).toEqual([]);
});

test('a selector that Kubernetes refuses takes nothing', async () => {
  const broken = {namespaceSelector: {matchExpressions: [{key: 'istio-injection', operator: 'Near', values: ['x']}]}};
  expect(await analyze(ANALYZER, [injector('one', broken), injector('two', broken)])).toEqual([]);
});
