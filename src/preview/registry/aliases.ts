// SPDX-License-Identifier: Apache-2.0
import {groupBy} from '../../analysis/model/group-by.js';
import type {Service} from '../model/service.js';

/**
 * Returns the services, those that ExternalName Services stand for with these as their aliases (istio.io, "Traffic
 * Management", ExternalName). An alias of an alias stands for what that one stands for; a circle stands for nothing.
 */
export function withAliases(services: readonly Service[]): Service[] {
  const aliases = services.filter(({resolution}) => resolution === 'Alias');
  if (aliases.length === 0) return [...services];
  const next = new Map(aliases.map(({hostname, kubernetes}) => [hostname, kubernetes?.externalName ?? '']));
  const byTarget = groupBy(aliases, ({hostname}) => targetOf(hostname, next) ?? '');
  return services.map((service) => {
    const found = byTarget.get(service.hostname);
    if (!found) return service;
    const named = found.map(({hostname, namespace}) => ({hostname, namespace}));
    return {...service, aliases: named.sort(byNamespaceAndHost)};
  });
}

function targetOf(alias: string, next: ReadonlyMap<string, string>): string | undefined {
  const seen = new Set([alias]);
  let host = next.get(alias);
  while (host !== undefined && next.has(host)) {
    if (seen.has(host)) return undefined;
    seen.add(host);
    host = next.get(host);
  }
  return host;
}

function byNamespaceAndHost(a: Service['aliases'][number], b: Service['aliases'][number]): number {
  if (a.namespace !== b.namespace) return a.namespace < b.namespace ? -1 : 1;
  return a.hostname < b.hostname ? -1 : 1;
}
