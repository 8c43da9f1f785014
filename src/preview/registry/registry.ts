// SPDX-License-Identifier: Apache-2.0
import {groupBy} from '../../analysis/group-by.js';
import type {IstioSpecs} from '../../api/istio-types.js';
import type {Mesh, Pod} from '../model/mesh.js';
import type {MeshObject} from '../model/object.js';
import type {Endpoint, Service} from '../model/service.js';
import type {MeshSettings} from '../model/settings.js';
import type {EndpointSliceFields, ServiceFields} from '../read/kubernetes.js';
import {withAliases} from './aliases.js';
import {sliceEndpoints} from './endpoint-slices.js';
import {isHealthy} from './health-check.js';
import {impliedEndpoints} from './implied-endpoints.js';
import {kubernetesService} from './kubernetes-service.js';
import {labelledLocality} from './locality.js';
import {type ServiceEntry, serviceEntryServices} from './service-entry.js';
import {serviceEntryEndpoints} from './service-entry-endpoints.js';
import {workloadEndpoints} from './service-workloads.js';
import {serviceTargets} from './targets.js';
import {entryWorkload, type Place, podWorkload, type Workload} from './workloads.js';

/** What services are made of. */
export interface RegistrySources {
  settings: MeshSettings;
  pods: readonly Pod[];
  services: readonly MeshObject<ServiceFields>[];
  slices: readonly MeshObject<EndpointSliceFields>[];
  serviceEntries: readonly ServiceEntry[];
  workloadEntries: readonly MeshObject<IstioSpecs['WorkloadEntry']>[];
  namespaceAnnotations(namespace: string): Readonly<Record<string, string>>;
  /** Locality of a node by its name. */
  nodeLocality(name: string): string;
}

export type Registry = Pick<Mesh, 'services' | 'endpoints' | 'targets' | 'locality'>;

/** Returns the services of a mesh from old to young, and where they are served. */
export function createRegistry(sources: RegistrySources): Registry {
  const locality = (pod: Pod) => labelledLocality(pod.labels) || sources.nodeLocality(pod.nodeName);
  const place: Place = {trustDomain: sources.settings.trustDomain, locality};
  const workloads = workloadsOf(sources, place);
  const own = new Map<Service, readonly Endpoint[]>();
  const services = withAliases(addServices(sources, {workloads, place, own}).toSorted(byAge));
  // An alias makes a new service of the one that it stands for: endpoints go by name.
  const byName = groupBy(
    [...own].map(([service, endpoints]) => ({service, endpoints})).toSorted((a, b) => a.service.age - b.service.age),
    ({service}) => keyOf(service),
  );
  const endpoints = new Map([...byName].map(([key, list]) => [key, joinedEndpoints(list)]));
  const ownByName = new Map([...own].map(([service, list]) => [ownKey(service), list]));
  const ownEndpoints = (service: Service) => ownByName.get(ownKey(service)) ?? [];
  return {
    services,
    endpoints: (service) => endpoints.get(keyOf(service)) ?? [],
    targets: (pod) => serviceTargets(pod, {services, workloads, ownEndpoints}),
    locality,
  };
}

/** Returns the endpoints of all services of a name; of a port that is looked up one by one only the first. */
function joinedEndpoints(list: readonly {service: Service; endpoints: readonly Endpoint[]}[]): Endpoint[] {
  const ports = new Set<number>();
  return list.flatMap(({service, endpoints}) =>
    endpoints.filter(({servicePort}) => {
      if (servicePort === undefined) return true;
      if (service.resolution === 'DNSRoundRobinLB' && ports.has(servicePort)) return false;
      ports.add(servicePort);
      return true;
    }),
  );
}

function keyOf({hostname, namespace}: Pick<Service, 'hostname' | 'namespace'>): string {
  return `${namespace}/${hostname}`;
}

function ownKey(service: Service): string {
  return `${service.registry} ${keyOf(service)} ${service.objectName} ${service.addresses.join()}`;
}

/** Objects have an age each; of one ServiceEntry hosts count by name. */
function byAge(a: Service, b: Service): number {
  if (a.age !== b.age) return a.age - b.age;
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function workloadsOf({pods, workloadEntries}: RegistrySources, place: Place): Workload[] {
  return [
    ...pods.filter(({alive, ready}) => alive && ready).map((pod) => podWorkload(pod, place)),
    ...workloadEntries.filter(isHealthy).map((entry) => entryWorkload(entry, entry.spec, place)),
  ];
}

interface Parts {
  workloads: readonly Workload[];
  place: Place;
  /** Is given the endpoints of each service. */
  own: Map<Service, readonly Endpoint[]>;
}

function addServices(sources: RegistrySources, parts: Parts): Service[] {
  return [...addKubernetes(sources, parts), ...addEntries(sources, parts)];
}

function addKubernetes(sources: RegistrySources, {workloads, place, own}: Parts): Service[] {
  const {settings, services, slices, pods} = sources;
  const podsByName = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const finder = {
    named: (namespace: string, name: string) => podsByName.get(`${namespace}/${name}`),
    withAddress: (address: string) => pods.filter((pod) => pod.alive && pod.ready && pod.addresses[0] === address),
  };
  const listed = groupBy(sliceEndpoints(slices, finder, place), ({service, namespace}) => `${namespace}/${service}`);
  return services.map((object) => {
    const service = kubernetesService(object, settings, sources.namespaceAnnotations(object.namespace));
    const fromSlices = (listed.get(`${object.namespace}/${object.name}`) ?? []).map(({endpoint}) => endpoint);
    // istiod does not look for the endpoints of a Service that nobody sees.
    const hidden = service.exportTo.includes('~');
    const known = [...fromSlices, ...workloadEndpoints(service, workloads)];
    own.set(
      service,
      hidden ? [] : [...known, ...(fromSlices.length > 0 ? [] : impliedEndpoints(service, pods, place))],
    );
    return service;
  });
}

function addEntries(sources: RegistrySources, {workloads, place, own}: Parts): Service[] {
  return sources.serviceEntries.flatMap((entry) => {
    const services = serviceEntryServices(entry, sources.namespaceAnnotations(entry.namespace));
    for (const service of services) own.set(service, serviceEntryEndpoints(entry, service, workloads, place));
    return services;
  });
}
