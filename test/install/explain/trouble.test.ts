// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {troubleOf} from '../../../src/install/explain/trouble.js';
import type {KubeObject, ListOptions, ObjectKind} from '../../../src/io/kube/cluster.js';

describe('what keeps a workload from being ready', () => {
  const metadata = {namespace: 'mesh', name: 'istiod'};
  const workload = {apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: {selector: {matchLabels: {app: 'd'}}}};
  const listed: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {...metadata, name: 'istiod-1', uid: 'u'},
    spec: {nodeName: 'n'},
    status: {phase: 'Pending'},
  };
  const warning = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    reason: 'Evicted',
    message: 'low on memory',
  };

  /** A server on which the pod goes on between the list of the pods and that of the warnings. */
  const meanwhile = (pod: KubeObject | undefined) => ({
    get: () => Promise.reject(new Error('not part of this test')),
    list: async ({kind}: ObjectKind, {fieldSelector}: ListOptions = {}): Promise<KubeObject[]> => {
      if (kind === 'Event') return [warning];
      if (fieldSelector === undefined) return [listed];
      return pod === undefined ? [] : [pod];
    },
  });

  test('is what the status says, if the node wrote it after the pods were listed', async () => {
    const status = {phase: 'Failed', reason: 'Evicted', message: 'low on memory'};
    expect(await troubleOf(meanwhile({...listed, status}), workload)).toEqual({
      reason: 'pod istiod-1 on node n: Evicted: low on memory',
      events: [],
    });
  });

  test.each([
    ['says nothing', listed],
    ['is gone', undefined],
  ])('is the last warning when the status %s', async (_, pod) => {
    expect(await troubleOf(meanwhile(pod), workload)).toEqual({
      reason: 'pod istiod-1 on node n: its node has not started it; Evicted: low on memory',
      events: [],
    });
  });
});
