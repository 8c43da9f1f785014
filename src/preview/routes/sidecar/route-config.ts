// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {EgressScope} from '../../model/scope.js';
import {catchAllHost} from './catch-all.js';
import {type RouteName, routeNameParts} from './name.js';
import {type PortHosts, portHosts} from './port-hosts.js';
import {envoyHost} from './virtual-hosts.js';

/** Largest body of a direct response, in bytes. */
const LARGEST_BODY = 1024 * 1024;

/** How listeners use a route configuration. */
export interface RouteUse {
  /** Several listeners ask for it: those of the pods of one headless Service. */
  repeated?: boolean;
}

/**
 * Returns a sidecar's route configuration of that name: virtual hosts of all services of the port, and one for whatever
 * else is asked for; or those of a single service (package pilot/pkg/networking/core).
 */
export function sidecarRouteConfig(context: Context, name: string, use: RouteUse = {}): EnvoyMessage {
  const parts = routeNameParts(name);
  if (!parts) return {name, validate_clusters: false};
  return {
    name,
    virtual_hosts: hostsFor(context, parts, use),
    validate_clusters: false,
    max_direct_response_body_size_bytes: LARGEST_BODY,
    ignore_port_in_host_matching: true,
  };
}

function hostsFor(context: Context, parts: RouteName, {repeated}: RouteUse): readonly EnvoyMessage[] | undefined {
  const {hostname, name} = parts;
  const hosts = hostsOfPort(context, parts);
  if (hostname === undefined) return [...(hosts?.all ?? []), catchAllHost(context)];
  const own = [...new Set([...(hosts?.withDomain(hostname) ?? []), ...(hosts?.withDomain(name) ?? [])])];
  // Asked for a name twice at once, istiod answers the second time without the host: it has lost its domains by then.
  if (own.length === 0 || (context.compat && repeated && own.length === 1)) return undefined;
  const routed = own.length === 1 ? own.map((host) => ({...host, domains: ['*']})) : own;
  return routed.map((host) => envoyHost(context, host));
}

function hostsOfPort(context: Context, {port, name}: RouteName): PortHosts | undefined {
  const egress = egressOf(context.scope.listeners, port, name);
  return egress && portHosts(context, egress, egress.port?.protocol?.toUpperCase() === 'HTTP_PROXY' ? 0 : port);
}

/** The egress listener that traffic for the port comes through: the first of that port, else the one for all ports. */
function egressOf(listeners: readonly EgressScope[], port: number, name: string): EgressScope | undefined {
  return listeners.find((egress) => {
    if (!egress.port) return true;
    return egress.port.number === port && (port !== 0 || egress.bind === name);
  });
}
