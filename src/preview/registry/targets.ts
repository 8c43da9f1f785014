// SPDX-License-Identifier: Apache-2.0
import type {Pod} from '../model/mesh.js';
import type {ServiceTarget} from '../model/proxy.js';
import type {Endpoint, Service} from '../model/service.js';
import {selects} from './selectors.js';
import {endpointOn, takes} from './service-workloads.js';
import type {Workload} from './workloads.js';

/** What there is to look for a pod's services in. */
export interface TargetSources {
  services: readonly Service[];
  workloads: readonly Workload[];
  /** Of that service alone, without those of others with its name. */
  ownEndpoints(service: Service): readonly Endpoint[];
}

/**
 * Returns the ports of services that a pod serves: of Kubernetes Services that select it, else of those whose endpoints
 * list it; and of ServiceEntries of its namespace with its address among their endpoints.
 */
export function serviceTargets(pod: Pod, sources: TargetSources): ServiceTarget[] {
  const own = sources.services.filter(
    ({registry, namespace}) => registry === 'Kubernetes' && namespace === pod.namespace,
  );
  const targets = [...kubernetesTargets(pod, own, sources), ...externalTargets(pod, sources)];
  return targets.toSorted((a, b) => a.service.age - b.service.age || compare(a.service.hostname, b.service.hostname));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function kubernetesTargets(pod: Pod, services: readonly Service[], sources: TargetSources): ServiceTarget[] {
  const workload = entryFor(pod, sources.workloads);
  if (workload) return entryTargets(workload, sources.services);
  const selecting = services.filter(({selector}) => selects(selector, pod.labels));
  if (selecting.length > 0) return selecting.flatMap((service) => selectedTargets(pod, service));
  return services.flatMap((service) => listedTargets(pod, service, sources.ownEndpoints(service)));
}

/** A WorkloadEntry with the pod's address stands for the pod. */
function entryFor(pod: Pod, workloads: readonly Workload[]): Workload | undefined {
  const [address] = pod.addresses;
  const found = workloads.filter(
    ({kind, dnsOnly, endpoint}) => kind === 'WorkloadEntry' && !dnsOnly && endpoint.addresses[0] === address,
  );
  return found.find(({namespace}) => namespace === pod.namespace) ?? found[0];
}

function entryTargets(workload: Workload, services: readonly Service[]): ServiceTarget[] {
  return services
    .filter(
      (service) =>
        service.registry === 'Kubernetes' && service.resolution === 'ClientSideLB' && takes(service, workload),
    )
    .flatMap((service) =>
      service.ports.flatMap((port) => {
        const endpoint = port.protocol === 'UDP' ? undefined : endpointOn(service, port, workload);
        return endpoint ? [{service, port, targetPort: endpoint.port}] : [];
      }),
    );
}

/** Two ports of a Service for the same port of the pod and the same protocol count once. */
function selectedTargets(pod: Pod, service: Service): ServiceTarget[] {
  const seen = new Set<string>();
  return service.ports.flatMap((port) => {
    const targetPort = targetOf(pod, service, port.port, port.protocol === 'UDP' ? 'UDP' : 'TCP');
    const key = `${targetPort} ${port.protocol}`;
    if (targetPort === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{service, port, targetPort}];
  });
}

/** Returns the port of a pod that a port of a Service leads to; undefined for a name that the pod does not have. */
export function targetOf(pod: Pod, {kubernetes}: Service, port: number, protocol: string): number | undefined {
  const target = kubernetes?.targetPorts[port] ?? port;
  if (typeof target === 'number') return target;
  return pod.containerPorts.find((one) => one.name === target && one.protocol === protocol)?.port;
}

function listedTargets(pod: Pod, service: Service, endpoints: readonly Endpoint[]): ServiceTarget[] {
  return endpoints
    .filter(({addresses}) => addresses[0] !== undefined && addresses[0] === pod.addresses[0])
    .flatMap(({portName, port: targetPort}) => {
      const port = service.ports.find(({name}) => name === portName);
      return port ? [{service, port, targetPort}] : [];
    });
}

function externalTargets(pod: Pod, {services, ownEndpoints}: TargetSources): ServiceTarget[] {
  return services
    .filter(({registry, namespace}) => registry === 'External' && namespace === pod.namespace)
    .flatMap((service) =>
      ownEndpoints(service)
        .filter(({addresses, servicePort}) => servicePort !== undefined && pod.addresses.includes(addresses[0] ?? ''))
        .flatMap(({servicePort, port: targetPort}) => {
          const port = service.ports.find(({port: number}) => number === servicePort);
          return port ? [{service, port, targetPort}] : [];
        }),
    );
}
