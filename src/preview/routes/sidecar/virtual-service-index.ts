// SPDX-License-Identifier: Apache-2.0
import type {VirtualService} from '../../model/scope.js';
import type {Service} from '../../model/service.js';
import {hostsMeet, isWildcard, mostSpecificHost} from '../../values/host-name.js';

/** Finds the VirtualService whose host fits a service best; of several with the same host the first. */
export type BestVirtualService = (hostname: string) => VirtualService | undefined;

export function virtualServiceIndex(virtualServices: readonly VirtualService[]): BestVirtualService {
  const byHost = new Map<string, VirtualService>();
  for (const virtualService of virtualServices) {
    for (const host of virtualService.spec.hosts ?? []) if (!byHost.has(host)) byHost.set(host, virtualService);
  }
  const wildcards = new Set([...byHost.keys()].filter(isWildcard));
  return (hostname) => byHost.get(hostname) ?? byHost.get(mostSpecificHost(hostname, wildcards) ?? '');
}

/** Returns the VirtualServices with a host that some of the services have, by their lower-case names. */
export function virtualServicesFor(
  services: ReadonlyMap<string, Service>,
  virtualServices: readonly VirtualService[],
): VirtualService[] {
  const names = [...services.keys()];
  const wildcards = names.filter(isWildcard);
  return virtualServices.filter(({spec}) =>
    (spec.hosts ?? []).some((written) => {
      const host = written.toLowerCase();
      return services.has(host) || (isWildcard(host) ? names : wildcards).some((name) => hostsMeet(host, name));
    }),
  );
}
