// SPDX-License-Identifier: Apache-2.0
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {removeInstalled} from '../../../src/install/undo/uninstall.js';
import type {Cluster, KubeObject} from '../../../src/io/kube/cluster.js';
import {ApiError} from '../../../src/kube/api-error.js';

const crd: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {name: 'gateways.networking.istio.io', uid: 'u'},
};
const finalizers = ['customresourcecleanup.apiextensions.k8s.io'];
const deleted = {...crd, metadata: {...crd.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers}};

describe('an uninstall waits until all is gone', () => {
  beforeEach(() => void vi.useFakeTimers({toFake: ['Date']}));
  afterEach(() => void vi.useRealTimers());

  /** Removes the CRD from a cluster that answers so; six seconds pass each time that it is looked for. */
  function remove({get, patch}: Pick<Cluster, 'get' | 'patch'>): Promise<unknown> {
    const unused = () => Promise.reject(new Error('not part of this test'));
    const cluster: Cluster = {
      origin: {cluster: '', context: '', server: '', user: '', source: '', namespace: ''},
      ...{serverVersion: unused, serves: unused, list: unused, apply: unused, create: unused},
      pages: () => ({[Symbol.asyncIterator]: () => ({next: unused})}),
      watch: () => ({[Symbol.asyncIterator]: () => ({next: unused})}),
      close: () => {},
      delete: async () => true,
      get: (...args) => {
        vi.setSystemTime(Date.now() + 6000);
        return get(...args);
      },
      patch,
    };
    const {signal} = new AbortController();
    const options = {progress: () => {}, signal, timeout: 40_000};
    return removeInstalled(cluster, [crd], options).catch((error: unknown) => error);
  }

  test('and reminds an API server that has forgotten a CRD', async () => {
    const patches: unknown[] = [];
    const patch: Cluster['patch'] = async (_kind, _key, patch) => {
      patches.push(patch);
      return deleted;
    };
    expect(await remove({get: async () => (patches.length < 4 ? deleted : undefined), patch})).toBeUndefined();
    const touched = (value: unknown) => ({metadata: {annotations: {'istioctl.istio.io/touched': value}}});
    expect(patches).toEqual([touched('true'), touched(null), touched('true'), touched(null)]);
  });

  test('and says what is left where it may not', async () => {
    const patch = () => Promise.reject(new ApiError('forbidden', {status: 403, transient: false}));
    expect(await remove({get: async () => deleted, patch})).toMatchObject({
      message: expect.stringContaining(`${crd.metadata.name} (held by ${finalizers[0]})`),
    });
  });
});
