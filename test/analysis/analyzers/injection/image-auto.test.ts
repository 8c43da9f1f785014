// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {linesOf} from '../../analyze.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'injection.ImageAutoAnalyzer';
const containers = (image: string) => ({containers: [{name: 'istio-proxy', image}]});
const deployment = (image: string, labels: object = {app: 'g'}) =>
  object('Deployment', 'a/g', {spec: {template: {metadata: {labels}, spec: containers(image)}}});
const webhook = (selectors: object, name = 'object.istio.io') =>
  object('MutatingWebhookConfiguration', 'injector', {webhooks: [{name, ...selectors}]});
const namespace = object('Namespace', 'a', {labels: {'istio-injection': 'enabled'}});

test('a pod that still waits for its image was never injected', async () => {
  const pods = [object('Pod', 'a/p', {spec: containers('auto')}), object('Pod', 'a/q', {spec: containers('auto:1')})];
  expect(await analyze(ANALYZER, [webhook({}), ...pods])).toEqual([
    {
      about: 'IST0147 Pod a/p',
      text: 'Pod p contains `image: auto` but does not match any Istio injection webhook selectors.',
    },
  ]);
});

test.each([
  ['no webhook', []],
  ['a webhook of somebody else', [webhook({}, 'inject.example.com')]],
  ['a webhook for other namespaces', [webhook({namespaceSelector: {matchLabels: {'istio-injection': 'enabled'}}})]],
  ['a webhook for other pods', [namespace, webhook({objectSelector: {matchLabels: {app: 'x'}}})]],
])('a Deployment is reported where there is %s', async (_, resources) => {
  expect(await findings(ANALYZER, [deployment('auto'), ...resources])).toEqual(['IST0146 Deployment a/g']);
});

test('not where one fills the image in, or there is nothing to fill in', async () => {
  const selectors = {
    namespaceSelector: {matchExpressions: [{key: 'istio-injection', operator: 'In', values: ['enabled']}]},
    objectSelector: {matchExpressions: [{key: 'sidecar.istio.io/inject', operator: 'DoesNotExist'}]},
  };
  expect(await findings(ANALYZER, [namespace, deployment('auto'), webhook(selectors)])).toEqual([]);
  expect(await findings(ANALYZER, [deployment('proxy:1')])).toEqual([]);
});

const yaml = (...documents: object[]) => documents.map((document) => JSON.stringify(document)).join('\n---\n');
const metadata = {name: 'g', namespace: 'a'};
const proxy = [{name: 'istio-proxy', image: 'auto'}];
const hook = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: {name: 'injector'},
  webhooks: [{name: 'a.istio.io', namespaceSelector: {matchLabels: {'istio-injection': 'enabled'}}}],
};
const home = (labels: object) => ({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'a', labels}});
const waiting = [
  {apiVersion: 'v1', kind: 'Pod', metadata, spec: {containers: proxy}},
  {apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: {template: {spec: {containers: proxy}}}},
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {jobTemplate: {spec: {template: {spec: {containers: proxy}}}}},
  },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata,
    spec: {template: {spec: {containers: [], initContainers: proxy}}},
  },
];

test.each(waiting)('of files a $kind is reported only where webhook and namespace are known', async (object) => {
  const found = async (...others: object[]) =>
    (await linesOf(yaml(object, ...others))).filter((line) => /IST014[67]/.test(line));
  expect(await found()).toEqual([]);
  expect(await found(home({}))).toEqual([]);
  expect(await found(hook)).toEqual([]);
  expect(await found(hook, home({'istio-injection': 'enabled'}))).toEqual([]);
  const lines = await found(hook, home({}));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`${object.kind} g contains`);
});
