// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../model/scope.js';
import type {Service} from '../model/service.js';
import {withPort} from './imports.js';
import type {MeshIndex} from './mesh-index.js';

/** Ports of a destination; undefined stands for all. */
type Ports = (number | undefined)[];

interface Destination {
  host?: string | undefined;
  port?: {number?: number | undefined} | undefined;
}

/**
 * Returns the services that routes of VirtualServices lead to, though nothing else imports them: a Sidecar has their
 * clusters, too (istio.io, "Sidecar", hosts). `port` is that of the listener, where services have to have it.
 */
export function destinationServices(
  virtualServices: readonly VirtualService[],
  namespace: string,
  port: number | undefined,
  index: MeshIndex,
): Service[] {
  return virtualServices.flatMap((virtualService) =>
    [...destinations(virtualService, namespace)].flatMap(([host, ports]) => {
      const service = pick(index.named(host), namespace, index);
      if (!service) return [];
      return (port === undefined ? withPorts(service, ports) : withPort(service, port)) ?? [];
    }),
  );
}

function destinations({spec}: VirtualService, namespace: string): ReadonlyMap<string, Ports> {
  const found = new Map<string, Ports>();
  const add = (destination: Destination | undefined) => {
    if (!destination) return;
    const host = destination.host ?? '';
    found.set(host, [...(found.get(host) ?? []), destination.port?.number || undefined]);
  };
  for (const {match = [], route = [], mirror, mirrors = []} of spec.http ?? []) {
    const sources = match.flatMap(({sourceNamespace}) => sourceNamespace || []);
    if (sources.length > 0 && !sources.includes(namespace)) continue;
    for (const one of route) add(one.destination);
    add(mirror);
    for (const one of mirrors) add(one.destination);
  }
  for (const {route = []} of [...(spec.tcp ?? []), ...(spec.tls ?? [])]) for (const one of route) add(one.destination);
  return found;
}

/** That of the own namespace, else the visible one of Kubernetes, else the oldest visible one. */
function pick(byNamespace: ReadonlyMap<string, Service>, own: string, index: MeshIndex): Service | undefined {
  const here = byNamespace.get(own);
  if (here) return here;
  const visible = [...byNamespace.values()].filter((service) => index.isVisible(service, own));
  return visible.find(({registry}) => registry === 'Kubernetes') ?? visible.toSorted((a, b) => a.age - b.age)[0];
}

function withPorts(service: Service, wanted: Ports): Service | undefined {
  if (wanted.length === 0 || wanted.includes(undefined)) return service;
  const ports = service.ports.filter(({port}) => wanted.includes(port));
  if (ports.length === service.ports.length) return service;
  return ports.length > 0 ? {...service, ports} : undefined;
}
