// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {linesOf} from '../../analyze.js';

const template = (annotations: string) =>
  `metadata: {annotations: {${annotations}}}, spec: {containers: [{name: a, image: b}]}`;
const object = (type: string, spec: string) => `${type}\nmetadata: {name: cart, namespace: shop}\nspec: ${spec}\n`;
const found = async (text: string, compat = false) =>
  (await linesOf(text, {complete: false, compat})).filter((line) => /IST01(?:07|08|25|35)/.test(line));

test.each([
  ['apiVersion: apps/v1\nkind: Deployment', (inner: string) => `{template: {${inner}}}`],
  ['apiVersion: apps/v1\nkind: StatefulSet', (inner: string) => `{template: {${inner}}}`],
  ['apiVersion: apps/v1\nkind: DaemonSet', (inner: string) => `{template: {${inner}}}`],
  ['apiVersion: batch/v1\nkind: Job', (inner: string) => `{template: {${inner}}}`],
  ['apiVersion: batch/v1\nkind: CronJob', (inner: string) => `{jobTemplate: {spec: {template: {${inner}}}}}`],
  ['apiVersion: argoproj.io/v1alpha1\nkind: Rollout', (inner: string) => `{template: {${inner}}}`],
])('templates have annotations of pods: %s', async (type, spec) => {
  const lines = await found(
    object(type, spec(template('sidecar.istio.io/proxyCPUU: 100m, sidecar.istio.io/proxyCPU: 100m'))),
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('a.yaml:4) Unknown annotation: sidecar.istio.io/proxyCPUU');
  const [wrong] = await found(object(type, spec(template('traffic.sidecar.istio.io/includeOutboundIPRanges: x'))));
  expect(wrong).toContain('[IST0125]');
  const [misplaced] = await found(object(type, spec(template('networking.istio.io/exportTo: x'))));
  expect(misplaced).toContain('[IST0107]');
});

test('the injection annotation is fine beside its label, and old without', async () => {
  const injected = (labels: string) =>
    object(
      'apiVersion: apps/v1\nkind: Deployment',
      `{template: {metadata: {${labels}annotations: {sidecar.istio.io/inject: "true"}}, spec: {containers: []}}}`,
    );
  expect(await found(injected(''))).toHaveLength(1);
  expect(await found(injected('labels: {sidecar.istio.io/inject: "true"}, '))).toEqual([]);
});

test('what stands on a controller is not on its pods', async () => {
  const text =
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c, annotations: {sidecar.istio.io/proxyCPU: 1}}\n';
  const lines = await found(
    text.replace('1}}', '"1"}}') + `spec: {jobTemplate: {spec: {template: {${template('example.com/x: z')}}}}}\n`,
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('[IST0107]');
});

test('the Go istioctl does not look at templates', async () => {
  const text = object('apiVersion: apps/v1\nkind: Deployment', `{template: {${template('sidecar.istio.io/x: y')}}}`);
  expect(await found(text, true)).toEqual([]);
});
