// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {durationText} from '../../values/duration.js';
import {unlessEmpty} from '../../values/present.js';
import {connectionManager} from '../connection-manager.js';
import {type Chain, chainMatch, takesAll} from './chain.js';
import {looksUpServerName} from './dynamic-hosts.js';
import type {Entry} from './entry.js';
import {socketAddress} from './socket-address.js';
import {unknownTrafficFilters} from './unknown-traffic.js';

/** Reads the server name and protocols that a client offers in TLS. */
export const TLS_INSPECTOR = extension(
  'envoy.filters.listener.tls_inspector',
  any('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector', {initial_read_buffer_size: 512}),
);

const HTTP_INSPECTOR = extension(
  'envoy.filters.listener.http_inspector',
  any('envoy.extensions.filters.listener.http_inspector.v3.HttpInspector'),
);

/** A slow TLS handshake may not take longer. */
const HANDSHAKE_TIMEOUT = '15s';

/**
 * Returns Envoy's listener. The chain that takes every connection becomes the default one; where there is none, traffic
 * that no chain takes is treated as traffic to an unknown address (package pilot/pkg/networking/core).
 */
export function envoyListener(context: Context, entry: Entry): EnvoyMessage {
  const {binding, port, chains} = entry;
  const [address = '', ...others] = binding.addresses;
  const name = `${address}_${port}`;
  const envoyChains = chains.map((chain) => ({chain, envoy: filterChain(context, chain, name)}));
  const taking = envoyChains.findLast(({chain}) => takesAll(chain))?.envoy;
  const narrow = envoyChains.filter(({chain}) => !takesAll(chain)).map(({envoy}) => envoy);
  const sniffed = chains.some(({applicationProtocols}) => applicationProtocols.length > 0);
  return {
    name,
    address: socketAddress(address, port),
    additional_addresses: unlessEmpty(others.map((other) => ({address: socketAddress(other, port)}))),
    traffic_direction: 'OUTBOUND',
    continue_on_listener_filters_timeout: true,
    ...(binding.toPort ? {max_connections_to_accept_per_socket_event: 1} : {bind_to_port: false}),
    listener_filters: unlessEmpty(inspectors(chains, sniffed)),
    listener_filters_timeout: sniffed ? detectionTimeout(context) : '0s',
    ...(narrow.length === 0 && taking
      ? {filter_chains: [taking]}
      : {filter_chains: narrow, default_filter_chain: taking ?? unknownTraffic(context)}),
  };
}

function inspectors(chains: readonly Chain[], sniffed: boolean): EnvoyMessage[] {
  const named = chains.some(
    ({serverNames, filters}) =>
      serverNames.length > 0 || (!('routeName' in filters) && filters.some(looksUpServerName)),
  );
  return [...(named ? [TLS_INSPECTOR] : []), ...(sniffed ? [HTTP_INSPECTOR] : [])];
}

function detectionTimeout({mesh}: Context): string | undefined {
  const {protocolDetectionTimeout: timeout} = meshConfig(mesh.settings);
  return timeout === undefined ? undefined : durationText(timeout);
}

function filterChain(context: Context, chain: Chain, listener: string): EnvoyMessage {
  return {
    filter_chain_match: takesAll(chain) ? undefined : chainMatch(chain),
    metadata: chain.metadata,
    filters: filtersOf(context, chain, listener),
    transport_socket_connect_timeout: HANDSHAKE_TIMEOUT,
  };
}

function filtersOf(context: Context, {filters}: Chain, listener: string): readonly EnvoyMessage[] {
  if (!('routeName' in filters)) return filters;
  const {routeName, protocol, http1, lastFilters = []} = filters;
  const manager = connectionManager(context, {
    listenerClass: 'outbound',
    statPrefix: `outbound_${listener};`,
    routes: routeName,
    protocol,
    lastFilters,
    maySkipHeaders: protocol !== 'HTTP_PROXY' || http1 === undefined,
    ...(http1 && {http1}),
  });
  return [manager];
}

function unknownTraffic(context: Context): EnvoyMessage {
  return {name: 'PassthroughFilterChain', filter_chain_match: {}, filters: unknownTrafficFilters(context)};
}
