// SPDX-License-Identifier: Apache-2.0
import {mapsIn} from '../../install/apply/field.js';
import type {KubeObject} from '../../io/kube/cluster.js';
import {getIn, textIn} from '../../manifest/input/tree.js';

const MODE = 'istio.io/dataplane-mode';
const REDIRECTION = 'ambient.istio.io/redirection';

/** Namespaces whose pods istio-cni leaves alone by default, besides that of the control plane. */
const LEFT_ALONE = new Set(['kube-system']);

/** Returns the namespaces that are labelled for ambient mode. */
export function ambientNamespaces(namespaces: readonly KubeObject[]): KubeObject[] {
  return namespaces.filter(({metadata}) => metadata.labels?.[MODE] === 'ambient');
}

/** Returns whether istio-cni has sent the pod's traffic through ztunnel. */
export function isRedirected({metadata}: KubeObject): boolean {
  return metadata.annotations?.[REDIRECTION] === 'enabled';
}

/**
 * Returns the running pods that ztunnel should handle: their own label, else that of their namespace, asks for ambient
 * mode, and they have no sidecar and a network of their own (istio.io, "Add workloads to the mesh").
 */
export function ambientPods(
  pods: readonly KubeObject[],
  namespaces: readonly KubeObject[],
  istioNamespace: string,
): KubeObject[] {
  const labelled = new Set(ambientNamespaces(namespaces).map(({metadata}) => metadata.name));
  return pods.filter((pod) => {
    const {namespace = '', labels, deletionTimestamp} = pod.metadata;
    if (LEFT_ALONE.has(namespace) || namespace === istioNamespace) return false;
    const mode = labels?.[MODE];
    if (mode === undefined ? !labelled.has(namespace) : mode !== 'ambient') return false;
    const isRunning = textIn(pod, ['status', 'phase']) === 'Running' && deletionTimestamp === undefined;
    return isRunning && getIn(pod, ['spec', 'hostNetwork']) !== true && !hasProxy(pod);
  });
}

/** Whether the pod has an Envoy of its own: an injected one, or as a gateway. */
function hasProxy(pod: KubeObject): boolean {
  if (pod.metadata.annotations?.['sidecar.istio.io/status'] !== undefined) return true;
  const containers = ['containers', 'initContainers'].flatMap((list) => mapsIn(pod, ['spec', list]));
  return containers.some(({name}) => name === 'istio-proxy');
}
