// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {shapingKind} from '../../../src/describe/shaping/kinds.js';
import {selectedFor, type Workload} from '../../../src/describe/shaping/selected.js';
import type {KubeObject} from '../../../src/io/kube/cluster.js';

const ROOT = 'istio-system';
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

const cart: Workload = {type: 'sidecar', namespace: 'shop', labels: {app: 'cart'}};
const edge: Workload = {type: 'router', namespace: 'edge', labels: {app: 'edge', [GATEWAY_NAME]: 'public'}};
const waypoint: Workload = {type: 'waypoint', namespace: 'shop', labels: {app: 'cart', [GATEWAY_NAME]: 'waypoint'}};

function object(kind: string, namespace: string, spec: object = {}, created = '2026-01-01T00:00:00Z'): KubeObject {
  const {apiVersion} = shapingKind(kind);
  return {apiVersion, kind, metadata: {namespace, name: kind.toLowerCase(), creationTimestamp: created}, spec};
}

const labels = (app: string) => ({selector: {matchLabels: {app}}});
const workload = (app: string) => ({workloadSelector: {labels: {app}}});
const targets = (...refs: [kind: string, name: string][]) => ({
  targetRefs: refs.map(([kind, name]) => ({group: 'gateway.networking.k8s.io', kind, name})),
});

describe('objects take a workload', () => {
  test.each<[string, Workload, KubeObject, string | undefined]>([
    ['its labels', cart, object('Telemetry', 'shop', labels('cart')), 'by its labels'],
    ['other labels', cart, object('Telemetry', 'shop', labels('pay')), undefined],
    ['labels, in the root namespace', cart, object('RequestAuthentication', ROOT, labels('cart')), 'by its labels'],
    ['labels, in a third namespace', cart, object('RequestAuthentication', 'pay', labels('cart')), undefined],
    [
      'labels that choose in the root namespace only',
      cart,
      object('PeerAuthentication', ROOT, labels('cart')),
      undefined,
    ],
    ['its namespace', cart, object('PeerAuthentication', 'shop'), 'in its namespace'],
    ['the mesh', cart, object('PeerAuthentication', ROOT, {selector: {}}), 'in all namespaces'],
    ['labels of an EnvoyFilter', cart, object('EnvoyFilter', ROOT, workload('cart')), 'by its labels'],
    ['other labels of an EnvoyFilter', cart, object('EnvoyFilter', 'shop', workload('pay')), undefined],
    [
      'a Gateway by labels, wherever it is',
      edge,
      object('Gateway', 'shop', {selector: {app: 'edge'}}),
      'by its labels',
    ],
    ['a Gateway of others', edge, object('Gateway', 'shop', {selector: {app: 'other'}}), undefined],
    ['a Gateway, and a sidecar', cart, object('Gateway', 'shop', {selector: {app: 'cart'}}), undefined],
    ['a Sidecar, and a gateway', edge, object('Sidecar', 'edge'), undefined],
    ['mutual TLS, and a gateway', edge, object('PeerAuthentication', ROOT), undefined],
    ['its Gateway', edge, object('AuthorizationPolicy', 'edge', targets(['Gateway', 'public'])), 'by its Gateway'],
    ['another Gateway', edge, object('AuthorizationPolicy', 'edge', targets(['Gateway', 'private'])), undefined],
    [
      'a Gateway, by the old field',
      edge,
      object('Telemetry', 'edge', {targetRef: {kind: 'Gateway', name: 'public'}}),
      'by its Gateway',
    ],
    ['a waypoint', waypoint, object('WasmPlugin', 'shop', targets(['Gateway', 'waypoint'])), 'by its Gateway'],
    [
      'all waypoints',
      waypoint,
      object('AuthorizationPolicy', ROOT, targets(['GatewayClass', 'istio-waypoint'])),
      'by its Gateway',
    ],
    [
      'labels, and a waypoint that has them',
      waypoint,
      object('AuthorizationPolicy', 'shop', labels('cart')),
      undefined,
    ],
    ['a namespace with a waypoint', waypoint, object('AuthorizationPolicy', 'shop'), undefined],
    ['the mesh with its waypoints', waypoint, object('Telemetry', ROOT), 'in all namespaces'],
  ])('%s', (_, proxy, one, how) => {
    expect(selectedFor(proxy, [one], ROOT)).toEqual(how === undefined ? [] : [{object: one, how}]);
  });

  test('one Sidecar: the nearest, of two alike the older', () => {
    const sidecars = [
      object('Sidecar', ROOT, {}, '2024-01-01T00:00:00Z'),
      object('Sidecar', 'shop', {}, '2024-01-01T00:00:00Z'),
      object('Sidecar', 'shop', workload('cart'), '2026-01-02T00:00:00Z'),
      object('Sidecar', 'shop', workload('cart'), '2026-01-01T00:00:00Z'),
    ];
    expect(selectedFor(cart, sidecars, ROOT)).toEqual([{object: sidecars[3], how: 'by its labels'}]);
    expect(selectedFor(cart, sidecars.slice(0, 2), ROOT)).toEqual([{object: sidecars[1], how: 'in its namespace'}]);
    expect(selectedFor(cart, sidecars.slice(0, 1), ROOT)).toEqual([{object: sidecars[0], how: 'in all namespaces'}]);
  });
});

test.each([
  ['vs', 'VirtualService'],
  ['VirtualService', 'VirtualService'],
  ['virtualservices.networking.istio.io', 'VirtualService'],
  ['telemetry', 'Telemetry'],
  ['httproute', 'HTTPRoute'],
])('%s is a %s', (word, kind) => {
  expect(shapingKind(word).kind).toBe(kind);
});

test('other kinds shape no proxy', () => {
  expect(() => shapingKind('po')).toThrow('"po" is no kind that shapes proxies');
});
