// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {liveObjects} from '../../../src/actions/preview/live.js';
import {IstioctlError} from '../../../src/errors.js';
import type {KubeObject, ObjectKind} from '../../../src/io/kube/cluster.js';
import {ApiError} from '../../../src/kube/api-error.js';

const SETTINGS = {istioNamespace: 'istio-system', revision: 'default'};

function object(apiVersion: string, kind: string, name: string, creationTimestamp: string): KubeObject {
  return {apiVersion, kind, metadata: {name, namespace: 'shop', creationTimestamp}};
}

/** A cluster that serves these kinds with these objects. */
function clusterOf(lists: Record<string, KubeObject[] | Error>, map?: KubeObject) {
  const asked: string[] = [];
  const typeOf = ({apiVersion, kind}: ObjectKind) => `${apiVersion} ${kind}`;
  return {
    asked,
    serves: async (kind: ObjectKind) => typeOf(kind) in lists,
    async list(kind: ObjectKind) {
      asked.push(typeOf(kind));
      const found = lists[typeOf(kind)] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
    get: async (_: ObjectKind, {name = ''}) => (name === map?.metadata.name ? map : undefined),
  };
}

test('are those of all kinds, each in its newest version, from old to young', async () => {
  const cluster = clusterOf(
    {
      'networking.istio.io/v1 VirtualService': [
        object('networking.istio.io/v1', 'VirtualService', 'b', '2026-01-02T00:00:00Z'),
        object('networking.istio.io/v1', 'VirtualService', 'a', '2026-01-02T00:00:00Z'),
      ],
      'networking.istio.io/v1beta1 VirtualService': [],
      'gateway.networking.k8s.io/v1beta1 ReferenceGrant': [],
      'v1 Service': [object('v1', 'Service', 'z', '2026-01-01T00:00:00Z')],
    },
    object('v1', 'ConfigMap', 'istio', '2026-01-03T00:00:00Z'),
  );
  const {objects, unread} = await liveObjects(cluster, SETTINGS);
  expect(objects.map(({kind, fields}) => [kind, (fields as KubeObject).metadata.name])).toEqual([
    ['Service', 'z'],
    ['VirtualService', 'a'],
    ['VirtualService', 'b'],
    ['ConfigMap', 'istio'],
  ]);
  expect(unread).toEqual([]);
  expect(cluster.asked.sort()).toEqual([
    'gateway.networking.k8s.io/v1beta1 ReferenceGrant',
    'networking.istio.io/v1 VirtualService',
    'v1 Service',
  ]);
});

test('name the kinds that may not be read', async () => {
  const forbidden = new ApiError('sidecars.networking.istio.io is forbidden', {status: 403, transient: false});
  const cluster = clusterOf({'networking.istio.io/v1 Sidecar': forbidden, 'v1 Pod': [object('v1', 'Pod', 'a', '')]});
  const {objects, unread} = await liveObjects(cluster, SETTINGS);
  expect(objects).toHaveLength(1);
  expect(unread).toEqual([forbidden.message]);
});

test('are none where the cluster does not answer: that is an error', async () => {
  const cluster = clusterOf({'v1 Pod': new IstioctlError('cluster: connection refused')});
  await expect(liveObjects(cluster, SETTINGS)).rejects.toThrow('connection refused');
});
