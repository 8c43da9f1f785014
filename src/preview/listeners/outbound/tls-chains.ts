// SPDX-License-Identifier: Apache-2.0
import {isDynamic} from '../../clusters/dynamic-forward-proxy.js';
import type {Context} from '../../model/context.js';
import type {Proxy} from '../../model/proxy.js';
import type {VirtualService} from '../../model/scope.js';
import {shortNames} from '../../routes/sidecar/short-names.js';
import {addressFor} from '../../values/address.js';
import {configMetadata} from '../../values/config-metadata.js';
import {ANY_CONNECTION, type Chain} from './chain.js';
import {isForSidecar} from './connection-rules.js';
import type {Candidate} from './entry.js';
import {ruleFilters, serviceFilters} from './network-filters.js';
import {ownCluster} from './own-cluster.js';
import {wildcardAddresses} from './wildcard.js';

/**
 * Returns the filter chains of a port with TLS: one for each distinct match of the VirtualServices' TLS rules, or where
 * none is for the proxy, one for the service (https://istio.io/latest/docs/reference/config/networking/virtual-service/#TLSRoute).
 */
export function tlsChains(context: Context, candidate: Candidate, virtualServices: readonly VirtualService[]): Chain[] {
  const {port, service} = candidate;
  const chains: Chain[] = [];
  const seen = new Set<string>();
  // Subnets of a match stay in force for the matches behind it: so does istiod.
  let {destinations} = candidate;
  for (const virtualService of virtualServices) {
    for (const rule of virtualService.spec.tls ?? []) {
      const {match = [], route} = rule;
      if (!route?.length) continue;
      for (const one of match.filter((conditions) => isForSidecar(context, conditions, port.port))) {
        if (one.destinationSubnets?.length && port.port > 0) destinations = one.destinationSubnets;
        const key = `${(one.sniHosts ?? []).join()}|${(one.destinationSubnets ?? []).join()}`;
        if (seen.has(key)) continue;
        seen.add(key);
        const filters = ruleFilters(context, virtualService, route, port);
        const metadata = configMetadata(virtualService, rule);
        chains.push({...ANY_CONNECTION, serverNames: one.sniHosts ?? [], destinations, metadata, filters});
      }
    }
  }
  if (chains.length > 0) return chains;
  const filters = serviceFilters(context, service, port, ownCluster(service, port));
  const serverNames = serverNamesOf(context.proxy, {...candidate, destinations});
  return [{...ANY_CONNECTION, serverNames, destinations, filters}];
}

/** Only where the address does not say which service is meant, its name does. */
function serverNamesOf(proxy: Proxy, {service, binding, destinations}: Candidate): string[] {
  const [wildcard] = wildcardAddresses(proxy);
  const address = addressFor(proxy, service);
  const own = address === '0.0.0.0' && service.registry === 'External' ? wildcard : address;
  const shared = own === wildcard && binding.addresses[0] === wildcard;
  const alone = destinations.length === 0 && !address.includes('/') && !shared;
  if (alone && !isDynamic(service)) return [];
  const aliases = service.aliases.flatMap(({hostname}) => [hostname, ...shortNames(hostname, 0, proxy.dnsDomain)]);
  return [service.hostname, ...aliases];
}
