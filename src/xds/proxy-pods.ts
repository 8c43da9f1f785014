// SPDX-License-Identifier: Apache-2.0
import {isMessage, type Message} from '../envoy/message.js';
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
  owner: {kind: string; name: string} | undefined;
  phase: string;
  ready: boolean;
}

/** The container of a sidecar, a gateway and a ztunnel alike. */
const PROXY = 'istio-proxy';

/** The pods among these that run a proxy, and are not at their end. */
export function proxyPods(pods: readonly KubeObject[]): ProxyPod[] {
  return pods.flatMap((pod) => {
    const image = proxyImage(pod);
    const phase = text(record(pod['status'])['phase']);
    if (image === undefined || phase === 'Succeeded' || phase === 'Failed') return [];
    const {name, namespace = '', labels, annotations, ownerReferences = []} = pod.metadata;
    const owner = ownerReferences.find(({controller}) => controller === true) ?? ownerReferences[0];
    return {
      id: `${name}.${namespace}`,
      name,
      namespace,
      revision: injectedBy(annotations) || labels?.['istio.io/rev'] || annotations?.['istio.io/rev'] || '',
      imageTag: tagOf(image),
      owner: owner && {kind: owner.kind, name: owner.name},
      phase,
      ready: isReady(pod),
    };
  });
}

function proxyImage(pod: KubeObject): string | undefined {
  const spec = record(pod['spec']);
  const containers = [spec['containers'], spec['initContainers']].flatMap((list) => (Array.isArray(list) ? list : []));
  const proxy = containers.map(record).find(({name}) => name === PROXY);
  return proxy && text(proxy['image']);
}

/** What follows the last colon that is no port's; a digest names no version. */
function tagOf(image: string): string | undefined {
  const [name = ''] = image.split('@');
  return /:([^:/]+)$/.exec(name)?.[1];
}

/** The revision in what the injector wrote down of its work. */
function injectedBy(annotations: Readonly<Record<string, string>> | undefined): string {
  try {
    return text(record(JSON.parse(annotations?.['sidecar.istio.io/status'] ?? '{}'))['revision']);
  } catch {
    return ''; // somebody else's text
  }
}

function isReady(pod: KubeObject): boolean {
  const {conditions} = record(pod['status']);
  return (
    Array.isArray(conditions) && conditions.map(record).some(({type, status}) => type === 'Ready' && status === 'True')
  );
}

function record(value: unknown): Message {
  return isMessage(value) ? value : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Running pods with a proxy that no istiod knows. */
export function disconnectedPods(pods: readonly ProxyPod[], connected: readonly ProxyStatus[]): ProxyPod[] {
  const known = new Set(connected.map(({id}) => id));
  return pods.filter(({id, phase}) => phase === 'Running' && !known.has(id));
}
