// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {findInstalled} from '../../src/install/undo/uninstall.js';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {allow} from '../cluster/allow.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {startFaultProxy} from '../cluster/fault-proxy.js';
import {istioctl, type Run} from '../support/run.js';

const RBAC = 'rbac.authorization.k8s.io';

describeOnControlPlane('an install on a cluster that is not empty, by people who may not everything', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    const everything = {apiGroups: ['*'], resources: ['*'], verbs: ['*']};
    const reading = {apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list', 'watch']};
    const groups = ['', 'apps', 'autoscaling', 'policy', RBAC, 'apiextensions.k8s.io', 'coordination.k8s.io'];
    await allow(cluster, 'reader', [reading]);
    await allow(cluster, 'blind', [
      {...everything, apiGroups: groups},
      {apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['create', 'patch', 'get']},
    ]);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  const run = (line: string): Promise<Run> => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 120_000});
  const INSTALL = 'install -y --set profile=minimal --readiness-timeout 100s';

  test('who may only read changes nothing, and is told which right is missing', async () => {
    const {exitCode, stderr} = await run(`${INSTALL} --as reader`);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^Error: failed to create namespace istio-system: cluster "test" forbids to create Namespace\/istio-system: .*User "reader" cannot create resource "namespaces".*; context test from \S+\nHint: Ask for this rule in a ClusterRole: \{apiGroups: \[""\], resources: \["namespaces"\], verbs: \["create"\]\}\. `istioctl check --pre` lists all rights that are missing\.\n$/,
      ),
    ]);
    expect(await findInstalled(cluster, {purge: true})).toEqual([]);
    const none = await cluster.get({apiVersion: 'v1', kind: 'Namespace'}, {name: 'istio-system'});
    expect(none).toBeUndefined();
  });

  test('who may not list webhooks is told so before anything is written', async () => {
    const missing = `User "blind" cannot list resource "mutatingwebhookconfigurations"`;
    const {exitCode, stderr} = await run(`${INSTALL} --as blind`);
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(
          `^Error: cluster "test" forbids to list MutatingWebhookConfiguration: .*${missing}.*\\nHint: Ask for this rule in a ClusterRole: .*\\n$`,
        ),
      ),
    ]);
    expect(await findInstalled(cluster, {purge: true})).toEqual([]);
  });

  // The reference hangs here (users.md D1).
  test.for(['tag list', 'kube-inject -f test/testdata/inject/app.yaml'])(
    'who may not list webhooks is told so by %s',
    async (line, {skip}) => {
      if (plane.dir === undefined || plane.server === undefined) return skip('is somebody else’s cluster');
      const lists: string[] = [];
      const proxy = await startFaultProxy(plane.dir, plane.server, ({url = ''}) => {
        if (url.includes('/mutatingwebhookconfigurations')) lists.push(url);
        return false;
      });
      const options = {env: {KUBECONFIG: proxy.kubeconfig}, timeout: 50_000};
      const {exitCode, stdout, stderr} = await istioctl(`${line} --as blind`, options).finally(() => proxy.stop());
      expect([exitCode, stdout, stderr]).toEqual([
        1,
        '',
        expect.stringMatching(/^Error: cluster "prod" forbids to list MutatingWebhookConfiguration: .*\nHint: .*\n$/),
      ]);
      // The same question is not put again.
      expect(lists).toHaveLength(1);
    },
  );

  test('5,000 objects of others do not slow it down, and stay', {timeout: 400_000}, async ({skip}) => {
    if (plane.dir === undefined || plane.server === undefined) return skip('is somebody else’s cluster');
    const names = Array.from({length: 20}, (_, i) => `crowd-${i}`);
    const rows = Array.from({length: 250}, (_, i) => i);
    for (const namespace of names) {
      await cluster.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}}, {fieldManager: 'test'});
      // All at once would be more than a busy API server answers before a request times out.
      await Promise.all(
        rows.map((row) => {
          const kind = row % 2 === 0 ? 'ConfigMap' : 'Secret';
          // What looks like Istio's and was not installed by this program is somebody's, too.
          const labels = {app: 'istiod', istio: 'pilot', 'istio.io/rev': 'default'};
          const object = {apiVersion: 'v1', kind, metadata: {namespace, name: `istio-${row}`, labels}};
          return cluster.create(object, {fieldManager: 'others'});
        }),
      );
    }
    const theirs = async () => {
      const lists = await Promise.all(
        ['ConfigMap', 'Secret'].map((kind) => cluster.list({apiVersion: 'v1', kind}, {labelSelector: 'istio=pilot'})),
      );
      return lists.flat().map(({metadata}) => `${metadata.uid} ${metadata.resourceVersion}`);
    };
    const before = await theirs();
    expect(before).toHaveLength(5000);
    const first = await run(INSTALL);
    expect(first.exitCode, first.stderr).toBe(0);
    let answers = 0;
    const crowded: string[] = [];
    const proxy = await startFaultProxy(plane.dir, plane.server, ({url = ''}, answer) => {
      answers++;
      if (answer.includes('"crowd-')) crowded.push(url);
      return false;
    });
    const options = {env: {KUBECONFIG: proxy.kubeconfig}, timeout: 120_000};
    try {
      const again = await istioctl(INSTALL, options);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(answers).toBeGreaterThan(30);
      // They are not even sent; the proxy would see them.
      expect(crowded).toEqual([]);
      const through = await connect({kubeconfig: proxy.kubeconfig});
      await through.list({apiVersion: 'v1', kind: 'ConfigMap'}, {namespace: 'crowd-0'});
      through.close();
      expect(crowded).toHaveLength(1);
    } finally {
      proxy.stop();
    }
    const gone = await run('uninstall --purge -y');
    expect([gone.exitCode, gone.stdout]).toEqual([0, expect.not.stringContaining('crowd-')]);
    expect(await theirs()).toEqual(before);
  });
});
