// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {KubeObject} from '../../../../src/io/kube/cluster.js';
import {byLogging} from '../../../../src/io/kube/pods/pod-order.js';
import {podSelector} from '../../../../src/io/kube/pods/pod-selector.js';
import {parsePodTarget} from '../../../../src/io/kube/pods/pod-target.js';

test.each([
  ['reviews', 'reviews', 'here'],
  ['reviews.shop', 'reviews', 'shop'],
  ['reviews.v1.shop', 'reviews.v1', 'shop'],
  ['deploy/reviews', 'deploy/reviews', 'here'],
  ['deploy/reviews.shop', 'deploy/reviews', 'shop'],
  ['deployments.apps/reviews', 'deployments.apps/reviews', 'here'],
  ['gateway.gateway.networking.k8s.io/main.v1.shop', 'gateway.gateway.networking.k8s.io/main.v1', 'shop'],
  ['/a.shop', '/a', 'shop'],
  ['a.b/c/d.shop', 'a.b/c/d', 'shop'],
])('%s names %s in %s', (text, name, namespace) => {
  expect(parsePodTarget(text, 'here')).toEqual({text: name, namespace});
});

describe('labels of the pods of', () => {
  const metadata = {name: 'x'};
  const labels = {matchLabels: {b: '2', a: '1'}};
  const gateway = {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata};
  test.each<[string, KubeObject, string]>([
    ['a Service', {apiVersion: 'v1', kind: 'Service', metadata, spec: {selector: {b: '2', a: '1'}}}, 'a=1,b=2'],
    ['a Deployment', {apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: {selector: labels}}, 'a=1,b=2'],
    [
      'expressions',
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata,
        spec: {
          selector: {
            matchExpressions: [
              {key: 'a', operator: 'In', values: ['2', '1']},
              {key: 'b', operator: 'NotIn', values: ['3']},
              {key: 'c', operator: 'Exists'},
              {key: 'd', operator: 'DoesNotExist'},
            ],
          },
        },
      },
      'a in (1,2),b notin (3),c,!d',
    ],
    [
      'a kind of others',
      {apiVersion: 'argoproj.io/v1', kind: 'Rollout', metadata, spec: {selector: labels}},
      'a=1,b=2',
    ],
    ['a Gateway', gateway, 'gateway.networking.k8s.io/gateway-name=x'],
    [
      'a Gateway with an IP',
      {...gateway, spec: {addresses: [{value: '1.2.3.4'}]}},
      'gateway.networking.k8s.io/gateway-name=x',
    ],
  ])('%s', (_, object, selector) => {
    expect(podSelector(object)).toBe(selector);
  });

  test.each<[KubeObject, string]>([
    [
      {apiVersion: 'v1', kind: 'Service', metadata, spec: {}},
      "invalid service 'x': Service is defined without a selector",
    ],
    [{...gateway, spec: {addresses: [{type: 'Hostname', value: 'a.b'}]}}, 'gateway is not a managed gateway'],
    [{...gateway, spec: {addresses: [{value: '1.1.1.1'}, {value: '1.1.1.2'}]}}, 'gateway is not a managed gateway'],
    [{apiVersion: 'v1', kind: 'ServiceAccount', metadata}, 'selector for *v1.ServiceAccount not implemented'],
    [{apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: {}}, 'selector for *v1.CronJob not implemented'],
    [{apiVersion: 'a.example/v1', kind: 'B', metadata}, 'selector for *unstructured.Unstructured not implemented'],
  ])('none: %o', (object, problem) => {
    expect(podSelector(object)).toEqual({problem});
  });
});

test('of several pods the one most likely to answer comes first', () => {
  const pod = (
    name: string,
    phase: string,
    more: {node?: string; ready?: string; restarts?: number; age?: string},
  ) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, ...(more.age !== undefined && {creationTimestamp: `2026-01-0${more.age}T00:00:00Z`})},
    spec: {nodeName: more.node ?? 'n'},
    status: {
      phase,
      conditions: more.ready
        ? [{type: 'Ready', status: 'True', lastTransitionTime: `2026-01-0${more.ready}T00:00:00Z`}]
        : [],
      containerStatuses: [{restartCount: more.restarts ?? 0}],
    },
  });
  const pods = [
    pod('no node', 'Running', {node: '', ready: '1'}),
    pod('ended', 'Failed', {restarts: 9}),
    pod('pending', 'Pending', {}),
    pod('unknown', 'Unknown', {}),
    pod('of unknown age', 'Running', {}),
    pod('young', 'Running', {age: '2'}),
    pod('old', 'Running', {age: '1'}),
    pod('restarted', 'Running', {restarts: 2, age: '3'}),
    pod('ready for a day', 'Running', {ready: '3'}),
    pod('ready for two days', 'Running', {ready: '2'}),
  ];
  const names = pods.toSorted(byLogging).map(({metadata}) => metadata.name);
  expect(names).toEqual(pods.map(({metadata}) => metadata.name).reverse());
});
