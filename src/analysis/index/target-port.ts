// SPDX-License-Identifier: Apache-2.0

import type {Container, ServicePort} from '../model/kubernetes.js';
import type {PodLike} from './pods.js';

/** Returns the containers of a pod that may listen on ports: sidecars of Kubernetes stand among the init containers. */
export function containersOf({spec: {containers = [], initContainers = []}}: PodLike): readonly Container[] {
  return [...containers, ...initContainers];
}

/** Returns the number of a port as its name stands in a pod; undefined where no container has the name. */
export function namedPort(pod: PodLike, name: string): number | undefined {
  for (const {ports = []} of containersOf(pod)) {
    const found = ports.find((port) => port.name === name);
    if (found) return found.containerPort;
  }
  return undefined;
}

/** Returns the port of a pod to which a port of a Service leads; undefined where that is not known. */
export function targetPortOf({port, targetPort = port}: ServicePort, pod: PodLike): number | undefined {
  if (typeof targetPort !== 'string') return targetPort;
  return /^\d+$/.test(targetPort) ? Number(targetPort) : namedPort(pod, targetPort);
}
