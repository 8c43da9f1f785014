// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {type MutualTls, peerMode, peerModes} from '../../security/authentication/peer.js';
import {peerTransportSocket} from '../../security/authentication/tls-context.js';
import {meshConfig} from '../../settings/mesh-config.js';
import {type MatchOption, matchOptions, portKind} from './match-options.js';
import {blackholeFilters, httpNetworkFilters, type Inbound, tcpNetworkFilters} from './network-filters.js';
import {type InboundPort, ingressListeners} from './ports.js';

/** What a filter chain takes: its fields in Envoy. */
type FilterChainMatch = {
  destination_port?: number | undefined;
  transport_protocol?: string;
  application_protocols?: readonly string[];
};

/** A filter chain of Envoy. */
export interface FilterChain extends EnvoyMessage {
  filter_chain_match: FilterChainMatch;
}

const LISTENER = 'virtualInbound';

/** Where connections go that no port takes. */
const PASSTHROUGH: Inbound = {
  cluster: 'InboundPassthroughCluster',
  statPrefix: 'InboundPassthroughCluster;',
  protocol: 'Unsupported',
  hostname: '',
  servicePort: 0,
  portName: LISTENER,
};

/** Returns the filter chains of a port, by the mode of mutual TLS that holds for it. */
export function portChains(context: Context, port: InboundPort): FilterChain[] {
  const name = `${port.bind}_${port.targetPort}`;
  const inbound = {...port, statPrefix: `inbound_${name};`};
  const options = matchOptions(portKind(port.protocol), peerMode(context, port.targetPort));
  const {targetPort, metadata} = port;
  return options.map((option) => ({
    ...chain(context, {option, inbound, name, port: targetPort}),
    ...(metadata && {metadata}),
  }));
}

/** Returns the filter chains for what no port takes: the proxy's own port, and ports that services do not name. */
export function passthroughChains(context: Context): FilterChain[] {
  const {mode, ports} = peerModes(context);
  const own = [...ports].filter(([port]) => !isKnownPort(context, port));
  const all: readonly (readonly [number, MutualTls])[] = [[0, mode], ...own];
  return [blackhole(context), ...all.flatMap(([port, portMode]) => passthrough(context, port, portMode))];
}

/** A port for which a PeerAuthentication has a mode of its own needs a filter chain, though no service names it. */
function isKnownPort(context: Context, port: number): boolean {
  const ingress = ingressListeners(context);
  if (ingress.length > 0) return ingress.some((listener) => listener.port.number === port);
  return context.proxy.targets.some(({targetPort}) => targetPort === port);
}

function passthrough(context: Context, port: number, mode: MutualTls): FilterChain[] {
  return matchOptions('auto', mode).map((option) => {
    const name = option.handles === 'http' ? `${LISTENER}-catchall-http` : LISTENER;
    return chain(context, {option, inbound: PASSTHROUGH, name, port});
  });
}

function blackhole(context: Context): FilterChain {
  return {
    name: `${LISTENER}-blackhole`,
    filter_chain_match: {destination_port: meshConfig(context.mesh.settings).proxyInboundListenPort},
    filters: blackholeFilters(context),
  };
}

interface Chain {
  option: MatchOption;
  inbound: Inbound;
  name: string;
  /** 0 for every port. */
  port: number;
}

function chain(context: Context, {option, inbound, name, port}: Chain): FilterChain {
  const {handles, transport, alpn, terminates} = option;
  return {
    name,
    filter_chain_match: {
      ...(port > 0 && {destination_port: port}),
      transport_protocol: transport,
      ...(alpn && {application_protocols: alpn}),
    },
    filters: handles === 'http' ? httpNetworkFilters(context, inbound) : tcpNetworkFilters(context, inbound),
    ...(terminates && {transport_socket: peerTransportSocket(context, handles)}),
  };
}
