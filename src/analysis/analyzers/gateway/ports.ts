// SPDX-License-Identifier: Apache-2.0

import {hasLabels, selectorText} from '../../index/labels.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {selectedPods, selectorNotFound, selectorPath} from './selected-pods.js';

/** Ports of gateways that no Service of their pods leads to (spec §3.12). */
export function* gatewayPorts(resources: Resources): Generator<Message> {
  for (const gateway of resources.all('Gateway')) {
    const pods = selectedPods(gateway, resources);
    if (pods.length === 0) {
      yield selectorNotFound(gateway);
      continue;
    }
    const served = servedPorts(pods, resources);
    for (const {port} of gateway.spec.servers ?? []) {
      if (!port || served === 'any' || served.has(port.number ?? 0)) continue;
      const selector = selectorText(gateway.spec.selector);
      yield message('IST0162', gateway, [port.number ?? 0, selector], selectorPath(gateway));
    }
  }
}

/** Ports to which Services lead; `any` where a Service names a port that no container declares. */
function servedPorts(pods: readonly Resource<'Pod'>[], resources: Resources): ReadonlySet<number> | 'any' {
  const served = new Set<number>();
  let open = !resources.compat && pods.some(isManaged);
  for (const pod of pods) {
    const services = resources.inNamespace('Service', pod.namespace);
    for (const service of services.filter(({spec}) => hasLabels(pod.labels, spec.selector))) {
      for (const {protocol, port = 0, targetPort} of service.spec.ports ?? []) {
        if (protocol !== 'TCP') continue;
        served.add(port);
        if (typeof targetPort === 'number') served.add(targetPort);
        else if (targetPort && !resources.compat) {
          const target = declaredPort(pod, targetPort);
          if (target === undefined) open = true;
          else served.add(target);
        }
      }
    }
  }
  return open ? 'any' : served;
}

/** The Service of pods that istiod made for a Gateway of Gateway API is istiod's as well. */
function isManaged({labels, implied}: Resource<'Pod'>): boolean {
  return implied === true && labels['gateway.networking.k8s.io/gateway-name'] !== undefined;
}

function declaredPort({spec}: Resource<'Pod'>, name: string): number | undefined {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return containers.flatMap(({ports = []}) => ports).find((port) => port.name === name)?.containerPort;
}
