// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, mapMessages, sectionOf} from '../dump/config-dump.js';
import {
  booleanField,
  enumField,
  field,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
} from '../dump/message.js';
import {listenerIn} from '../listener.js';
import {weightedTargets} from './action.js';
import {addressesIn} from './chain-matcher.js';
import type {PassedOver} from './filter-chain.js';
import {addressBits} from './match/ip.js';
import type {ProxyNode} from './proxy.js';
import type {TraceRequest} from './request.js';

/** The listener that gets a connection. */
export interface FoundListener {
  listener: Message;
  name: string;
  address: string;
  /** The listener that took the connection first and handed it over. */
  via?: string;
  /** Where the client wants to go, as far as it is known; the port may be one that its Service translates to. */
  destination: {address: string | undefined; port: number};
  /** What was assumed on the way. */
  notes: string[];
  passedOver: PassedOver[];
}

interface Candidate {
  name: string;
  addresses: {address: string; port: number}[];
  direction: string;
  /** Hands connections over to the listener of the address they wanted. */
  handsOver: boolean;
  bound: boolean;
  internal: boolean;
  message: Message;
}

const DIRECTIONS = ['UNSPECIFIED', 'INBOUND', 'OUTBOUND'];
const WILDCARDS = ['0.0.0.0', '::'];

/** What the Services of Istio's gateways translate their ports to. */
const GATEWAY_PORTS: ReadonlyMap<number, number> = new Map([
  [80, 8080],
  [443, 8443],
]);

/**
 * The listener that gets a connection, or which ports there are. What a sidecar captures goes to its one listener for
 * that direction; from outbound ones with `use_original_dst` to the listener of exactly the wanted address and port, else
 * to the one of that port on all addresses, else it stays (api-v3/config/listener/v3/listener.proto, use_original_dst).
 */
export function findListener(
  dump: ConfigDump,
  request: TraceRequest,
  proxy: ProxyNode,
  inbound: boolean,
): FoundListener | {ports: number[]} {
  const candidates = candidatesFor(dump, request.port);
  if (proxy.type === 'waypoint') {
    const internal = candidates.all.find(({internal, name}) => internal && name === 'main_internal');
    if (internal) return waypointListener(internal, request, proxy);
  }
  if (inbound) return inboundListener(candidates.all, request) ?? {ports: candidates.ports};
  const {address, notes} = resolve(candidates.all, request, proxy);
  const entry = candidates.all.find(({handsOver, direction}) => handsOver && direction !== 'INBOUND');
  const ports =
    entry || proxy.type !== 'router' ? [request.port] : [request.port, GATEWAY_PORTS.get(request.port) ?? 0];
  for (const port of ports) {
    const taken = atAddress(candidates.all, address, port);
    if (!taken) continue;
    const translated =
      port === request.port
        ? []
        : [`port ${request.port} of the gateway's Service is taken to lead to its port ${port}`];
    const passedOver = others(candidates.all, taken, port);
    const via = entry && entry !== taken ? {via: entry.name} : {};
    return {...found(taken, port), ...via, destination: {address, port}, notes: [...notes, ...translated], passedOver};
  }
  if (!entry) return {ports: candidates.ports};
  return {
    ...found(entry, request.port),
    destination: {address, port: request.port},
    notes,
    passedOver: others(candidates.all, entry, request.port),
  };
}

/** The ports that a listener for a request may have: a gateway's Service may translate its own. */
export function portsFor({port}: Pick<TraceRequest, 'port'>): number[] {
  return [port, GATEWAY_PORTS.get(port) ?? port];
}

