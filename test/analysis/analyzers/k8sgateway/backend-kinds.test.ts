// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {KindName} from '../../../../src/analysis/model/resource.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.RouteBackendKindAnalyzer';
const gateway = object('KubernetesGateway', 's/g', {spec: {gatewayClassName: 'istio', listeners: []}});
const route = (backend: object, kind: KindName = 'HTTPRoute', parent: object = {name: 'g'}) =>
  object(kind, 's/r', {spec: {parentRefs: [parent], rules: [{backendRefs: [backend]}]}});

test.each([
  [
    {group: 'networking.istio.io', kind: 'ServiceEntry', name: 'x'},
    'kind',
    'Use kind Hostname of group networking.istio.io and one of its hosts.',
  ],
  [
    {kind: 'Pod', name: 'x'},
    'kind',
    'Backend kind Pod is unsupported: its share of requests is answered with HTTP 500.',
  ],
  [{group: 'gateway.envoyproxy.io', kind: 'Backend', name: 'x'}, 'kind', 'Backend kind Backend.gateway.envoyproxy.io'],
  [{group: 'core', kind: 'Service', name: 'x'}, 'group', 'Set group to "".'],
  [{kind: 'Hostname', name: 'x.com'}, 'group', 'Set group to "networking.istio.io".'],
  [
    {group: 'inference.networking.x-k8s.io', kind: 'InferencePool', name: 'x'},
    'group',
    'Set group to "inference.networking.k8s.io".',
  ],
])('%j is no backend', async (backend, at, text) => {
  const [found, ...more] = await analyze(ANALYZER, [gateway, route(backend)]);
  expect(found?.about).toBe(`ISTX212 HTTPRoute s/r spec.rules.0.backendRefs.0.${at}`);
  expect(found?.text).toContain(text);
  expect(more).toEqual([]);
});

test.each([
  {name: 'x'},
  {group: '', kind: 'Service', name: 'x'},
  {group: 'networking.istio.io', kind: 'Hostname', name: 'x.com'},
  {group: 'multicluster.x-k8s.io', kind: 'ServiceImport', name: 'x'},
  {group: 'inference.networking.k8s.io', kind: 'InferencePool', name: 'x'},
  {kind: 'Pod', name: 'x', weight: 0},
])('%j is one', async (backend) => {
  expect(await findings(ANALYZER, [gateway, route(backend)])).toEqual([]);
});

test('copies of requests have backends too', async () => {
  const filters = [{type: 'RequestMirror', requestMirror: {backendRef: {kind: 'Pod', name: 'x'}}}];
  const mirror = object('HTTPRoute', 's/r', {spec: {parentRefs: [{name: 'g'}], rules: [{filters}]}});
  const [found] = await analyze(ANALYZER, [gateway, mirror]);
  expect(found?.about).toBe('ISTX212 HTTPRoute s/r spec.rules.0.filters.0.requestMirror.backendRef.kind');
  expect(found?.text).toContain('no copies of requests are sent');
});

test('routes of every protocol, within the mesh too, and of nobody else', async () => {
  const pod = {kind: 'Pod', name: 'x'};
  const [found] = await analyze(ANALYZER, [gateway, route(pod, 'TCPRoute')]);
  expect(found?.text).toContain('its share of connections is closed');
  expect(await findings(ANALYZER, [route(pod, 'GRPCRoute', {group: '', kind: 'Service', name: 'x'})])).toHaveLength(1);
  const other = object('KubernetesGateway', 's/g', {spec: {gatewayClassName: 'nginx'}});
  expect(await findings(ANALYZER, [other, route(pod)])).toEqual([]);
  expect(await findings(ANALYZER, [route(pod)])).toEqual([]);
});
