// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {Tree} from '../../../src/manifest/input/tree.js';
import {leavingToIstiod} from '../../../src/manifest/objects/gitops.js';
import {objectOf} from '../../../src/manifest/objects/object.js';

const service = {name: 'istiod', namespace: 'istio-system'};

function left(kind: string, ...webhooks: unknown[]): unknown {
  const value: Tree = {apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata: {name: 'x'}, webhooks};
  const [object] = leavingToIstiod([objectOf('Pilot', value)]);
  expect(object?.yaml()).toContain('name: x');
  return object?.value()['webhooks'];
}

test('what istiod writes into webhooks that validate', () => {
  const hook = {name: 'v', failurePolicy: 'Ignore', clientConfig: {service, caBundle: ''}};
  expect(left('ValidatingWebhookConfiguration', hook)).toEqual([{name: 'v', clientConfig: {service}}]);
});

test('what it writes into webhooks that inject; their policy is not its own', () => {
  const hook = {name: 'm', failurePolicy: 'Fail', clientConfig: {service, caBundle: ''}};
  expect(left('MutatingWebhookConfiguration', hook)).toEqual([{...hook, clientConfig: {service}}]);
});

test('a certificate that was given stays', () => {
  const hook = {name: 'm', clientConfig: {url: 'https://istiod.example', caBundle: 'Zm9v'}};
  expect(left('MutatingWebhookConfiguration', hook)).toEqual([hook]);
});

test('other objects are the same ones', () => {
  const object = objectOf('Pilot', {kind: 'Deployment', metadata: {name: 'istiod'}});
  expect(leavingToIstiod([object])[0]).toBe(object);
});
