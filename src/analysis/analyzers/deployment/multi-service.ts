// SPDX-License-Identifier: Apache-2.0

import {hasLabels} from '../../index/labels.js';
import {isDeploymentInMesh} from '../../index/workloads.js';
import type {Analyze} from '../../model/analyzer.js';
import type {ServicePort} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';

const NAME = ['metadata', 'name'];

/** Services that disagree about the ports of one Deployment (§3.5). */
export const multiService: Analyze = function* (resources) {
  for (const deployment of resources.all('Deployment')) {
    if (deployment.labels['gateway.istio.io/managed'] === 'istio.io-mesh-controller') continue;
    if (!isDeploymentInMesh(deployment, resources)) continue;
    const labels = deployment.spec.template?.metadata?.labels ?? {};
    const services = resources.inNamespace('Service', deployment.namespace).filter(({spec: {selector = {}}}) => {
      return Object.keys(selector).length > 0 && hasLabels(labels, selector);
    });
    yield* differentProtocols(deployment, services);
    yield* differentPorts(deployment, services);
  }
};

function* differentProtocols(
  deployment: Resource<'Deployment'>,
  services: readonly Resource<'Service'>[],
): Generator<Message> {
  const byPort = new Map<number, {protocols: Set<string>; services: Set<string>}>();
  for (const service of services) {
    for (const {port = 0, protocol = 'TCP'} of service.spec.ports ?? []) {
      const seen = byPort.get(port) ?? {protocols: new Set(), services: new Set()};
      seen.protocols.add(protocol);
      seen.services.add(fullName(service));
      byPort.set(port, seen);
    }
  }
  for (const [port, {protocols, services: names}] of byPort) {
    if (protocols.size > 1) yield message('IST0116', deployment, [deployment.name, port, [...names].sort()], NAME);
  }
}

function* differentPorts(
  deployment: Resource<'Deployment'>,
  services: readonly Resource<'Service'>[],
): Generator<Message> {
  const byTarget = new Map<string, Map<number, string>>();
  for (const service of services) {
    for (const port of service.spec.ports ?? []) {
      const target = targetOf(port);
      const ports = byTarget.get(target) ?? new Map<number, string>();
      byTarget.set(target, ports.set(port.port ?? 0, fullName(service)));
    }
  }
  for (const [target, ports] of byTarget) {
    if (ports.size < 2) continue;
    const numbers = [...ports.keys()].sort((a, b) => a - b);
    yield message('IST0137', deployment, [deployment.name, [...ports.values()].sort(), target, numbers], NAME);
  }
}

function targetOf({port = 0, targetPort}: ServicePort): string {
  return String(targetPort === undefined || targetPort === 0 || targetPort === '' ? port : targetPort);
}
