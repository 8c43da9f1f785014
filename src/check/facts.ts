// SPDX-License-Identifier: Apache-2.0
import {KUBERNETES_GATEWAY as GATEWAY} from '../certs/in-cluster.js';
import {PATCHING_KINDS} from '../describe/shaping/patching.js';
import {isForbidden} from '../errors.js';
import {type Trouble, troubleOf} from '../install/explain/trouble.js';
import type {Cluster, KubeObject, ListOptions, ObjectKind, ServerVersion} from '../io/kube/cluster.js';
import type {ConnectedCluster} from '../io/kube/connect.js';
import type {Access} from '../io/kube/verbs/access.js';
import {getIn} from '../manifest/input/tree.js';
import {MUTATING, VALIDATING} from '../revision/labels.js';
import {type GatewaySecret, gatewaySecrets} from './gateway-secrets.js';
import {waypointEndpoints} from './waypoints.js';

/** What checks are told besides what they ask the cluster for. */
export interface CheckSettings {
  /** Namespace of the control plane. */
  istioNamespace: string;
  /** Proxies of this namespace only; all when undefined. */
  namespace: string | undefined;
  /** Version of this program. */
  version: string;
  now: Date;
}

/** What one istiod answers: the text of a page, or why it could not be had. */
export interface IstiodAnswer {
  /** `pod.namespace` */
  id: string;
  revision: string;
  /** Undefined while it is not ready. */
  version: string | Error | undefined;
  syncz: string | Error;
  clusterz: string | Error;
  /** Why its XDS port does not take connections; undefined when it does. */
  xds: Error | undefined;
}

/** A right that an install needs. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  allowed: boolean;
}

export interface Facts {
  settings: CheckSettings;
  version: ServerVersion;
  rights: Right[];
  definitions: KubeObject[];
  namespaces: KubeObject[];
  nodes: KubeObject[];
  pods: KubeObject[];
  istiodPods: KubeObject[];
  deployments: KubeObject[];
  /** Why a Deployment of istiod that is not ready is not, by `namespace/name`. */
  troubles: Map<string, Trouble>;
  daemonSets: KubeObject[];
  mutating: KubeObject[];
  validating: KubeObject[];
  services: KubeObject[];
  endpoints: KubeObject[];
  gateways: KubeObject[];
  /** EndpointSlices of the Services of waypoints. */
  waypointEndpoints: KubeObject[];
  /** The ConfigMaps by which namespaces know the root certificates. */
  roots: KubeObject[];
  remoteSecrets: KubeObject[];
  /** ConfigMaps and Leases by which the istiods of a cluster agree who does what only one may do. */
  elections: KubeObject[];
  istiods: IstiodAnswer[];
  /** The Secrets that Gateways name. */
  gatewaySecrets: GatewaySecret[];
  /** ReplicaSets, StatefulSets and DaemonSets. */
  makers: KubeObject[];
  /** Events that tell that a pod could not be made. */
  createFailures: KubeObject[];
  /** Objects that put into proxies what their authors wrote; none where they may not be read. */
  patches: KubeObject[];
}

export type FactName = Exclude<keyof Facts, 'settings'>;

/** What of the facts is known; for the others the reason why not. */
export interface Gathered {
  facts: Partial<Facts>;
  unknown: Map<FactName, Error>;
}

/** Asks every running istiod; it lies outside because sockets do. */
export type AskIstiods = (cluster: ConnectedCluster, istioNamespace: string) => Promise<IstiodAnswer[]>;

type Sources = {[N in FactName]: (cluster: ConnectedCluster, settings: CheckSettings) => Promise<Facts[N]>};

const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment'};
const ISTIOD: ListOptions = {labelSelector: 'app=istiod'};

