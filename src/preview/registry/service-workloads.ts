// SPDX-License-Identifier: Apache-2.0
import type {Endpoint, Service, ServicePort} from '../model/service.js';
import {selects} from './selectors.js';
import type {Workload} from './workloads.js';

/** Returns the WorkloadEntries that the selector of a Kubernetes Service takes, as endpoints of its ports (istio.io, "Workload Entry"). */
export function workloadEndpoints(service: Service, workloads: readonly Workload[]): Endpoint[] {
  if (service.registry !== 'Kubernetes' || service.resolution !== 'ClientSideLB') return [];
  const selected = workloads.filter((one) => takes(service, one));
  return service.ports.flatMap((port) => selected.flatMap((workload) => endpointOn(service, port, workload) ?? []));
}

/** Whether a Kubernetes Service may have the workload, which is no pod, as an endpoint. */
export function takes(service: Service, {kind, namespace, dnsOnly, endpoint}: Workload): boolean {
  return (
    kind === 'WorkloadEntry' &&
    namespace === service.namespace &&
    !dnsOnly &&
    selects(service.selector, endpoint.labels)
  );
}

/** Returns the workload as an endpoint of a port; undefined where the port's target is a name that the workload does not have. */
export function endpointOn(
  {kubernetes}: Service,
  {port, name}: ServicePort,
  {endpoint, ports}: Workload,
): Endpoint | undefined {
  const target = kubernetes?.targetPorts[port] ?? port;
  const byName = ports[typeof target === 'string' ? target : name];
  if (typeof target === 'string' && !byName) return undefined;
  return {...endpoint, port: byName || Number(target), portName: name};
}
