// SPDX-License-Identifier: Apache-2.0
import {hasLabels} from '../../analysis/index/labels.js';
import type {Endpoint, Service} from '../model/service.js';
import type {ServiceEntry} from './service-entry.js';
import {entryWorkload, type Place, type Workload} from './workloads.js';

const SOCKET = 'unix://';

type Port = NonNullable<ServiceEntry['spec']['ports']>[number];

/**
 * Returns the endpoints of a host of a ServiceEntry: those it lists, the workloads its selector takes, or, where the
 * host is resolved and none is listed, the host itself (istio.io, "Service Entry").
 */
export function serviceEntryEndpoints(
  entry: ServiceEntry,
  service: Service,
  workloads: readonly Workload[],
  place: Place,
): Endpoint[] {
  const {spec} = entry;
  const ports = spec.ports ?? [];
  const resolved = service.resolution === 'DNSLB' || service.resolution === 'DNSRoundRobinLB';
  if (spec.workloadSelector) {
    const {labels = {}} = spec.workloadSelector;
    const selected = workloads
      .filter((one) => one.namespace === entry.namespace && hasLabels(one.endpoint.labels, labels))
      .filter(({dnsOnly}) => !dnsOnly || resolved);
    return selected.toSorted(byKindAndName).flatMap((workload) => onPorts(workload, ports));
  }
  const {endpoints = []} = spec;
  if (endpoints.length === 0) return resolved ? ports.map((port) => hostItself(entry, service, port)) : [];
  return endpoints.flatMap((one, index) => {
    const {namespace, annotations} = {namespace: entry.namespace, annotations: {}};
    return onPorts(
      entryWorkload({name: `${entry.name}-${index}`, namespace, labels: {}, annotations}, one, place),
      ports,
    );
  });
}

function byKindAndName(a: Workload, b: Workload): number {
  const [left, right] = [`${a.kind} ${a.name}`, `${b.kind} ${b.name}`];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function onPorts({endpoint, ports}: Workload, servicePorts: readonly Port[]): Endpoint[] {
  const [address = ''] = endpoint.addresses;
  const socket = address.startsWith(SOCKET);
  return servicePorts.map(({name = '', number = 0, targetPort}) => ({
    ...endpoint,
    ...(socket && {addresses: [address.slice(SOCKET.length)]}),
    port: socket ? 0 : (ports[name] ?? 0) || targetPort || number,
    portName: name,
    servicePort: number,
  }));
}

function hostItself({name, namespace}: ServiceEntry, {hostname}: Service, port: Port): Endpoint {
  return {
    addresses: [hostname],
    port: port.targetPort || port.number || 0,
    portName: port.name ?? '',
    servicePort: port.number ?? 0,
    labels: {},
    namespace,
    serviceAccount: '',
    locality: '',
    tlsMode: 'disabled',
    health: 'unknown',
    network: '',
    nodeName: '',
    workloadName: name,
  };
}
