// SPDX-License-Identifier: Apache-2.0
import {existsSync, readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {applyObject} from '../../src/install/apply/apply.js';
import {mapsIn} from '../../src/install/apply/field.js';
import {installObjects} from '../../src/install/apply/installer.js';
import {ensureNamespace} from '../../src/install/plan/namespace.js';
import {settingsOf} from '../../src/install/plan/settings.js';
import {findInstalled, removeInstalled} from '../../src/install/undo/uninstall.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {getIn, isTree, type Tree, treeIn} from '../../src/manifest/input/tree.js';
import {parseYaml} from '../../src/yaml/parse.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {addNode, letPodsPast, ready, runPods} from '../cluster/kubelet.js';
import {render} from './render.js';

interface Recording {
  objects: Record<string, {object: Tree}>;
}

/** What the Go istioctl left in a real API server, by `apiVersion/Kind/namespace/name`; CRDs left out. */
const RECORDED = '../shared/goldens/install-objects';
const PROFILES = ['minimal', 'default', 'demo', 'ambient'];

const signal = new AbortController().signal;

describeOnControlPlane('objects of an install in a real API server', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const undo: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await addNode(cluster, 'node-1');
    undo.push(runPods(cluster, ready), letPodsPast(cluster));
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    for (const stop of undo) await stop();
    cluster.close();
    await plane.stop();
  });

  async function install(profile: string): Promise<KubeObject[]> {
    const {objects, document} = await render([`profile=${profile}`]);
    const {owner, network} = settingsOf(document);
    await ensureNamespace(cluster, owner.namespace, network);
    await installObjects(cluster, objects, {
      owner,
      version: '1.30.3',
      readinessTimeout: 100_000,
      interval: 200,
      signal,
      progress: () => {},
    });
    const found = await findInstalled(cluster, {purge: true});
    // What the profile before had more was pruned, and is going.
    return found.filter(({metadata}) => metadata.deletionTimestamp === undefined);
  }

  describe.skipIf(!existsSync(RECORDED))(
    `the same as the reference's${existsSync(RECORDED) ? '' : ` (needs ${RECORDED})`}`,
    () => {
      test.each(PROFILES)('%s', {timeout: 200_000}, async (profile) => {
        const {objects: recorded}: Recording = JSON.parse(readFileSync(`${RECORDED}/${profile}.json`, 'utf8'));
        const live = (await install(profile)).filter(({kind}) => kind !== 'CustomResourceDefinition');
        const ours = Object.fromEntries(live.map((object) => [keyOf(object), comparable(object)]));
        const theirs = Object.fromEntries(Object.entries(recorded).map(([key, {object}]) => [key, comparable(object)]));
        expect(ours).toEqual(theirs);
      });
    },
  );

  test('an object that is still being deleted is written anew when it is gone', async () => {
    const apiVersion = 'v1';
    const kind = 'ConfigMap';
    const metadata = {namespace: 'default', name: 'leaving', finalizers: ['example.test/hold']};
    const before = await cluster.create({apiVersion, kind, metadata}, {fieldManager: 'test'});
    await cluster.delete(before, before.metadata);
    const said: string[] = [];
    let released: Promise<unknown> | undefined;
    const onRetry = ({message}: Error): void => {
      said.push(message);
      // It is held until the waiting has begun.
      released ??= cluster.patch(before, before.metadata, {metadata: {finalizers: null}}, {type: 'merge'});
    };
    const retry = {patience: 50_000, signal, onRetry};
    const after = await applyObject(
      cluster,
      {apiVersion, kind, metadata: {namespace: 'default', name: 'leaving'}},
      retry,
    );
    await released;
    expect(after.metadata.deletionTimestamp).toBeUndefined();
    expect(after.metadata.uid).not.toBe(before.metadata.uid);
    expect(said).toEqual(['ConfigMap/default/leaving is still being deleted; it is written anew when it is gone']);
  });

  test('a purge leaves nothing behind', {timeout: 300_000}, async () => {
    const objects = await install('demo');
    expect(objects.length).toBeGreaterThan(35);
    await removeInstalled(cluster, objects, {progress: () => {}, signal, timeout: 120_000});
    expect(await findInstalled(cluster, {purge: true})).toEqual([]);
    for (const kind of ['Deployment', 'ReplicaSet'])
      expect(await cluster.list({apiVersion: 'apps/v1', kind})).toEqual([]);
  });
});

function keyOf({apiVersion, kind, metadata: {namespace = '', name}}: KubeObject): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`;
}

/** Without what the server keeps books of, and with the documents in ConfigMaps as documents. */
function comparable(object: Tree): Tree {
  const {metadata: _, status: _2, ...rest} = object;
  const {
    'deprecated.daemonset.template.generation': _3,
    'deployment.kubernetes.io/revision': _4,
    ...annotations
  } = treeIn(object, ['metadata', 'annotations']);
  const [name, namespace, labels] = ['name', 'namespace', 'labels'].map((key) => getIn(object, ['metadata', key]));
  const data = Object.entries(treeIn(object, ['data'])).map(([key, text]) => [key, documentOf(text)]);
  return {
    ...rest,
    metadata: {name, namespace, labels, annotations},
    spec: withoutAllocated(treeIn(object, ['spec'])),
    data: Object.fromEntries(data),
    // letPodsPast changes it.
    webhooks: mapsIn(object, ['webhooks']).map(({failurePolicy: _5, ...webhook}) => webhook),
  };
}

function withoutAllocated(allocated: Tree): Tree {
  const {clusterIP: _, clusterIPs: _2, healthCheckNodePort: _3, ...spec} = allocated;
  const {ports} = spec;
  return Array.isArray(ports) ? {...spec, ports: ports.map(({nodePort: _4, ...port}) => port)} : spec;
}

function documentOf(text: unknown): unknown {
  const document = typeof text === 'string' ? parseYaml(text) : text;
  if (!isTree(document)) return document;
  // The injection templates are ours; what they do is tested by injecting.
  const {templates: _, ...rest} = document;
  return rest;
}
