// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../cluster.js';
import type {PodReason} from './pod-reason.js';
import {hasProxy} from './proxy-container.js';

/** Annotation by which istio-cni notes that it sends the pod's traffic through the ztunnel of its node. */
const REDIRECTION = 'ambient.istio.io/redirection';

/** Returns whether ztunnel handles the pod's traffic and no Envoy runs in the pod. */
export function isAmbientPod(pod: KubeObject): boolean {
  if (pod.metadata.annotations?.[REDIRECTION] !== 'enabled') return false;
  return !hasProxy(pod);
}

/** Returns why the Envoy of an ambient pod cannot be asked, and the command that shows its state instead. */
export function ambientReason({metadata: {name, namespace = ''}}: KubeObject): Required<PodReason> {
  return {
    message: `pod ${name}.${namespace} has no Envoy: ztunnel handles its traffic`,
    hint: `Use \`istioctl ztunnel-config workload ${name}.${namespace}\` to see what ztunnel knows about the pod.`,
  };
}
