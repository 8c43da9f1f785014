// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster, ListOptions} from '../../../src/io/kube/cluster.js';
import {connect} from '../../../src/io/kube/connect.js';
import {ApiError} from '../../../src/kube/api-error.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';
import {eventually} from '../../support/eventually.js';

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

describeOnControlPlane('a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.create({...NAMESPACE, metadata: {name: 'kube-io'}}, {fieldManager: 'test'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    await cluster.delete(NAMESPACE, {name: 'kube-io'});
    cluster.close();
    await plane.stop();
  });

  function configMap(name: string, data: Record<string, string>) {
    return {...CONFIG_MAP, metadata: {name, namespace: 'kube-io', labels: {test: 'io'}}, data};
  }

  async function failure(call: Promise<unknown>): Promise<ApiError> {
    const error: unknown = await call.then(
      () => undefined,
      (error: unknown) => error,
    );
    if (error instanceof ApiError) return error;
    throw new Error('expected the call to fail with an ApiError', {cause: error});
  }

  test('tells its version and what it serves', async () => {
    expect((await cluster.serverVersion()).gitVersion).toMatch(/^v1\.\d+/);
    expect(await cluster.serves({apiVersion: 'apps/v1', kind: 'Deployment'})).toBe(true);
    expect(await cluster.serves({apiVersion: 'apps/v1', kind: 'Gateway'})).toBe(false);
    expect(await cluster.serves({apiVersion: 'no.such/v1', kind: 'Gateway'})).toBe(false);
  });

  test('applies, reads, patches and deletes', async () => {
    const key = {namespace: 'kube-io', name: 'one'};
    await cluster.apply(configMap('one', {a: '1'}), {fieldManager: 'first'});
    expect((await cluster.get(CONFIG_MAP, key))?.['data']).toEqual({a: '1'});
    await cluster.patch(CONFIG_MAP, key, {data: {b: '2'}}, {type: 'merge'});
    expect((await cluster.get(CONFIG_MAP, key))?.['data']).toEqual({a: '1', b: '2'});
    expect(await cluster.delete(CONFIG_MAP, key, {dryRun: true})).toBe(true);
    expect(await cluster.delete(CONFIG_MAP, key)).toBe(true);
    expect(await cluster.delete(CONFIG_MAP, key)).toBe(false);
    expect(await cluster.get(CONFIG_MAP, key)).toBeUndefined();
  });

  test('a dry run writes nothing', async () => {
    await cluster.apply(configMap('dry', {}), {fieldManager: 'first', dryRun: true});
    expect(await cluster.get(CONFIG_MAP, {namespace: 'kube-io', name: 'dry'})).toBeUndefined();
  });

  test('a field that another manager owns is a conflict, unless forced', async () => {
    await cluster.apply(configMap('two', {a: '1'}), {fieldManager: 'first'});
    const conflict = await failure(cluster.apply(configMap('two', {a: '2'}), {fieldManager: 'second'}));
    expect([conflict.status, conflict.message]).toEqual([
      409,
      expect.stringMatching(/^cannot apply ConfigMap\/kube-io\/two: .*"first": \.data\.a/s),
    ]);
    const taken = await cluster.apply(configMap('two', {a: '2'}), {fieldManager: 'second', force: true});
    expect(taken['data']).toEqual({a: '2'});
  });

  test('a field that does not exist is refused', async () => {
    const {status, message} = await failure(
      cluster.apply({...configMap('three', {}), dota: {}}, {fieldManager: 'first'}),
    );
    expect([status, message]).toEqual([
      expect.any(Number),
      expect.stringContaining('.dota: field not declared in schema'),
    ]);
  });

  test('a kind that is not served has no objects and takes none', async () => {
    const kind = {apiVersion: 'no.such/v1', kind: 'Thing'};
    expect(await cluster.list(kind)).toEqual([]);
    expect(await cluster.get(kind, {name: 'x'})).toBeUndefined();
    expect(await cluster.delete(kind, {name: 'x'})).toBe(false);
    const {message} = await failure(cluster.apply({...kind, metadata: {name: 'x'}}, {fieldManager: 'first'}));
    expect(message).toBe('the cluster does not know kind Thing of no.such/v1');
  });

  test('lists longer than a page are complete', {timeout: 60_000}, async () => {
    const names = Array.from({length: 620}, (_, i) => `many-${String(i).padStart(3, '0')}`);
    await Promise.all(names.map((name) => cluster.apply(configMap(name, {}), {fieldManager: 'first'})));
    const found = await cluster.list(CONFIG_MAP, {namespace: 'kube-io', labelSelector: 'test=io'});
    expect(
      found
        .map((object) => object.metadata.name)
        .filter((name) => name.startsWith('many-'))
        .sort(),
    ).toEqual(names);
    expect(found[0]).toMatchObject(CONFIG_MAP);
  });

  /**
   * Follows what a watch tells while `body` runs, and until `isLast` of it. `begun` resolves when the watch has told this;
   * a watch that fails before fails the test, and nothing of it goes on after the test.
   */
  async function withWatch(
    options: ListOptions,
    isLast: (event: string) => boolean,
    body: (begun: (first: string) => Promise<unknown>) => Promise<void>,
  ): Promise<string[]> {
    const ending = new AbortController();
    const seen: string[] = [];
    const follow = async (): Promise<void> => {
      for await (const {type, object} of cluster.watch(CONFIG_MAP, {...options, signal: ending.signal})) {
        const event = `${type} ${object.metadata.name}`;
        seen.push(event);
        if (isLast(event)) ending.abort();
      }
    };
    const watching = follow();
    // Its failure is this test's, however far the body has come.
    watching.catch(() => ending.abort());
    try {
      await body((first) =>
        eventually(`the watch tells ${first}`, () => ending.signal.aborted || seen.includes(first)),
      );
      await watching;
    } finally {
      ending.abort();
    }
    return seen;
  }

  test('a watch tells what happens until it is ended', async () => {
    const options = {namespace: 'kube-io', fieldSelector: 'metadata.name=seen'};
    const seen = await withWatch(
      options,
      (event) => event === 'DELETED seen',
      async (begun) => {
        await cluster.apply(configMap('seen', {}), {fieldManager: 'first'});
        await begun('ADDED seen');
        await cluster.delete(CONFIG_MAP, {namespace: 'kube-io', name: 'seen'});
      },
    );
    expect(seen).toEqual(['ADDED seen', 'DELETED seen']);
  });

  test.skipIf(process.env['KUBECONFIG_E2E'])(
    'a watch goes on after the API server was restarted, and tells what happens then',
    {timeout: 180_000},
    async () => {
      const labelled = (name: string) => {
        const object = configMap(name, {});
        return {...object, metadata: {...object.metadata, labels: {test: 'io', restart: ''}}};
      };
      const seen = await withWatch(
        {namespace: 'kube-io', labelSelector: 'test=io,restart'},
        (event) => event.endsWith(' after'),
        async (begun) => {
          await cluster.apply(labelled('before'), {fieldManager: 'first'});
          // A watch whose first list fails ends with the error, and it is not the first list that is tried here.
          await begun('ADDED before');
          await plane.order?.('stop api-server');
          await plane.order?.('start api-server');
          await cluster.delete(CONFIG_MAP, {namespace: 'kube-io', name: 'before'});
          await cluster.apply(labelled('after'), {fieldManager: 'first'});
        },
      );
      expect(seen).toEqual(['ADDED before', 'DELETED before', 'ADDED after']);
    },
  );

  test('who may not is told which right is missing', async () => {
    const jane = await connect({
      kubeconfig: plane.kubeconfig,
      impersonation: {user: 'jane', groups: ['system:authenticated']},
    });
    const {status, message, hint} = await failure(
      jane.list({apiVersion: 'apps/v1', kind: 'Deployment'}, {namespace: 'kube-io'}),
    );
    expect(status).toBe(403);
    expect(message).toContain('forbids to list Deployment: deployments.apps is forbidden: User "jane" cannot list');
    expect(hint).toBe(
      'Ask for this rule in a Role in namespace kube-io: {apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"]}.',
    );
    jane.close();
  });
});
