// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {mapIn} from './map-in.js';

/** What a proxy does, as its agent is told when it starts. */
export type ProxyRole = 'sidecar' | 'gateway' | 'waypoint' | 'ztunnel';

/** A pod with a proxy in it. */
export interface Proxy {
  namespace: string;
  name: string;
  role: ProxyRole;
  labels: Readonly<Record<string, string>>;
  /** Why it cannot be asked; undefined where it can. */
  problem?: string;
}

/** The container of every proxy of Istio, whether it starts before the others or beside them. */
const CONTAINER = 'istio-proxy';

/** The words behind `proxy` in the arguments of the agent (spec/install.md: injection templates, gateway charts). */
const ROLES: ReadonlyMap<string, ProxyRole> = new Map([
  ['sidecar', 'sidecar'],
  ['router', 'gateway'],
  ['waypoint', 'waypoint'],
  ['ztunnel', 'ztunnel'],
]);

/** The proxy of a pod; undefined where it has none, or has ended for good. */
export function proxyOf(pod: KubeObject): Proxy | undefined {
  const {namespace = '', name, labels = {}} = pod.metadata;
  const container = proxyContainer(pod);
  if (!container) return undefined;
  const phase = mapIn(pod['status'])['phase'];
  const proxy = {namespace, name, role: roleOf(container), labels};
  if (phase === 'Running') return proxy;
  return {...proxy, problem: `the pod is ${typeof phase === 'string' ? phase : 'not scheduled'}`};
}

/** The container of a pod's proxy; undefined where the pod has none, or has ended for good. */
export function proxyContainer(pod: KubeObject): Record<string, unknown> | undefined {
  const [spec, {phase}] = [mapIn(pod['spec']), mapIn(pod['status'])];
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  return [spec['initContainers'], spec['containers']]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .map(mapIn)
    .find(({name}) => name === CONTAINER);
}

function roleOf(container: Record<string, unknown>): ProxyRole {
  const args = Array.isArray(container['args']) ? container['args'].map(String) : [];
  // A sidecar that users wrote themselves may say nothing.
  return ROLES.get(args[args.indexOf('proxy') + 1] ?? '') ?? 'sidecar';
}

/** By namespace and name. */
export function compareProxies(a: Proxy, b: Proxy): number {
  const [left, right] = [`${a.namespace}/${a.name}`, `${b.namespace}/${b.name}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `name.namespace`, as users name pods; the name alone where no namespace is known. */
export function proxyName({name, namespace}: Pick<Proxy, 'name' | 'namespace'>): string {
  return namespace === '' ? name : `${name}.${namespace}`;
}
