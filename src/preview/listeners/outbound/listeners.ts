// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {reportMetadata} from '../../settings/node-metadata.js';
import {httpProxyListener} from './http-proxy.js';
import {serviceListeners} from './service-listeners.js';
import {virtualOutbound} from './virtual-outbound.js';

/**
 * Returns the listeners of a sidecar for what its workload sends: one for each address and port of services, one for an HTTP
 * proxy where the mesh has that, and the one that iptables sends connections to (package pilot/pkg/networking/core).
 */
export function outboundListeners(context: Context): EnvoyMessage[] {
  reportMetadata(context);
  const {proxyListenPort: port = 0} = meshConfig(context.mesh.settings);
  if (port <= 0) return [];
  const proxied = httpProxyListener(context);
  return [
    ...serviceListeners(context),
    ...(proxied ? [proxied] : []),
    ...(context.proxy.interception === 'NONE' ? [] : [virtualOutbound(context, port)]),
  ];
}
