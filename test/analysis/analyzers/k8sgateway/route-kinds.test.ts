// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import type {KindName} from '../../../../src/analysis/model/resource.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.RouteListenerAnalyzer';
const tls = (mode: string) => ({tls: {mode, certificateRefs: [{name: 'c'}]}});
const listener = (name: string, protocol: string, more: object = {}) => ({name, port: 80, protocol, ...more});
const gateway = (listeners: object[], gatewayClassName = 'istio') =>
  object('KubernetesGateway', 's/g', {spec: {gatewayClassName, listeners}});
const route = (kind: KindName, parent: object = {}) =>
  object(kind, 's/r', {spec: {parentRefs: [{name: 'g', ...parent}]}});

test.each([
  ['HTTPRoute', listener('tcp', 'TCP'), 'listener "tcp" takes TCPRoute'],
  ['HTTPRoute', listener('tls', 'TLS', tls('Terminate')), 'listener "tls" takes TLSRoute and TCPRoute'],
  ['TLSRoute', listener('web', 'HTTPS', tls('Terminate')), 'listener "web" takes HTTPRoute and GRPCRoute'],
  ['TCPRoute', listener('web', 'HTTP'), 'listener "web" takes HTTPRoute and GRPCRoute'],
  ['TCPRoute', listener('tls', 'TLS', tls('Passthrough')), 'listener "tls" takes TLSRoute'],
  ['GRPCRoute', listener('web', 'HTTP', {allowedRoutes: {kinds: [{kind: 'HTTPRoute'}]}}), '"web" takes HTTPRoute'],
  ['HTTPRoute', listener('web', 'HTTP', {allowedRoutes: {kinds: [{kind: 'TCPRoute'}]}}), '"web" takes no routes'],
] as const)('%s is not for %j', async (kind, one, reason) => {
  const [found, ...more] = await analyze(ANALYZER, [gateway([one]), route(kind)]);
  expect(found?.about).toBe(`ISTX210 ${kind} s/r spec.parentRefs.0.name`);
  expect(found?.text).toContain(`Gateway "s/g" has no listener for this ${kind}: `);
  expect(found?.text).toContain(reason);
  expect(more).toEqual([]);
});

test.each([
  ['HTTPRoute', listener('web', 'HTTP')],
  ['GRPCRoute', listener('web', 'HTTPS', tls('Terminate'))],
  ['TLSRoute', listener('tls', 'TLS', tls('Passthrough'))],
  ['TCPRoute', listener('tls', 'TLS', tls('Terminate'))],
  ['TCPRoute', listener('tcp', 'TCP')],
  ['HTTPRoute', listener('udp', 'UDP')],
] as const)('%s may be for %j', async (kind, one) => {
  expect(await findings(ANALYZER, [gateway([one]), route(kind)])).toEqual([]);
});

test('one listener that takes the kind will do, unless another is named', async () => {
  const both = gateway([listener('tcp', 'TCP'), listener('web', 'HTTP', {port: 81})]);
  expect(await findings(ANALYZER, [both, route('HTTPRoute')])).toEqual([]);
  expect(await findings(ANALYZER, [both, route('HTTPRoute', {sectionName: 'web'})])).toEqual([]);
  expect(await findings(ANALYZER, [both, route('HTTPRoute', {sectionName: 'tcp'})])).toEqual([
    'ISTX210 HTTPRoute s/r spec.parentRefs.0.sectionName',
  ]);
  expect(await findings(ANALYZER, [both, route('HTTPRoute', {port: 80})])).toEqual([
    'ISTX210 HTTPRoute s/r spec.parentRefs.0.name',
  ]);
});

test('listeners that do not take the kind let nothing in', async () => {
  const all = {allowedRoutes: {namespaces: {from: 'All'}}};
  const open = gateway([listener('tcp', 'TCP', all), listener('web', 'HTTP', {port: 81})]);
  const other = object('HTTPRoute', 'elsewhere/r', {spec: {parentRefs: [{name: 'g', namespace: 's'}]}});
  expect(await findings(ANALYZER, [open, other])).toEqual(['ISTX203 HTTPRoute elsewhere/r spec.parentRefs.0.name']);
});

test('waypoints take routes of Services, and Gateways of others what they like', async () => {
  const hbone = [{name: 'mesh', port: 15_008, protocol: 'HBONE'}];
  const [found] = await analyze(ANALYZER, [gateway(hbone, 'istio-waypoint'), route('HTTPRoute')]);
  expect(found?.text).toBe(
    'Gateway "s/g" has no listener for this HTTPRoute: it is a waypoint, which takes routes whose parents are Services.',
  );
  expect(await findings(ANALYZER, [gateway([listener('tcp', 'TCP')], 'nginx'), route('HTTPRoute')])).toEqual([]);
});

test('of many listeners some are named', async () => {
  const many = Array.from({length: 6}, (_, i) => listener(`l${i}`, 'TCP', {port: 80 + i}));
  const [found] = await analyze(ANALYZER, [gateway(many), route('HTTPRoute')]);
  expect(found?.text).toMatch(/listener "l3" takes TCPRoute, ….$/);
});
