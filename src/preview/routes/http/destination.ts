// SPDX-License-Identifier: Apache-2.0
import {outboundCluster} from '../../values/cluster-name.js';
import type {Destination, RoutePlace} from './spec.js';

/** The name that stands where a backend of the Gateway API is not valid; no cluster has it. */
const UNKNOWN = 'UnknownService';

/**
 * Returns the cluster of a destination. Without a port it is the service's only one, or that of the listener; an
 * ExternalName Service stands for what it names (package pilot/pkg/networking/core/route).
 */
export function destinationCluster(
  destination: Destination | undefined,
  place: Pick<RoutePlace, 'port' | 'service'>,
): string {
  if (!destination?.host) return UNKNOWN;
  const {host, subset, port} = destination;
  const service = place.service(host);
  const only = service?.ports.length === 1 ? service.ports[0]?.port : undefined;
  const number = port ? (port.number ?? 0) : (only ?? place.port);
  return outboundCluster(service?.kubernetes?.externalName || host, number, subset);
}
