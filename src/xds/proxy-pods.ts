// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message} from '../envoy/dump/message.js';
import {proxyContainer} from '../fleet/proxy.js';
import type {KubeObject} from '../io/kube/cluster.js';
import type {ProxyStatus} from './sync-status.js';

/** A pod that runs a proxy. */
export interface ProxyPod {
  /** `pod.namespace`, as istiod calls it. */
  id: string;
  name: string;
  namespace: string;
  /** Revision that the proxy was injected by; empty when nothing says. */
  revision: string;
  /** Tag of the proxy's image; undefined where the image has none. */
  imageTag: string | undefined;
  /** What runs the pod: of a ReplicaSet that a Deployment made, the Deployment. */
  owner: {kind: string; name: string} | undefined;
  /** Whether the injector put the proxy in, so that a restart brings another. */
  injected: boolean;
  phase: string;
  /** Whether it was told to end, so that its proxy may have left already. */
  isTerminating: boolean;
}

/** The pods among these that run a proxy, and are not at their end. */
export function proxyPods(pods: readonly KubeObject[]): ProxyPod[] {
  return pods.flatMap((pod) => {
    const container = proxyContainer(pod);
    if (container === undefined) return [];
    const {name, namespace = '', labels, annotations} = pod.metadata;
    return {
      id: `${name}.${namespace}`,
      name,
      namespace,
      revision: injectedBy(annotations) || labels?.['istio.io/rev'] || annotations?.['istio.io/rev'] || '',
      imageTag: tagOf(text(container['image'])),
      owner: ownerOf(pod),
      injected: annotations?.['sidecar.istio.io/status'] !== undefined,
      phase: text(record(pod['status'])['phase']),
      isTerminating: pod.metadata.deletionTimestamp !== undefined,
    };
  });
}

/** What follows the last colon that is no port's; a digest names no version. */
function tagOf(image: string): string | undefined {
  const [name = ''] = image.split('@');
  return /:([^:/]+)$/.exec(name)?.[1];
}

function ownerOf({metadata: {ownerReferences = [], labels}}: KubeObject): ProxyPod['owner'] {
  const owner = ownerReferences.find(({controller}) => controller === true);
  if (owner === undefined) return undefined;
  const {kind, name} = owner;
  // A Deployment names its ReplicaSets after itself and the hash of their template.
  const suffix = `-${labels?.['pod-template-hash']}`;
  if (kind !== 'ReplicaSet' || !name.endsWith(suffix)) return {kind, name};
  return {kind: 'Deployment', name: name.slice(0, -suffix.length)};
}

/** The revision in what the injector wrote down of its work. */
function injectedBy(annotations: Readonly<Record<string, string>> | undefined): string {
  try {
    return text(record(JSON.parse(annotations?.['sidecar.istio.io/status'] ?? '{}'))['revision']);
  } catch {
    return ''; // somebody else's text
  }
}

function record(value: unknown): Message {
  return isMessage(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Running pods with a proxy that no istiod knows; those that are terminating may have left it. */
export function disconnectedPods(pods: readonly ProxyPod[], connected: readonly ProxyStatus[]): ProxyPod[] {
  const known = new Set(connected.map(({id}) => id));
  return pods.filter(({id, phase, isTerminating}) => phase === 'Running' && !isTerminating && !known.has(id));
}
