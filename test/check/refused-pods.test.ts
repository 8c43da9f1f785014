// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {refusedWorkloads} from '../../src/check/refused-pods.js';

const maker = (kind: string, fields: object = {}) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: {namespace: 'shop', name: 'x', uid: 'u'},
  ...fields,
});
const event = (message: string, lastTimestamp: string, uid = 'u') => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: {namespace: 'shop', name: 'e'},
  involvedObject: {uid},
  message,
  lastTimestamp,
});
const EVENTS = [
  event('Error creating: pods "x-1" is forbidden: exceeded quota', '2026-01-02T00:00:00Z'),
  event('older', '2026-01-01T00:00:00Z'),
  event('of another', '2026-01-03T00:00:00Z', 'other'),
];
const condition = (status: string) => ({
  status: {conditions: [{type: 'ReplicaFailure', status, message: 'pods "x-7" is forbidden: no'}]},
});

describe('workloads that are refused their pods', () => {
  test.each([
    ['a ReplicaSet with the condition', maker('ReplicaSet', condition('True')), 'pods are forbidden: no'],
    ['a ReplicaSet that had it', maker('ReplicaSet', condition('False')), undefined],
    ['a ReplicaSet with an event alone, which is over', maker('ReplicaSet'), undefined],
    ['a StatefulSet that lacks pods', maker('StatefulSet', {spec: {replicas: 2}, status: {replicas: 1}}), 'quota'],
    ['a StatefulSet of one, by default', maker('StatefulSet', {spec: {}}), 'quota'],
    ['a StatefulSet that has its pods by now', maker('StatefulSet', {spec: {}, status: {replicas: 1}}), undefined],
    ['a DaemonSet that lacks pods', maker('DaemonSet', {status: {desiredNumberScheduled: 3}}), 'quota'],
    ['a DaemonSet that has them', maker('DaemonSet', {status: {}}), undefined],
  ])('%s', (_, object, reason) => {
    const refused = refusedWorkloads([object], EVENTS);
    expect(refused.map(({maker: name}) => name)).toEqual(reason === undefined ? [] : [`shop/${object.kind} x`]);
    if (reason !== undefined) expect(refused[0]?.reason).toContain(reason);
  });

  test('one that lacks pods and nobody says why is only slow', () => {
    expect(refusedWorkloads([maker('StatefulSet', {spec: {}})], [])).toEqual([]);
  });
});
