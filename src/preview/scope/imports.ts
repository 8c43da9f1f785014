// SPDX-License-Identifier: Apache-2.0
import {hostsOverlap, hostWithin} from '../../analysis/index/hosts/hosts.js';
import type {IstioSpecs} from '../../api/istio-types.js';
import type {VirtualService} from '../model/scope.js';
import type {Service} from '../model/service.js';
import {protocolNamed} from '../registry/protocol.js';
import {isWildcard} from './hosts.js';
import type {MeshIndex} from './mesh-index.js';
import {isGatewayRoute} from './short-names.js';

export type EgressListener = NonNullable<IstioSpecs['Sidecar']['egress']>[number];

const ALL_NAMESPACES = '*';

/** The hosts of an egress listener by namespace, `*` for all (istio.io, "Sidecar", IstioEgressListener). */
type ImportedHosts = ReadonlyMap<string, readonly string[]>;

/** What an egress listener imports. */
export interface Imports {
  services: Service[];
  virtualServices: VirtualService[];
}

/** Returns the services and VirtualServices that an egress listener of a Sidecar imports into a namespace. */
export function importsOf(listener: EgressListener, namespace: string, index: MeshIndex): Imports {
  const hosts = importedHosts(listener.hosts ?? [], namespace);
  const port = portFilter(listener);
  return {
    virtualServices: index.virtualServices(namespace, 'mesh').filter((one) => importsRoute(one, hosts)),
    services: oneNamespaceEach(
      index.services(namespace).flatMap((service) => importedService(service, hosts, port) ?? []),
      namespace,
    ),
  };
}

/** Returns the port that services of a listener must have; undefined where any will do. */
export function portFilter({port}: EgressListener): number | undefined {
  return port?.number && protocolNamed(port.protocol ?? '') !== 'HTTP_PROXY' ? port.number : undefined;
}

function importedHosts(written: readonly string[], own: string): ImportedHosts {
  const byNamespace = new Map<string, string[]>();
  for (const text of written) {
    const [namespace = '', host = '', ...rest] = text.split('/');
    if (rest.length > 0 || !text.includes('/')) continue;
    const key = namespace === '.' ? own : namespace;
    byNamespace.set(key, [...(byNamespace.get(key) ?? []), host]);
  }
  return byNamespace;
}

function importedService(service: Service, hosts: ImportedHosts, port: number | undefined): Service | undefined {
  for (const namespace of [service.namespace, ALL_NAMESPACES]) {
    const imported = hosts.get(namespace);
    if (!imported?.some((host) => hostWithin(service.hostname, host))) continue;
    const found = port === undefined ? service : withPort(service, port);
    if (found) return withAliasesOf(found, imported);
  }
  return undefined;
}

/** Returns the service with that port alone; undefined where it has none of that number. */
export function withPort(service: Service, number: number): Service | undefined {
  const found = service.ports.find(({port}) => port === number);
  if (!found) return undefined;
  return service.ports.length === 1 ? service : {...service, ports: [found]};
}

function withAliasesOf(service: Service, imported: readonly string[]): Service {
  const aliases = service.aliases.filter(({hostname}) => imported.some((host) => hostWithin(hostname, host)));
  return aliases.length === service.aliases.length ? service : {...service, aliases};
}

/** Routes of Gateway API match as services do; other VirtualServices wherever a name could be meant by both. */
function importsRoute(virtualService: VirtualService, hosts: ImportedHosts): boolean {
  const matches = isGatewayRoute(virtualService) ? hostWithin : hostsMeet;
  return [virtualService.namespace, ALL_NAMESPACES].some((namespace) =>
    hosts.get(namespace)?.some((imported) => virtualService.spec.hosts?.some((host) => matches(host, imported))),
  );
}

function hostsMeet(host: string, imported: string): boolean {
  return isWildcard(host) || isWildcard(imported) ? hostsOverlap(host, imported) : host === imported;
}

/** Of services of one name in several namespaces those of one count: of the own, else of Kubernetes, else of the first. */
function oneNamespaceEach(services: readonly Service[], own: string): Service[] {
  const chosen = new Map<string, Service>();
  for (const service of services) {
    const known = chosen.get(service.hostname);
    const better =
      known && known.registry !== 'Kubernetes' && service.registry === 'Kubernetes' && known.namespace !== own;
    if (!known || service.namespace === own || better) chosen.set(service.hostname, service);
  }
  return services.filter(({hostname, namespace}) => chosen.get(hostname)?.namespace === namespace);
}