function sourcesOf(askIstiods: AskIstiods): Sources {
  const listed =
    (kind: ObjectKind, options: ListOptions = {}) =>
    (cluster: Cluster) =>
      cluster.list(kind, options);
  const core = (kind: string): ObjectKind => ({apiVersion: 'v1', kind});
  return {
    version: (cluster) => cluster.serverVersion(),
    rights: (cluster, {istioNamespace}) => rightsToInstall(cluster, istioNamespace),
    definitions: listed({apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition'}),
    namespaces: listed(core('Namespace')),
    nodes: listed(core('Node')),
    pods: (cluster, {namespace}) => cluster.list(core('Pod'), {namespace}),
    istiodPods: listed(core('Pod'), ISTIOD),
    deployments: listed(DEPLOYMENT, ISTIOD),
    troubles: troublesOf,
    daemonSets: listed({apiVersion: 'apps/v1', kind: 'DaemonSet'}),
    mutating: listed(MUTATING),
    validating: listed(VALIDATING),
    services: (cluster, {istioNamespace: namespace}) => cluster.list(core('Service'), {namespace}),
    endpoints: (cluster, {istioNamespace: namespace}) =>
      cluster.list({apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice'}, {namespace}),
    gateways: listed(GATEWAY),
    waypointEndpoints: async (cluster) => waypointEndpoints(cluster, await cluster.list(GATEWAY)),
    roots: listed(core('ConfigMap'), {fieldSelector: 'metadata.name=istio-ca-root-cert'}),
    remoteSecrets: (cluster, {istioNamespace: namespace}) =>
      cluster.list(core('Secret'), {namespace, labelSelector: 'istio/multiCluster=true'}),
    elections: async (cluster, {istioNamespace: namespace}) => {
      const kinds = [core('ConfigMap'), {apiVersion: 'coordination.k8s.io/v1', kind: 'Lease'}];
      return (await Promise.all(kinds.map((kind) => cluster.list(kind, {namespace})))).flat();
    },
    gatewaySecrets: (cluster, {namespace}) => gatewaySecrets(cluster, namespace),
    makers: podMakers,
    createFailures: (cluster, {namespace}) =>
      cluster.list(core('Event'), {namespace, fieldSelector: 'reason=FailedCreate'}),
    patches: async (cluster) => (await Promise.all(PATCHING_KINDS.map((kind) => orNone(cluster.list(kind))))).flat(),
    istiods: async (cluster, {istioNamespace}) => {
      const answers = await askIstiods(cluster, istioNamespace);
      const refused = answers.flatMap(({version, xds}) => [version, xds]).find(isForbidden);
      // Who may not forward ports learns nothing of istiod, good or bad.
      if (refused !== undefined) throw refused;
      return answers;
    },
  };
}

async function troublesOf(cluster: Cluster): Promise<Map<string, Trouble>> {
  const all = await cluster.list(DEPLOYMENT, ISTIOD);
  const waiting = all.filter((object) => getIn(object, ['status', 'readyReplicas']) !== wantedReplicas(object));
  const found = await Promise.all(
    waiting.map(async (object) => [keyOf(object), await troubleOf(cluster, object)] as const),
  );
  return new Map(found.flatMap(([key, trouble]) => (trouble === undefined ? [] : [[key, trouble]])));
}

async function podMakers(cluster: Cluster, {namespace}: CheckSettings): Promise<KubeObject[]> {
  const kinds = ['ReplicaSet', 'StatefulSet', 'DaemonSet'].map((kind) => ({apiVersion: 'apps/v1', kind}));
  return (await Promise.all(kinds.map((kind) => cluster.list(kind, {namespace})))).flat();
}

/** Objects that say more of what is known already; none where they may not be read. */
async function orNone(list: Promise<KubeObject[]>): Promise<KubeObject[]> {
  try {
    return await list;
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

/** Asks the cluster for these facts, all at once. What fails is unknown, and the reason is kept. */
export async function gatherFacts(
  cluster: ConnectedCluster,
  names: ReadonlySet<FactName>,
  settings: CheckSettings,
  askIstiods: AskIstiods,
): Promise<Gathered> {
  const sources = sourcesOf(askIstiods);
  const unknown = new Map<FactName, Error>();
  const entries = await Promise.all(
    [...names].map(async (name) => {
      try {
        return [[name, await sources[name](cluster, settings)]];
      } catch (error) {
        unknown.set(name, error instanceof Error ? error : new Error(String(error)));
        return [];
      }
    }),
  );
  const facts: Partial<Facts> = Object.fromEntries(entries.flat());
  return {facts: {...facts, settings}, unknown};
}

export function keyOf({metadata: {namespace, name}}: KubeObject): string {
  return `${namespace ?? ''}/${name}`;
}

/** Replicas that are left out mean one. */
export function wantedReplicas(object: KubeObject): number {
  const replicas = getIn(object, ['spec', 'replicas']);
  return typeof replicas === 'number' ? replicas : 1;
}

/** What an install writes, by API group; server-side apply is a patch that may create. */
const WRITTEN: readonly (readonly [group: string, resource: string, namespaced: boolean])[] = [
  ['', 'namespaces', false],
  ['apiextensions.k8s.io', 'customresourcedefinitions', false],
  ['rbac.authorization.k8s.io', 'clusterroles', false],
  ['rbac.authorization.k8s.io', 'clusterrolebindings', false],
  ['admissionregistration.k8s.io', 'mutatingwebhookconfigurations', false],
  ['admissionregistration.k8s.io', 'validatingwebhookconfigurations', false],
  ['', 'configmaps', true],
  ['', 'services', true],
  ['', 'serviceaccounts', true],
  ['rbac.authorization.k8s.io', 'roles', true],
  ['rbac.authorization.k8s.io', 'rolebindings', true],
  ['apps', 'deployments', true],
  ['apps', 'daemonsets', true],
  ['autoscaling', 'horizontalpodautoscalers', true],
  ['policy', 'poddisruptionbudgets', true],
];

/** The rights that an install needs, as the API server is asked for them. */
export function rightsNeeded(istioNamespace: string): Access[] {
  return WRITTEN.flatMap(([group, resource, namespaced]) =>
    ['create', 'patch', 'delete'].map((verb) => ({
      ...{verb, group, resource, version: '*'},
      ...(namespaced && {namespace: istioNamespace}),
    })),
  );
}

function rightsToInstall(cluster: ConnectedCluster, istioNamespace: string): Promise<Right[]> {
  return Promise.all(
    rightsNeeded(istioNamespace).map(async (access) => {
      const {verb, group, resource} = access;
      return {verb, group, resource, allowed: (await cluster.reviewAccess(access)).allowed};
    }),
  );
}
