// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../any.js';
import {type Chain, chainMatch, takesAll} from '../listeners/outbound/chain.js';
import {TLS_INSPECTOR} from '../listeners/outbound/listener.js';
import {socketAddress} from '../listeners/outbound/socket-address.js';
import {wildcardAddresses} from '../listeners/outbound/wildcard.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {isHttp, protocolNamed} from '../registry/protocol.js';
import {meshConfig} from '../settings/mesh-config.js';
import {accessLog} from '../telemetry/access-log.js';
import {unlessEmpty} from '../values/present.js';
import {ANY_SERVER, type GatewayChain, httpChain, httpsChain} from './http-chains.js';
import {type ListeningPort, mergedGateway} from './merge.js';
import {endsHttps} from './server.js';
import {connectionChains, type TakenHosts} from './tcp-chains.js';

const PROXY_PROTOCOL = extension(
  'envoy.filters.listener.proxy_protocol',
  any('envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol'),
);

/** A slow TLS handshake may not take longer. */
const HANDSHAKE_TIMEOUT = '15s';

/** Returns the listeners of a gateway proxy (package pilot/pkg/networking/core). */
export function gatewayListeners(context: Context): EnvoyMessage[] {
  const [wildcard = '0.0.0.0'] = wildcardAddresses(context.proxy);
  const taken: TakenHosts = new Map();
  const chains = new Map<string, {bind: string; port: number; chains: GatewayChain[]}>();
  for (const port of mergedGateway(context).ports) {
    const bind = port.bind || wildcard;
    const name = `${bind}_${port.number}`;
    const known = chains.get(name) ?? {bind, port: port.number, chains: []};
    known.chains.push(...portChains(context, name, port, taken));
    chains.set(name, known);
  }
  return [...chains]
    .filter(([, {chains: all}]) => all.length > 0)
    .map(([name, {bind, port, chains: all}]) => envoyListener(context, name, socketAddress(bind, port), all));
}

function portChains(context: Context, listener: string, port: ListeningPort, taken: TakenHosts): GatewayChain[] {
  const protocol = protocolNamed(port.protocol);
  if (isHttp(protocol)) return [httpChain(context, listener, port.routeName, protocol)];
  return port.servers.flatMap((bound) =>
    endsHttps(bound.server)
      ? [httpsChain(context, listener, bound)]
      : connectionChains(context, bound, taken, port.number),
  );
}

function envoyListener(
  context: Context,
  name: string,
  address: EnvoyMessage,
  chains: readonly GatewayChain[],
): EnvoyMessage {
  const looksIntoTls = chains.some(({serverNames, socket}) => serverNames.length > 0 || socket !== undefined);
  const filters = [...(takesProxyProtocol(context) ? [PROXY_PROTOCOL] : []), ...(looksIntoTls ? [TLS_INSPECTOR] : [])];
  return {
    name,
    address,
    traffic_direction: 'OUTBOUND',
    listener_filters: unlessEmpty(filters),
    filter_chains: chains.map(envoyChain),
    max_connections_to_accept_per_socket_event: 1,
    ...accessLog(context, 'gateway', 'listener'),
  };
}

/** Whether load balancers before the gateway tell the client's address by the PROXY protocol. */
function takesProxyProtocol({mesh}: Context): boolean {
  return meshConfig(mesh.settings).defaultConfig?.gatewayTopology?.proxyProtocol !== undefined;
}

function envoyChain({serverNames, applicationProtocols = [], socket, metadata, filters}: GatewayChain): EnvoyMessage {
  const match: Chain = {...ANY_SERVER, serverNames, applicationProtocols, filters};
  return {
    filter_chain_match: takesAll(match) ? undefined : chainMatch(match),
    metadata,
    filters,
    transport_socket: socket,
    transport_socket_connect_timeout: HANDSHAKE_TIMEOUT,
  };
}
