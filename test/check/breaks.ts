// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {MUTATING} from '../../src/revision/labels.js';
import {eventually} from '../support/eventually.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};
const byTest = {fieldManager: 'test'};

/** Breaks something; answers how to mend it. */
export type Break = () => Promise<() => Promise<unknown>>;

/** Ways to break a mesh. */
export function breaksIn(cluster: () => Cluster) {
  async function fateOf(namespace: string, fate: string | null): Promise<void> {
    const patch = {metadata: {annotations: {'node.test/fate': fate}}};
    await cluster().patch(NAMESPACE, {name: namespace}, patch, {type: 'merge'});
  }

  async function labelNamespace(name: string, labels: Record<string, string | null>): Promise<void> {
    await cluster().patch(NAMESPACE, {name}, {metadata: {labels}}, {type: 'merge'});
  }

  const labelled =
    (name: string, key: string, value: string): Break =>
    async () => {
      await labelNamespace(name, {[key]: value});
      return () => labelNamespace(name, {[key]: null});
    };
  const removed =
    (kind: {apiVersion: string; kind: string}, key: {namespace?: string; name: string}): Break =>
    async () => {
      const object = await cluster().get(kind, key);
      await cluster().delete(kind, key);
      await eventually(`${kind.kind} ${key.name} is gone`, async () => (await cluster().get(kind, key)) === undefined);
      const {name, namespace, labels, annotations} = object?.metadata ?? {name: ''};
      const rest = {...object, status: undefined};
      const metadata = {
        name,
        ...(namespace && {namespace}),
        ...(labels && {labels}),
        ...(annotations && {annotations}),
      };
      return () => cluster().create({...rest, ...kind, metadata}, byTest);
    };
  const created =
    (object: () => KubeObject): Break =>
    async () => {
      await cluster().create(object(), byTest);
      return () => cluster().delete(object(), object().metadata, {gracePeriodSeconds: 0});
    };
  const fated =
    (fate: string): Break =>
    async () => {
      await fateOf('istio-system', fate);
      return () => fateOf('istio-system', null);
    };

  return {labelNamespace, labelled, removed, created, fated};
}

/** A pod of one container, called as proxies are. */
export const pod = (name: string, image: string): KubeObject => ({
  ...POD,
  metadata: {namespace: 'default', name},
  spec: {containers: [{name: 'istio-proxy', image}]},
});

/** An injection webhook that nobody serves. */
export function injector(
  name: string,
  labels: Record<string, string>,
  matchLabels: Record<string, string>,
): KubeObject {
  const webhook = {
    name: `${name}.istio.io`,
    namespaceSelector: {matchLabels},
    clientConfig: {service: {name: 'none', namespace: 'default'}},
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  };
  return {...MUTATING, metadata: {name, labels}, webhooks: [webhook]};
}

/** A lease of istiod's that nobody has renewed for long. */
export function staleLease(name: string): KubeObject {
  const spec = {holderIdentity: 'istiod-gone', leaseDurationSeconds: 30, renewTime: '2026-01-01T00:00:00.000000Z'};
  return {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: {namespace: 'istio-system', name}, spec};
}

/** A Secret by which istiod reads another cluster. */
export function remoteSecret(name: string, kubeconfig: string): KubeObject {
  const metadata = {namespace: 'istio-system', name, labels: {'istio/multiCluster': 'true'}};
  return {apiVersion: 'v1', kind: 'Secret', metadata, stringData: {[name]: kubeconfig}};
}

/** A workload of one pod. */
export function deployment(name: string): KubeObject {
  const labels = {app: name};
  const template = {metadata: {labels}, spec: {containers: [{name: 'main', image: 'registry.test/app:1'}]}};
  const spec = {replicas: 1, selector: {matchLabels: labels}, template};
  return {apiVersion: 'apps/v1', kind: 'Deployment', metadata: {namespace: 'default', name}, spec};
}

/** A Gateway of Istio that serves with the certificate in a Secret, and that no pod serves. */
export function gateway(name: string, credentialName: string): KubeObject {
  const port = {number: 443, name: 'https', protocol: 'HTTPS'};
  const spec = {
    selector: {istio: 'nobody'},
    servers: [{port, hosts: ['a.example'], tls: {mode: 'SIMPLE', credentialName}}],
  };
  return {apiVersion: 'networking.istio.io/v1', kind: 'Gateway', metadata: {namespace: 'default', name}, spec};
}

/** A waypoint, which nobody makes run. */
export function waypoint(name: string): KubeObject {
  const spec = {gatewayClassName: 'istio-waypoint'};
  return {apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata: {namespace: 'default', name}, spec};
}
