// SPDX-License-Identifier: Apache-2.0
import {part, parts, selects, text, texts} from '../../describe/objects.js';
import type {KubeObject} from '../../io/kube/cluster.js';

/** Objects of a cluster by kind; Gateways of the Gateway API stand under `KubernetesGateway`. */
export interface Objects {
  all(kind: string): readonly KubeObject[];
  in(kind: string, namespace: string): readonly KubeObject[];
  find(kind: string, namespace: string, name: string): KubeObject | undefined;
  /** Whether any object was given. */
  readonly some: boolean;
}

/** Indexes objects; of several with one name the first counts. */
export function indexObjects(objects: readonly KubeObject[]): Objects {
  const byKind = new Map<string, KubeObject[]>();
  const known = new Set<string>();
  for (const object of objects) {
    const kind = kindKey(object);
    const key = `${kind} ${namespaceOf(object)}/${object.metadata.name}`;
    if (known.has(key)) continue;
    known.add(key);
    byKind.set(kind, [...(byKind.get(kind) ?? []), object]);
  }
  const all = (kind: string) => byKind.get(kind) ?? [];
  return {
    all,
    in: (kind, namespace) => all(kind).filter((object) => namespaceOf(object) === namespace),
    find: (kind, namespace, name) =>
      all(kind).find((object) => object.metadata.name === name && namespaceOf(object) === namespace),
    some: objects.length > 0,
  };
}

function kindKey({apiVersion, kind}: KubeObject): string {
  return kind === 'Gateway' && apiVersion.startsWith('gateway.networking.k8s.io/') ? 'KubernetesGateway' : kind;
}

/** The namespace of an object; empty for one that has none. */
export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? '';
}

/** `NAME.NAMESPACE`, or the name alone where there is no namespace. */
export function objectName(object: KubeObject): string {
  const namespace = namespaceOf(object);
  return namespace === '' ? object.metadata.name : `${object.metadata.name}.${namespace}`;
}

/** `Kind NAME.NAMESPACE`. */
export function kindAndName(object: KubeObject): string {
  return `${object.kind} ${objectName(object)}`;
}

/** Newer objects first: what was created last is the likeliest to have brought a fault. */
export function newestFirst(objects: readonly KubeObject[]): KubeObject[] {
  const age = ({metadata}: KubeObject) => metadata.creationTimestamp ?? '';
  return objects.toSorted((a, b) => (age(a) > age(b) ? -1 : age(a) < age(b) ? 1 : 0));
}

/** The selector of a Service; undefined for one that has none. */
export function serviceSelector(service: KubeObject): Record<string, string> | undefined {
  const selector = texts(service['spec'], 'selector');
  return Object.keys(selector).length === 0 ? undefined : selector;
}

/** The pods that a Service selects, ready or not; pods that have ended are left out. */
export function podsOfService(objects: Objects, service: KubeObject): KubeObject[] {
  const selector = serviceSelector(service);
  if (!selector) return [];
  return objects
    .in('Pod', namespaceOf(service))
    .filter((pod) => selects(selector, pod.metadata.labels ?? {}) && !hasEnded(pod));
}

function hasEnded(pod: KubeObject): boolean {
  return ['Succeeded', 'Failed'].includes(text(pod['status'], 'phase'));
}

/** Deployments, StatefulSets and DaemonSets whose pods a selector would take. */
export function workloadsSelected(objects: Objects, namespace: string, selector: Record<string, string>): KubeObject[] {
  return WORKLOADS.flatMap((kind) => objects.in(kind, namespace)).filter((workload) =>
    selects(selector, templateLabels(workload)),
  );
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'];

/** Labels of the pods that a workload makes. */
export function templateLabels(workload: KubeObject): Record<string, string> {
  return texts(part(workload, 'spec', 'template', 'metadata'), 'labels');
}

/** Whether a pod takes requests by its own word. */
export function isReady(pod: KubeObject): boolean {
  return parts(pod['status'], 'conditions').some(
    (condition) => text(condition, 'type') === 'Ready' && text(condition, 'status') === 'True',
  );
}

/** The addresses of a pod. */
export function podAddresses(pod: KubeObject): string[] {
  const addresses = [text(pod['status'], 'podIP'), ...parts(pod['status'], 'podIPs').map((each) => text(each, 'ip'))];
  return [...new Set(addresses.filter((address) => address !== ''))];
}

/** The containers of a pod that run beside each other: sidecars of Kubernetes stand among the init containers. */
export function containersOf(pod: KubeObject): ReturnType<typeof parts> {
  return [...parts(pod['spec'], 'containers'), ...parts(pod['spec'], 'initContainers')];
}

/** Istio's proxy in a pod; undefined where there is none. */
export function proxyContainer(pod: KubeObject): ReturnType<typeof part> | undefined {
  return containersOf(pod).find((container) => text(container, 'name') === 'istio-proxy');
}

/** What Istio's proxy in a pod is: `sidecar`, `router` for a gateway, `waypoint`; undefined where there is none. */
export function proxyRole(pod: KubeObject): string | undefined {
  const container = proxyContainer(pod);
  if (!container) return undefined;
  const args = container['args'];
  const role = Array.isArray(args) ? String(args[1] ?? '') : '';
  return ['router', 'waypoint'].includes(role) ? role : 'sidecar';
}
