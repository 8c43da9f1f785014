// SPDX-License-Identifier: Apache-2.0
import type {Mesh} from '../model/mesh.js';
import type {VirtualService} from '../model/scope.js';
import type {Service} from '../model/service.js';
import {delegatesOf, withDelegates} from './delegates.js';
import {type DestinationRuleIndex, indexDestinationRules} from './destination-rules.js';
import {isGatewayRoute, withFullNames} from './short-names.js';
import {type Visibility, visibilityOf, visibleIn} from './visibility.js';

const MESH = 'mesh';

type Visible<Item> = {item: Item; visibility: Visibility};

/** What the scopes of all proxies of a mesh have in common. */
export interface MeshIndex {
  mesh: Mesh;
  /** Services that a namespace sees. */
  services(namespace: string): readonly Service[];
  /** The services of a name by namespace: of several in one, that of Kubernetes, else the oldest. */
  named(hostname: string): ReadonlyMap<string, Service>;
  isVisible(service: Service, namespace: string): boolean;
  /** VirtualServices of a gateway that a namespace sees. */
  virtualServices(namespace: string, gateway: string): readonly VirtualService[];
  destinationRules: DestinationRuleIndex;
}

const indexes = new WeakMap<Mesh, MeshIndex>();

/** Returns the index of a mesh; it is made once. */
export function meshIndex(mesh: Mesh): MeshIndex {
  const known = indexes.get(mesh) ?? createIndex(mesh);
  indexes.set(mesh, known);
  return known;
}

function createIndex(mesh: Mesh): MeshIndex {
  const {config} = mesh.settings;
  const services = mesh.services.map((item) => ({
    item,
    visibility: visibilityOf(item.exportTo, list(config['defaultServiceExportTo']), item.namespace),
  }));
  const seen = new Map(services.map(({item, visibility}) => [item, visibility]));
  const virtualServices = mergedVirtualServices(mesh);
  const named = byHostname(mesh.services);
  const inNamespace = remembered((namespace) => visibleIn(services, namespace));
  return {
    mesh,
    services: inNamespace,
    named: (hostname) => named.get(hostname) ?? new Map(),
    isVisible: (service, namespace) => {
      const visibility = seen.get(service);
      return visibility !== undefined && (visibility.everywhere || visibility.namespaces.has(namespace));
    },
    virtualServices: (namespace, gateway) => boundTo(virtualServices, namespace, gateway),
    destinationRules: indexDestinationRules(mesh.destinationRules, mesh.settings),
  };
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function remembered<Value>(make: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

function byHostname(services: readonly Service[]): ReadonlyMap<string, ReadonlyMap<string, Service>> {
  const found = new Map<string, Map<string, Service>>();
  for (const service of services) {
    const byNamespace = found.get(service.hostname) ?? new Map<string, Service>();
    found.set(service.hostname, byNamespace);
    const known = byNamespace.get(service.namespace);
    if (!known || (known.registry !== 'Kubernetes' && service.registry === 'Kubernetes'))
      byNamespace.set(service.namespace, service);
  }
  return found;
}

/** VirtualServices with hosts from old to young, their names completed and their delegates' routes in place. */
function mergedVirtualServices(mesh: Mesh): Visible<VirtualService>[] {
  const {domain, config} = mesh.settings;
  const exportTo = list(config['defaultVirtualServiceExportTo']);
  const byAge = mesh.virtualServices.toSorted((a, b) => a.age - b.age);
  const full = byAge.map((object) => (isGatewayRoute(object) ? object : withFullNames(object, domain)));
  const delegates = delegatesOf(full, exportTo);
  return full
    .filter(({spec}) => spec.hosts?.length)
    .map((object) => ({
      item: isGatewayRoute(object) ? object : withDelegates(object, delegates),
      visibility: visibilityOf(object.spec.exportTo ?? [], exportTo, object.namespace),
    }));
}

/**
 * Returns the VirtualServices of a gateway that a namespace sees: those for it alone, those exported to it by name, those for all; of these the
 * routes of Gateway API that are its own come first.
 */
function boundTo(all: readonly Visible<VirtualService>[], namespace: string, gateway: string): VirtualService[] {
  const bound = all.filter(({item: {spec}}) =>
    spec.gateways?.length ? spec.gateways.includes(gateway) : gateway === MESH,
  );
  const isOwn = ({item}: Visible<VirtualService>) => item.namespace === namespace;
  const named = bound.filter(({visibility}) => !visibility.everywhere && visibility.namespaces.has(namespace));
  const everywhere = bound.filter(({visibility}) => visibility.everywhere);
  const first = (one: Visible<VirtualService>) => isGatewayRoute(one.item) && isOwn(one);
  return [
    ...named.filter(isOwn),
    ...named.filter((one) => !isOwn(one)),
    ...everywhere.filter(first),
    ...everywhere.filter((one) => !first(one)),
  ].map(({item}) => item);
}
