// SPDX-License-Identifier: Apache-2.0
import {proxyHeaders} from '../../listeners/proxy-headers.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {EgressScope} from '../../model/scope.js';
import {asksForLabels, traitsOf} from '../../values/traits.js';
import {envoyHost, type VirtualHost, virtualHosts} from './virtual-hosts.js';

/** The virtual hosts of a port of a listener. */
export interface PortHosts {
  /** As Envoy has them, by name. */
  all: readonly EnvoyMessage[];
  withDomain(domain: string): readonly VirtualHost[];
}

/** What is known of an egress listener, which all proxies with the same scope have. */
interface Shared {
  dependsOnLabels: boolean;
  hosts: Map<string, PortHosts>;
}

const known = new WeakMap<EgressScope, Shared>();

/** Returns the virtual hosts of a port; they are made once for all proxies for which they are the same. */
export function portHosts(context: Context, egress: EgressScope, port: number): PortHosts {
  const shared = known.get(egress) ?? {dependsOnLabels: dependsOnLabels(context, egress), hosts: new Map()};
  known.set(egress, shared);
  const headers = JSON.stringify(proxyHeaders(context));
  const key = `${port} ${traitsOf(context.proxy, shared.dependsOnLabels)} ${headers}`;
  const hosts = shared.hosts.get(key) ?? makeHosts(context, egress, port);
  shared.hosts.set(key, hosts);
  return hosts;
}

function makeHosts(context: Context, egress: EgressScope, port: number): PortHosts {
  const hosts = virtualHosts(context, egress, port);
  const byDomain = new Map<string, VirtualHost[]>();
  for (const host of hosts)
    for (const domain of host.domains) byDomain.set(domain, [...(byDomain.get(domain) ?? []), host]);
  return {
    all: hosts.map((host) => envoyHost(context, host)),
    withDomain: (domain) => byDomain.get(domain) ?? [],
  };
}

/** Rules may be for clients with some labels: routes, and the hashes that DestinationRules ask for. */
function dependsOnLabels({mesh}: Context, {virtualServices}: EgressScope): boolean {
  if (mesh.destinationRules.some(({spec}) => spec.workloadSelector)) return true;
  return asksForLabels(virtualServices.flatMap(({spec}) => (spec.http ?? []).flatMap(({match = []}) => match)));
}