/** What may matter for a port is kept, and of all others the port. */
function candidatesFor(dump: ConfigDump, port: number): {all: Candidate[]; ports: number[]} {
  const ports = new Set<number>();
  const wanted = new Set(portsFor({port}));
  const all = mapMessages(dump, sectionOf(dump, 'Listeners'), ['dynamic_listeners', 'static_listeners'], (entry) => {
    const message = listenerIn(entry);
    if (!message || takesDatagrams(message)) return undefined;
    const candidate = readCandidate(message);
    for (const {port} of candidate.addresses) if (candidate.bound) ports.add(port);
    const matters = candidate.handsOver || candidate.internal || candidate.direction === 'INBOUND';
    return matters || candidate.addresses.some(({port}) => wanted.has(port)) ? candidate : undefined;
  });
  return {all, ports: [...ports].sort((a, b) => a - b)};
}

/** A listener for QUIC or DNS, which gets no connection of TCP. */
function takesDatagrams(message: Message): boolean {
  const socket = messageField(messageField(message, 'address') ?? {}, 'socket_address') ?? {};
  return (
    enumField(socket, 'protocol', ['TCP', 'UDP']) === 'UDP' ||
    messageField(message, 'udp_listener_config') !== undefined
  );
}

function readCandidate(message: Message): Candidate {
  const holders = [message, ...messagesField(message, 'additional_addresses')];
  return {
    name: textField(message, 'name'),
    addresses: holders.flatMap((holder) => {
      const address = messageField(holder, 'address');
      const socket = address && messageField(address, 'socket_address');
      return socket ? [{address: textField(socket, 'address'), port: integerField(socket, 'port_value') ?? 0}] : [];
    }),
    direction: enumField(message, 'traffic_direction', DIRECTIONS) ?? 'UNSPECIFIED',
    handsOver: booleanField(message, 'use_original_dst'),
    bound: field(message, 'bind_to_port') !== false,
    internal: messageField(message, 'internal_listener') !== undefined,
    message,
  };
}

function found(candidate: Candidate, port: number): Omit<FoundListener, 'destination' | 'notes' | 'passedOver'> {
  const {address = '', port: own = 0} =
    candidate.addresses.find((each) => each.port === port) ?? candidate.addresses[0] ?? {};
  return {
    listener: candidate.message,
    name: candidate.name,
    address: candidate.internal
      ? `internal listener ${candidate.name}`
      : `${address.includes(':') ? `[${address}]` : address}:${own}`,
  };
}

/** The very address first, then all addresses; without an address only the latter. */
function atAddress(all: readonly Candidate[], address: string | undefined, port: number): Candidate | undefined {
  const at = (wanted: string) =>
    all.find(({addresses}) => addresses.some((each) => each.port === port && each.address === wanted));
  const exact = address === undefined ? undefined : at(address);
  const wildcards = address?.includes(':') ? [...WILDCARDS].reverse() : WILDCARDS;
  return exact ?? wildcards.map(at).find(Boolean);
}

function others(all: readonly Candidate[], taken: Candidate, port: number): PassedOver[] {
  return all
    .filter((each) => each !== taken && each.addresses.some((address) => address.port === port))
    .map((each) => ({name: each.name, why: `takes only ${each.addresses.map(({address}) => address).join(', ')}`}));
}

/** A port that is bound for itself, as that of the metrics, is not captured. */
function inboundListener(all: readonly Candidate[], request: TraceRequest): FoundListener | undefined {
  const address = addressBits(request.host) === undefined ? undefined : request.host;
  const own = all.find(
    ({bound, direction, addresses}) =>
      bound && direction !== 'OUTBOUND' && addresses.some(({port}) => port === request.port),
  );
  const entry =
    own ??
    all.find(({direction, name}) => direction === 'INBOUND' && name === 'virtualInbound') ??
    all.find(({direction, bound}) => direction === 'INBOUND' && bound);
  if (!entry) return undefined;
  return {...found(entry, request.port), destination: {address, port: request.port}, notes: [], passedOver: []};
}

