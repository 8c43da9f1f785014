// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {VirtualService} from '../../model/scope.js';
import {configMetadata, ruleMetadata} from '../../values/config-metadata.js';
import {ANY_CONNECTION, type Chain} from './chain.js';
import {isForSidecar} from './connection-rules.js';
import type {Candidate} from './entry.js';
import {ruleFilters, serviceFilters} from './network-filters.js';
import {ownCluster} from './own-cluster.js';

/**
 * Returns the filter chains of a port without TLS: those of the VirtualServices' TCP rules up to the first that takes
 * every address, else one for the service at the end
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#TCPRoute).
 */
export function tcpChains(
  context: Context,
  {service, port, destinations}: Candidate,
  virtualServices: readonly VirtualService[],
): Chain[] {
  const chains: Chain[] = [];
  let complete = false;
  for (const virtualService of virtualServices) {
    for (const rule of virtualService.spec.tcp ?? []) {
      const {match, route} = rule;
      if (!route?.length) continue;
      const filters = () => ruleFilters(context, virtualService, route, port);
      const found = (match ?? []).filter((conditions) => isForSidecar(context, conditions, port.port));
      const open = found.findIndex(({destinationSubnets}) => !destinationSubnets?.length || port.port === 0);
      if (!match?.length || open !== -1) {
        const metadata = configMetadata(virtualService, rule);
        return [...chains, {...ANY_CONNECTION, destinations, metadata, filters: filters()}];
      }
      const subnets = found.flatMap(({destinationSubnets = []}) => destinationSubnets);
      if (subnets.length === 0) continue;
      chains.push({...ANY_CONNECTION, destinations: subnets, ...withRule(rule), filters: filters()});
      complete ||= [...subnets].sort().join() === [...destinations].sort().join();
    }
  }
  if (complete) return chains;
  const filters = serviceFilters(context, service, port, ownCluster(service, port));
  return [...chains, {...ANY_CONNECTION, destinations, filters}];
}

/** istiod names no VirtualService for these; rules that know their places are told all the same. */
function withRule(rule: object): Pick<Chain, 'metadata'> {
  const metadata = ruleMetadata(rule);
  return metadata ? {metadata} : {};
}
