// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {HTTP_PROXY} from '../../routes/sidecar/name.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {ANY_CONNECTION} from './chain.js';
import {envoyListener} from './listener.js';
import {loopbackAddresses} from './wildcard.js';

/**
 * Returns the listener for clients that use the sidecar as their HTTP proxy; undefined unless the mesh sets `proxyHttpPort`
 * (https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/#MeshConfig).
 */
export function httpProxyListener(context: Context): EnvoyMessage | undefined {
  const {proxyHttpPort: port} = meshConfig(context.mesh.settings);
  if (!port) return undefined;
  const filters = {routeName: HTTP_PROXY, protocol: 'HTTP_PROXY', http1: {allow_absolute_url: true}} as const;
  return envoyListener(context, {
    port,
    binding: {addresses: loopbackAddresses(context.proxy), toPort: true},
    protocol: 'HTTP_PROXY',
    chains: [{...ANY_CONNECTION, filters}],
    locked: true,
  });
}
