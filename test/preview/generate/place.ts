// SPDX-License-Identifier: Apache-2.0
import type {Random} from './random.js';

/** A port of a generated service. */
export interface Port {
  name: string;
  number: number;
  targetPort: number;
}

/** A host that rules and routes of a mesh can name. */
export interface Host {
  name: string;
  namespace: string;
  /** With its domain; of a Service of Kubernetes `NAME.NAMESPACE.svc.cluster.local`. */
  full: string;
  ports: readonly Port[];
  kubernetes: boolean;
  /** A wildcard whose hosts are looked up one by one. */
  dynamic?: boolean;
}

/** What the objects of one mesh may refer to. */
export interface Place {
  random: Random;
  /** Number of the mesh in its world: addresses follow from it. */
  index: number;
  /** Namespaces of workloads, and after them that of gateways. */
  namespaces: readonly string[];
  gatewayNamespace: string;
  hosts: readonly Host[];
}

export type KubeObject = Readonly<Record<string, unknown>>;

const GROUPS: Readonly<Record<string, string>> = {
  networking: 'networking.istio.io/v1',
  filter: 'networking.istio.io/v1alpha3',
  config: 'networking.istio.io/v1beta1',
  security: 'security.istio.io/v1',
  telemetry: 'telemetry.istio.io/v1',
  gateway: 'gateway.networking.k8s.io/v1',
};

/** Returns an object of Istio or Gateway API. */
export function object(
  group: keyof typeof GROUPS,
  kind: string,
  name: string,
  namespace: string,
  spec: object,
): KubeObject {
  return {apiVersion: GROUPS[group], kind, metadata: {name, namespace}, spec};
}

/** Returns a host as an object of a namespace may write it. */
export function written(random: Random, host: Host, namespace: string): string {
  if (!host.kubernetes) return host.full;
  if (host.namespace === namespace) return random.one(host.name, host.full, `${host.name}.${namespace}`);
  return random.one(host.full, host.full, `${host.name}.${host.namespace}`);
}

/** Returns the namespaces of the mesh, so that other meshes of its world do not see an object; now and then all do. */
export function ownMesh({
  random,
  namespaces,
  gatewayNamespace,
}: Pick<Place, 'random' | 'namespaces' | 'gatewayNamespace'>): {exportTo: string[]} {
  return {exportTo: random.chance(6) ? ['*'] : [...namespaces, gatewayNamespace]};
}

/** Returns a list of namespaces that an object of one is exported to, or nothing. */
export function exportTo({random, namespaces}: Place): Record<string, unknown> {
  return random.chance(25)
    ? {exportTo: random.one(['*'], ['.'], [random.one(...namespaces)], ['.', 'istio-system'])}
    : {};
}
