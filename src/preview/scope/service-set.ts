// SPDX-License-Identifier: Apache-2.0
import {isDeepStrictEqual} from 'node:util';
import type {Service} from '../model/service.js';

/** Services in the order in which they were added, one for each name. */
export interface ServiceSet {
  add(service: Service): void;
  /** The services as they are now. */
  all(): Service[];
  byHostname(): ReadonlyMap<string, Service>;
}

/**
 * Returns an empty set. Of two services of a name that of Kubernetes counts, else the first; where both are the same but
 * for their ports, as listeners of a Sidecar leave them, it has the ports of both.
 */
export function serviceSet(): ServiceSet {
  const services: Service[] = [];
  const places = new Map<string, number>();
  return {
    add(service) {
      const place = places.get(service.hostname);
      const known = place === undefined ? undefined : services[place];
      if (place !== undefined && known !== undefined) {
        services[place] = chosen(known, service);
        return;
      }
      places.set(service.hostname, services.length);
      services.push(service);
    },
    all: () => services,
    byHostname: () => new Map(services.map((service) => [service.hostname, service])),
  };
}

function chosen(known: Service, added: Service): Service {
  if (known === added) return known;
  if (known.registry !== added.registry) return added.registry === 'Kubernetes' ? added : known;
  if (isDeepStrictEqual(known.ports, added.ports) || !areParts(known, added)) return known;
  const numbers = new Set(known.ports.map(({port}) => port));
  return {...known, ports: [...known.ports, ...added.ports.filter(({port}) => !numbers.has(port))]};
}

function areParts(a: Service, b: Service): boolean {
  const identity = ({namespace, resolution, labels, selector, exportTo}: Service) => ({
    namespace,
    resolution,
    labels,
    selector,
    exportTo: new Set(exportTo),
  });
  return isDeepStrictEqual(identity(a), identity(b));
}
