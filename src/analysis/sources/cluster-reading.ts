// SPDX-License-Identifier: Apache-2.0

import type {KubeObject} from '../../io/kube/cluster.js';
import {IGNORED_NAMESPACES} from '../index/hosts/ignored-namespaces.js';
import type {KindName} from '../model/resource.js';

/** How a kind is read from a cluster, so that big clusters do not hurt. */
export interface Reading {
  fieldSelector?: string;
  /**
   * Of most of these objects nothing but the metadata matters, and nothing else is read. True for an object that is
   * to be read whole.
   */
  metadata?(object: KubeObject): boolean;
  /** Whether an object counts at all. */
  counts?(object: KubeObject): boolean;
  /** The object without what no analyzer reads. */
  pruned?(object: KubeObject): KubeObject;
}

const LEADER = 'control-plane.alpha.kubernetes.io/leader';

/** Which of many objects count is told apart by the server, where it can (spec §1.7). */
const readings: {readonly [K in KindName]?: Reading} = {
  ConfigMap: {
    metadata: () => true,
    // Every namespace has an istio-ca-root-cert, which says nothing about the mesh.
    counts: ({metadata: {name, annotations}}) =>
      name.startsWith('istio') && name !== 'istio-ca-root-cert' && annotations?.[LEADER] === undefined,
  },
  CustomResourceDefinition: {
    metadata: ({metadata: {name}}) => name.endsWith('.rbac.istio.io'),
    pruned: ({metadata, spec, ...object}) => ({
      ...object,
      metadata,
      // The name is made of the plural and the group.
      spec: spec ?? {group: metadata.name.slice(metadata.name.indexOf('.') + 1)},
    }),
  },
  Namespace: {metadata: () => false, fieldSelector: without('metadata.name')},
  Node: {metadata: () => false},
  Pod: {fieldSelector: without('metadata.namespace'), pruned: withoutEnvironment},
  Secret: {
    fieldSelector: 'type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token',
    pruned: withCertificates,
  },
  ServiceAccount: {metadata: () => false},
  Service: {fieldSelector: without('metadata.namespace')},
};

export function readingOf(kind: KindName): Reading {
  return readings[kind] ?? {};
}

function without(field: string): string {
  return IGNORED_NAMESPACES.map((name) => `${field}!=${name}`).join(',');
}

/** Variables are most of a pod with a proxy, and no analyzer looks at those of pods. */
function withoutEnvironment({spec, ...object}: KubeObject): KubeObject {
  if (!isFields(spec)) return object;
  const [containers, initContainers] = [spec['containers'], spec['initContainers']].map((list) =>
    Array.isArray(list)
      ? list.map((container: unknown) => (isFields(container) ? {...container, env: []} : container))
      : [],
  );
  return {...object, spec: {...spec, containers, initContainers}};
}

/** The keys under which gateways look for certificates; of other keys only that they are there matters. */
const CERTIFICATE_KEYS = new Set(['cert', 'key', 'cacert', 'tls.crt', 'tls.key', 'ca.crt']);

function withCertificates({data, ...object}: KubeObject): KubeObject {
  if (!isFields(data)) return object;
  const kept = Object.entries(data).map(([key, value]) => [key, CERTIFICATE_KEYS.has(key) ? value : '']);
  return {...object, data: Object.fromEntries(kept)};
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
