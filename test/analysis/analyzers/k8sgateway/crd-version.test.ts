// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, object} from '../../analyzed.js';

const crd = (name: string, version: string) =>
  object('CustomResourceDefinition', `${name}.gateway.networking.k8s.io`, {
    annotations: {'gateway.networking.k8s.io/bundle-version': version},
  });

test.each([
  ['grpcroutes', 'v1.0', '1.0.0', '1.1.0'],
  ['backendtlspolicies', 'v1.3.0-rc.1', '1.3.0-rc.1', '1.4.0'],
  ['tlsroutes', '1.4.1', '1.4.1', '1.5.0'],
])('%s of %s is too old', async (name, version, installed, minimum) => {
  const [found] = await analyze('k8sgateway.CRDVersionAnalyzer', [crd(name, version)]);
  expect(found?.about).toBe(`IST0176 CustomResourceDefinition ${name}.gateway.networking.k8s.io`);
  expect(found?.text).toContain(`is at version "${installed}" but Istio requires at least "${minimum}"`);
});

test.each([
  ['grpcroutes', 'v1.1.0'],
  ['tlsroutes', 'v1.5.0-rc.1'],
  ['tlsroutes', 'nightly'],
  ['httproutes', 'v0.1.0'],
])('%s of %s is not', async (name, version) => {
  expect(await analyze('k8sgateway.CRDVersionAnalyzer', [crd(name, version)])).toEqual([]);
});
