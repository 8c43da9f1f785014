// SPDX-License-Identifier: Apache-2.0
import type {Cluster, KubeObject, ObjectKind} from '../io/kube/cluster.js';
import {isTree, textIn, treeIn} from '../manifest/input/tree.js';
import {emitYaml} from '../yaml/emit.js';
import {type Fetch, inOnePiece} from './fetch.js';
import {redactObject} from './redact.js';

export interface ClusterOptions {
  /** The namespaces to look into; undefined is all of them. */
  namespaces: readonly string[] | undefined;
  istioNamespace: string;
  fullSecrets: boolean;
}

const CLUSTER_KINDS: ObjectKind[] = [
  {apiVersion: 'v1', kind: 'Node'},
  {apiVersion: 'v1', kind: 'Namespace'},
  {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'},
  {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration'},
];

const NAMESPACED_KINDS: ObjectKind[] = [
  ...['Pod', 'ReplicationController', 'Service', 'ConfigMap'].map((kind) => ({apiVersion: 'v1', kind})),
  ...['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'].map((kind) => ({apiVersion: 'apps/v1', kind})),
  {apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler'},
  ...['Job', 'CronJob'].map((kind) => ({apiVersion: 'batch/v1', kind})),
  ...['Ingress', 'NetworkPolicy'].map((kind) => ({apiVersion: 'networking.k8s.io/v1', kind})),
  {apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice'},
];

const POD = {apiVersion: 'v1', kind: 'Pod'};
const NODE = {apiVersion: 'v1', kind: 'Node'};
const EVENT = {apiVersion: 'v1', kind: 'Event'};
const SECRET = {apiVersion: 'v1', kind: 'Secret'};
const DEFINITION = {apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'};

/** Groups whose resources shape a mesh. */
export const MESH_GROUPS =
  /(^|\.)(istio\.io|gateway\.networking\.k8s\.io|gateway\.networking\.x-k8s\.io|inference\.networking\.k8s\.io)$/;

/** What the API server tells about the cluster, secrets without their values (spec/install.md §1.14). */
export function clusterFetches(cluster: Cluster, options: ClusterOptions): Fetch[] {
  const {istioNamespace, fullSecrets} = options;
  const redact = fullSecrets ? (object: KubeObject): object => object : redactObject;
  const yaml = (path: string, read: () => AsyncIterable<KubeObject>): Fetch => ({
    title: path.replace('cluster/', 'cluster: '),
    path,
    async *read() {
      for await (const object of read()) yield `${emitYaml(redact(object))}---\n`;
    },
  });
  const text = (path: string, read: () => Promise<string>): Fetch => ({
    title: path.replace('cluster/', 'cluster: '),
    path,
    read: () => inOnePiece(read()),
  });
  return [
    text('cluster/cluster-context', async () => `${cluster.origin.context}\n`),
    text('cluster/kubernetes-version', async () => emitYaml(await cluster.serverVersion())),
    yaml('cluster/k8s-cluster-resources', () => objectsOf(cluster, CLUSTER_KINDS, undefined)),
    yaml('cluster/k8s-resources', () => objectsOf(cluster, NAMESPACED_KINDS, options.namespaces)),
    yaml('cluster/nodes', () => objectsOf(cluster, [NODE], undefined)),
    yaml('cluster/pods', () => objectsOf(cluster, [POD], [istioNamespace])),
    yaml('cluster/crs', () => customResources(cluster, options.namespaces)),
    text('cluster/events', async () => eventTable(await all(objectsOf(cluster, [EVENT], options.namespaces)))),
    fullSecrets
      ? yaml('cluster/secrets', () => objectsOf(cluster, [SECRET], options.namespaces))
      : text('cluster/secrets', async () => secretTable(await all(objectsOf(cluster, [SECRET], options.namespaces)))),
  ];
}

async function* objectsOf(
  cluster: Cluster,
  kinds: readonly ObjectKind[],
  namespaces: readonly string[] | undefined,
): AsyncGenerator<KubeObject> {
  for (const kind of kinds) {
    for (const namespace of namespaces ?? [undefined]) yield* await cluster.list(kind, {namespace});
  }
}

async function* customResources(
  cluster: Cluster,
  namespaces: readonly string[] | undefined,
): AsyncGenerator<KubeObject> {
  for (const definition of await cluster.list(DEFINITION)) {
    const spec = treeIn(definition, ['spec']);
    const group = textIn(spec, ['group']) ?? '';
    const kind = textIn(spec, ['names', 'kind']);
    const versions = Array.isArray(spec['versions']) ? spec['versions'].filter(isTree) : [];
    const version = textIn(
      versions.find((each) => each['storage'] === true),
      ['name'],
    );
    if (kind === undefined || version === undefined || !MESH_GROUPS.test(group)) continue;
    const scope = spec['scope'] === 'Namespaced' ? namespaces : undefined;
    yield* objectsOf(cluster, [{apiVersion: `${group}/${version}`, kind}], scope);
  }
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

function eventTable(events: readonly KubeObject[]): string {
  const rows = events.map((event) => {
    const at = event.metadata.creationTimestamp ?? '';
    const about = ['kind', 'namespace', 'name'].map((key) => textIn(event, ['involvedObject', key]));
    const [type = '', reason = '', message = ''] = ['type', 'reason', 'message'].map((key) => textIn(event, [key]));
    return [at, type, reason, about.filter(Boolean).join('/'), message.replaceAll(/\s+/g, ' ')].join('\t');
  });
  return rows.length === 0 ? '' : [`CREATED\tTYPE\tREASON\tOBJECT\tMESSAGE`, ...rows.sort(), ''].join('\n');
}

function secretTable(secrets: readonly KubeObject[]): string {
  const rows = secrets.map((secret) => {
    const {namespace = '', name, creationTimestamp = ''} = secret.metadata;
    const keys = Object.keys(treeIn(secret, ['data']))
      .sort()
      .join(',');
    return [namespace, name, textIn(secret, ['type']) ?? '', keys, creationTimestamp].join('\t');
  });
  return rows.length === 0 ? '' : ['NAMESPACE\tNAME\tTYPE\tKEYS\tCREATED', ...rows.sort(), ''].join('\n');
}
