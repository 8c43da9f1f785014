// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {type LockOptions, withLock} from '../../src/install/record/lock.js';
import {readRecords, recordInputs} from '../../src/install/record/record.js';
import {rollBack, takeSnapshots} from '../../src/install/undo/rollback.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import type {Tree} from '../../src/manifest/input/tree.js';
import {FIELD_MANAGER} from '../../src/revision/labels.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';

const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const LEASE = {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'};

describeOnControlPlane('undoing and locking on a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  let namespace: string;
  let count = 0;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });
  beforeEach(async () => {
    namespace = `undo-${count++}`;
    await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}}, {fieldManager: 'test'});
  });

  const ours = {fieldManager: FIELD_MANAGER, force: true};

  function configMap(name: string, data: Record<string, string>): KubeObject {
    return {...CONFIG_MAP, metadata: {namespace, name}, data};
  }

  function deployment(containers: Tree[]): KubeObject {
    const labels = {app: 'a'};
    const spec = {selector: {matchLabels: labels}, template: {metadata: {labels}, spec: {containers}}};
    return {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace, name: 'a'}, spec};
  }

  /** Without the times and versions of writing. */
  async function contentOf(object: KubeObject): Promise<Tree | undefined> {
    const live = await cluster.get(object, object.metadata);
    return live && {data: live['data'], spec: live['spec'], labels: live.metadata.labels};
  }

  test('makes everything what it was before, whoever had made it', async () => {
    const env = [
      {name: 'A', value: '1'},
      {name: 'B', value: '2'},
    ];
    const main = {name: 'main', image: 'a:1', env, ports: [{containerPort: 80}, {containerPort: 81}]};
    const before = [
      configMap('ours', {a: '1', b: '2'}),
      configMap('pruned', {a: '1'}),
      deployment([main, {name: 'side', image: 'b:1', args: ['x', 'y']}]),
    ];
    for (const object of before) await cluster.apply(object, ours);
    const theirs = configMap('theirs', {a: '1'});
    await cluster.apply(theirs, {fieldManager: 'user'});
    await cluster.patch(CONFIG_MAP, before[0]!.metadata, {data: {user: 'kept'}}, {type: 'merge'});
    const all = [...before, theirs];
    const contents = await Promise.all(all.map(contentOf));

    const fresh = configMap('new', {});
    const snapshots = await takeSnapshots(cluster, [...all, fresh]);
    await cluster.apply(configMap('ours', {a: '9', c: '3'}), ours);
    await cluster.apply(configMap('theirs', {a: '2', b: '2'}), ours);
    await cluster.apply(deployment([{name: 'main', image: 'a:2', env: [{name: 'C', value: '3'}]}]), ours);
    await cluster.delete(CONFIG_MAP, {namespace, name: 'pruned'});
    await cluster.apply(fresh, ours);
    const report = await rollBack(cluster, snapshots);

    expect(report).toEqual({
      removed: [`ConfigMap/${namespace}/new`],
      restored: ['ConfigMap', 'Deployment', 'ConfigMap', 'ConfigMap'].map((kind, i) =>
        [kind, namespace, ['theirs', 'a', 'pruned', 'ours'][i]].join('/'),
      ),
      left: [],
      failed: [],
    });
    expect(await Promise.all(all.map(contentOf))).toEqual(contents);
    expect(await contentOf(fresh)).toBeUndefined();
    // What was ours still is: the next install takes away what it no longer renders.
    await cluster.apply(configMap('ours', {a: '1'}), ours);
    expect(await contentOf(before[0]!)).toMatchObject({data: {a: '1', user: 'kept'}});
  });

  test('says what it could not undo, and leaves CRDs and what did not change alone', async () => {
    const kept = configMap('kept', {a: '1'});
    const live = await cluster.apply(kept, ours);
    const refusing: Cluster = {...cluster, delete: () => Promise.reject(new Error('not today'))};
    const snapshots = await takeSnapshots(cluster, [kept, configMap('new', {})]);
    await cluster.apply(configMap('new', {}), ours);
    const report = await rollBack(refusing, snapshots);
    expect(report).toEqual({
      restored: [],
      removed: [],
      left: [],
      failed: [`ConfigMap/${namespace}/new: not today`],
    });
    expect((await cluster.get(kept, kept.metadata))?.metadata.resourceVersion).toBe(live.metadata.resourceVersion);
  });

  const notices: string[] = [];
  function lock(holder: string, more: Partial<LockOptions> = {}): LockOptions {
    const onNotice = (text: string) => void notices.push(text);
    const signal = new AbortController().signal;
    return {namespace, holder, isGone: () => false, onNotice, signal, duration: 1500, ...more};
  }

  test('two installs at once: the second is told who holds the lock', async () => {
    let secondRan = false;
    // It is renewed three times in that time; a busy machine may be late by more than the half second of `lock`.
    const duration = 12_000;
    await withLock(cluster, lock('first', {duration}), async () => {
      const second = withLock(cluster, lock('second', {duration}), async () => {
        secondRan = true;
      });
      await expect(second).rejects.toThrow(`another install is under way in namespace ${namespace}: first`);
    });
    expect(secondRan).toBe(false);
    expect(await cluster.get(LEASE, {namespace, name: 'istioctl-install'})).toBeUndefined();
  });

  test('a lock that was left behind is taken over, at once when its holder is known to be gone', async () => {
    const spec = {holderIdentity: 'dead', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000000Z'};
    const leave = () =>
      cluster.create({...LEASE, metadata: {namespace, name: 'istioctl-install'}, spec}, {fieldManager: 'test'});
    await leave();
    notices.length = 0;
    // A holder that might still be at work would be looked at for an hour, and that would be said.
    const isGone = (name: string): boolean => name === 'dead';
    await withLock(cluster, lock('next', {isGone, duration: 3_600_000}), async () => {});
    expect(notices).toEqual([]);
    await leave();
    expect(await withLock(cluster, lock('next'), async () => 'done')).toBe('done');
    expect(notices).toEqual([`dead holds the lock of namespace ${namespace}; looking whether it is still at work`]);
  });

  test('who may not lock goes on without, and is told', async () => {
    const jane = await connect({
      kubeconfig: plane.kubeconfig,
      impersonation: {user: 'jane', groups: undefined, uid: undefined},
    });
    notices.length = 0;
    expect(await withLock(jane, lock('jane'), async () => 'done')).toBe('done');
    expect(notices[0]).toMatch(/^Going on without a lock against other installs: .*User "jane" cannot create/);
    jane.close();
  });

  test('inputs are read back as they were recorded, and the same again write nothing', async () => {
    const owner = {name: '', namespace, revision: ''};
    const files = [{name: 'iop.yaml', text: 'spec: {profile: "dëmo"}\n'}];
    await recordInputs(cluster, owner, {version: '1.30.3', files, set: ['a=b']});
    await recordInputs(cluster, {...owner, revision: 'canary'}, {version: '1.30.3', files: [], set: []});
    const versions = async () =>
      (await cluster.list({apiVersion: 'v1', kind: 'Secret'}, {namespace})).map(
        ({metadata}) => metadata.resourceVersion,
      );
    const before = await versions();
    await recordInputs(cluster, owner, {version: '1.30.3', files, set: ['a=b']});
    expect(await versions()).toEqual(before);
    const records = await readRecords(cluster, namespace);
    expect(records.map(({revision}) => revision)).toEqual(['canary', 'default']);
    expect(await readRecords(cluster, namespace, 'default')).toEqual([
      {revision: 'default', owner: '', version: '1.30.3', files, set: ['a=b']},
    ]);
  });
});