function waypointListener(internal: Candidate, request: TraceRequest, proxy: ProxyNode): FoundListener {
  const matcher = messageField(internal.message, 'filter_chain_matcher');
  const named = addressBits(request.host) === undefined;
  const known = (named && matcher ? addressesIn(matcher) : []).flatMap(({address, chains}) =>
    chains.map((chain) => ({address, host: /^inbound-vip\|\d+\|[^|]*\|([^;]*?)(?:-[^.;]*)?$/.exec(chain)?.[1] ?? ''})),
  );
  const {address, notes} = named ? chosen(known, request.host, proxy) : {address: request.host, notes: []};
  return {...found(internal, request.port), destination: {address, port: request.port}, notes, passedOver: []};
}

/**
 * The address that a name stands for, as far as the dump tells: a listener or filter chain for just one address that
 * leads to a cluster of that name.
 */
function resolve(
  all: readonly Candidate[],
  request: TraceRequest,
  proxy: ProxyNode,
): {address: string | undefined; notes: string[]} {
  if (addressBits(request.host) !== undefined) return {address: request.host, notes: []};
  const known = all.flatMap(({addresses, message}) =>
    addresses
      .filter(({port}) => port === request.port)
      .flatMap(({address: own}) =>
        chainsOf(message).flatMap((chain) => {
          const hosts = hostsOf(chain);
          const wanted = WILDCARDS.includes(own) ? rangesOf(chain) : [own];
          return wanted.flatMap((address) => hosts.map((host) => ({address, host})));
        }),
      ),
  );
  return chosen(known, request.host, proxy);
}

/** A whole name, else a short one in the namespace of the proxy, else one that only one service has. */
function chosen(
  known: readonly {address: string; host: string}[],
  name: string,
  proxy: ProxyNode,
): {address: string | undefined; notes: string[]} {
  const fitting = known.filter(({host}) => host === name || host.startsWith(`${name}.`));
  const hosts = [...new Set(fitting.map(({host}) => host))];
  const host =
    hosts.find((each) => each === name) ??
    hosts.find((each) => each.startsWith(`${name}.${proxy.namespace}.`)) ??
    (hosts.length === 1 ? hosts[0] : undefined);
  const address = fitting.find((each) => each.host === host)?.address;
  if (address === undefined) return {address, notes: hosts.length > 1 ? [`${name} may be ${hosts.join(' or ')}`] : []};
  return {address, notes: [`${name} is taken to be ${host === name ? '' : `${host} `}at ${address}`]};
}

function chainsOf(listener: Message): Message[] {
  const last = messageField(listener, 'default_filter_chain');
  return [...messagesField(listener, 'filter_chains'), ...(last ? [last] : [])];
}

/** The services that a chain is for: those of the clusters it sends to, and the one that its routes are named after. */
function hostsOf(chain: Message): string[] {
  const routes = messagesField(chain, 'filters').map((filter) => {
    const rds = messageField(messageField(filter, 'typed_config') ?? {}, 'rds') ?? {};
    return /^([^:]+):\d+$/.exec(textField(rds, 'route_config_name'))?.[1] ?? '';
  });
  return [...clustersOf(chain).map((cluster) => cluster.split('|')[3] ?? ''), ...routes].filter(Boolean);
}

/** The clusters that TCP proxies of a chain send to. */
function clustersOf(chain: Message): string[] {
  return messagesField(chain, 'filters').flatMap((filter) => {
    const config = messageField(filter, 'typed_config') ?? {};
    const cluster = field(config, 'cluster');
    const weighted = messageField(config, 'weighted_clusters');
    return [
      ...(typeof cluster === 'string' ? [cluster] : []),
      ...(weighted ? weightedTargets(weighted).map((target) => target.cluster) : []),
    ];
  });
}

/** The single addresses that a chain takes. */
function rangesOf(chain: Message): string[] {
  const ranges = messagesField(messageField(chain, 'filter_chain_match') ?? {}, 'prefix_ranges');
  return ranges
    .filter((range) => [32, 128].includes(integerField(range, 'prefix_len') ?? 0))
    .map((range) => textField(range, 'address_prefix'));
}
