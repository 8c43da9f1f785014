// SPDX-License-Identifier: Apache-2.0
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {type ControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';

/** A real API server with pods behind whose ports our own servers stand. */
export interface TestMesh {
  plane: ControlPlane;
  cluster: ConnectedCluster;
  /** Makes the namespace if need be, and a pod in it, and waits until it runs and its ports are forwarded. */
  addPod(pod: TestPod): Promise<void>;
  /** Writes an object as it is. */
  add(object: {
    apiVersion: string;
    kind: string;
    metadata: {name: string; namespace?: string; labels?: object};
  }): Promise<void>;
  stop(): Promise<void>;
}

export interface TestPod {
  namespace: string;
  name: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Port of the pod to port of this machine. */
  ports?: Record<number, number>;
  /** Image of a container `istio-proxy`; left out, there is none. */
  proxyImage?: string;
}

export async function startTestMesh(): Promise<TestMesh> {
  const plane = await startControlPlane({nodes: 1});
  const cluster = await connect({kubeconfig: plane.kubeconfig});
  const add: TestMesh['add'] = async (object) =>
    void (await cluster.apply(object, {fieldManager: 'test', force: true}));
  const withAccount = new Set<string>();
  return {
    plane,
    cluster,
    add,
    async addPod({namespace, name, labels = {}, annotations = {}, ports = {}, proxyImage}) {
      if (!withAccount.has(namespace)) await addNamespace(cluster, namespace);
      withAccount.add(namespace);
      const forwarded = Object.entries(ports).map(([pod, own]) => `${pod}=${own}`);
      const containers = [
        {name: 'main', image: 'i'},
        ...(proxyImage ? [{name: 'istio-proxy', image: proxyImage}] : []),
      ];
      const metadata = {namespace, name, labels};
      const node = {'node.test/ports': forwarded.join(',')};
      await add({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {...metadata, annotations: {...annotations, ...(forwarded.length > 0 && node)}},
        spec: {containers},
      } as Parameters<typeof add>[0]);
      await untilReady(cluster, {namespace, name});
    },
    async stop() {
      cluster.close();
      await plane.stop();
    },
  };
}

async function addNamespace(cluster: ConnectedCluster, name: string): Promise<void> {
  await cluster.apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name}}, {fieldManager: 'test'});
  const account = {apiVersion: 'v1', kind: 'ServiceAccount'};
  await eventually(`namespace ${name} has its ServiceAccount default`, () =>
    cluster.get(account, {namespace: name, name: 'default'}),
  );
}

async function untilReady(cluster: ConnectedCluster, key: {namespace: string; name: string}): Promise<void> {
  await eventually(`pod ${key.namespace}/${key.name} is ready`, async (saw) => {
    const status = (await cluster.get({apiVersion: 'v1', kind: 'Pod'}, key))?.['status'] ?? {};
    saw(status);
    return JSON.stringify(status).includes('"ready":true');
  });
}
