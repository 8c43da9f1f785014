// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {candidates} from './candidates.js';
import {addToEntries, type Entries} from './entries.js';
import {httpProxyListener} from './http-proxy.js';
import {envoyListener} from './listener.js';
import {virtualOutbound} from './virtual-outbound.js';

/**
 * Returns the listeners of a sidecar for what its workload sends: one for each address and port of services, one for an HTTP
 * proxy where the mesh has that, and the one that iptables sends connections to (package pilot/pkg/networking/core).
 */
export function outboundListeners(context: Context): EnvoyMessage[] {
  const {proxyListenPort: port = 0} = meshConfig(context.mesh.settings);
  if (port <= 0) return [];
  const proxied = httpProxyListener(context);
  return [
    ...serviceListeners(context),
    ...(proxied ? [proxied] : []),
    ...(context.proxy.interception === 'NONE' ? [] : [virtualOutbound(context, port)]),
  ];
}

function serviceListeners(context: Context): EnvoyMessage[] {
  const entries: Entries = new Map();
  for (const egress of context.scope.listeners) {
    // What a Sidecar names a port for stays as it is; the listener for all other ports comes last.
    if (!egress.port) for (const [key, entry] of entries) entries.set(key, {...entry, locked: true});
    for (const candidate of candidates(context, egress))
      addToEntries(context, entries, candidate, egress.virtualServices);
  }
  return [...entries.values()].map((entry) => envoyListener(context, entry));
}
