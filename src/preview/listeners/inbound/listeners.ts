// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {accessLog} from '../../telemetry/access-log.js';
import {optionalDuration} from '../../values/duration.js';
import {unlessEmpty} from '../../values/present.js';
import {socketAddress} from '../outbound/socket-address.js';
import {type FilterChain, passthroughChains, portChains} from './filter-chains.js';
import {inspectors} from './inspectors.js';
import {inboundPorts, wildcard} from './ports.js';

const FILTERS = 'envoy.extensions.filters.listener';

const ORIGINAL_DESTINATION = extension(
  'envoy.filters.listener.original_dst',
  any(`${FILTERS}.original_dst.v3.OriginalDst`),
);

/** Marks connections whose source address is kept, for the rules of TPROXY. */
const ORIGINAL_SOURCE = extension(
  'envoy.filters.listener.original_src',
  any(`${FILTERS}.original_src.v3.OriginalSrc`, {mark: 1337}),
);

/**
 * Returns the listeners by which a sidecar takes what is sent to its workload: one for all that is intercepted, and one
 * for each port that the proxy itself listens on (package istio.io/istio/pilot/pkg/networking/core).
 */
export function inboundListeners(context: Context): EnvoyMessage[] {
  const {mesh, proxy} = context;
  const ports = inboundPorts(context).map((port) => ({port, chains: portChains(context, port)}));
  const own = ports
    .filter(({port}) => port.bindsToPort)
    .map(({port: {bind, targetPort}, chains}) =>
      listener(context, {name: `${bind}_${targetPort}`, bind, port: targetPort, chains, bindsToPort: true}),
    );
  if (proxy.interception === 'NONE') return own;
  const chains = ports.flatMap((entry) => (entry.port.bindsToPort ? [] : entry.chains));
  const intercepted = listener(context, {
    name: 'virtualInbound',
    bind: wildcard(proxy),
    port: meshConfig(mesh.settings).proxyInboundListenPort ?? 0,
    chains: [...passthroughChains(context), ...chains],
    bindsToPort: false,
  });
  return [intercepted, ...own];
}

interface ListenerParts {
  name: string;
  bind: string;
  port: number;
  chains: readonly FilterChain[];
  bindsToPort: boolean;
}

function listener(context: Context, {name, bind, port, chains, bindsToPort}: ListenerParts): EnvoyMessage {
  const keepsSource = !bindsToPort && context.proxy.interception === 'TPROXY';
  return {
    name,
    address: socketAddress(bind, port),
    traffic_direction: 'INBOUND',
    continue_on_listener_filters_timeout: true,
    max_connections_to_accept_per_socket_event: 1,
    listener_filters_timeout: optionalDuration(meshConfig(context.mesh.settings).protocolDetectionTimeout),
    ...(keepsSource && {transparent: true}),
    ...accessLog(context, 'inbound', 'listener'),
    filter_chains: chains,
    listener_filters: unlessEmpty([
      ...(bindsToPort ? [] : [ORIGINAL_DESTINATION]),
      ...(keepsSource ? [ORIGINAL_SOURCE] : []),
      ...inspectors(chains),
    ]),
  };
}
