// SPDX-License-Identifier: Apache-2.0
import {
  enumField,
  integerField,
  type Message,
  messageField,
  messagesField,
  textField,
  textsField,
} from '../dump/message.js';
import {inRange} from './match/ip.js';

/** What a listener knows of a connection when it looks for a filter chain. */
export interface Connection {
  /** Where the client wanted to go; undefined where a name stands for it. */
  address: string | undefined;
  port: number;
  sni: string | undefined;
  transport: 'tls' | 'raw_buffer';
  /** What the client offers by ALPN, or the HTTP inspector finds; the client's first choice first. */
  protocols: readonly string[];
}

/** Something that was looked at and not taken. */
export interface PassedOver {
  name: string;
  why: string;
}

export interface ChosenChain {
  /** Undefined where no chain takes the connection, which Envoy then closes. */
  chain: Message | undefined;
  /** The listener's default chain, which takes what no other does. */
  isDefault: boolean;
  /** Those that came nearest first. */
  passedOver: PassedOver[];
}

/** One criterion of FilterChainMatch. */
interface Criterion {
  label: string;
  /** What a chain wants, for people; empty where it asks nothing. */
  wants(match: Message): string;
  /** How specific the fit is: 0 where the chain asks nothing, the more the more specific, undefined for no fit. */
  rank(match: Message, connection: Connection): number | undefined;
  /** What the connection has, for people. */
  has(connection: Connection): string;
}

const SOURCE_TYPES = ['ANY', 'SAME_IP_OR_LOOPBACK', 'EXTERNAL'];

/**
 * In the order in which Envoy looks at them (api-v3/config/listener/v3/listener_components.proto, FilterChainMatch): at
 * each only the chains go on whose fit is the most specific, and there is no way back. Of the source nothing is known
 * but that it is another machine.
 */
const CRITERIA: readonly Criterion[] = [
  {
    label: 'port',
    wants: (match) => String(integerField(match, 'destination_port') || ''),
    rank: (match, {port}) => rankOf(integerField(match, 'destination_port') || undefined, (wanted) => wanted === port),
    has: ({port}) => String(port),
  },
  {
    label: 'address',
    wants: (match) => messagesField(match, 'prefix_ranges').map(rangeText).join(', '),
    rank: (match, {address}) => rankOfRanges(messagesField(match, 'prefix_ranges'), address),
    has: ({address}) => address ?? 'not known',
  },
  {
    label: 'SNI',
    wants: (match) => textsField(match, 'server_names').join(', '),
    rank: (match, {sni}) => rankOfNames(textsField(match, 'server_names'), sni?.toLowerCase() ?? ''),
    has: ({sni}) => sni ?? 'none',
  },
  {
    label: 'transport',
    wants: (match) => textField(match, 'transport_protocol'),
    rank: (match, {transport}) =>
      rankOf(textField(match, 'transport_protocol') || undefined, (wanted) => wanted === transport),
    has: ({transport}) => transport,
  },
  {
    label: 'application protocol',
    wants: (match) => textsField(match, 'application_protocols').join(', '),
    rank: (match, {protocols}) => rankOfProtocols(textsField(match, 'application_protocols'), protocols),
    has: ({protocols}) => protocols.join(', ') || 'none',
  },
  {
    label: 'direct source',
    wants: (match) => messagesField(match, 'direct_source_prefix_ranges').map(rangeText).join(', '),
    rank: (match) => rankOfRanges(messagesField(match, 'direct_source_prefix_ranges'), undefined),
    has: () => 'not known',
  },
  {
    label: 'source type',
    wants: (match) => sourceType(match),
    rank: (match) => rankOf(sourceType(match) || undefined, (wanted) => wanted === 'EXTERNAL'),
    has: () => 'taken to be another machine',
  },
  {
    label: 'source',
    wants: (match) => messagesField(match, 'source_prefix_ranges').map(rangeText).join(', '),
    rank: (match) => rankOfRanges(messagesField(match, 'source_prefix_ranges'), undefined),
    has: () => 'not known',
  },
  {
    label: 'source port',
    wants: (match) => sourcePorts(match).join(', '),
    rank: (match) => (sourcePorts(match).length === 0 ? 0 : undefined),
    has: () => 'not known',
  },
];

/** The filter chain that takes a connection, and why no other does. */
export function chooseChain(listener: Message, connection: Connection): ChosenChain {
  const passedOver: PassedOver[] = [];
  let left = messagesField(listener, 'filter_chains').map((chain) => ({
    chain,
    match: messageField(chain, 'filter_chain_match') ?? {},
  }));
  for (const criterion of CRITERIA) {
    const ranked = left.map((each) => ({each, rank: criterion.rank(each.match, connection)}));
    const best = ranked.reduce((most, {rank}) => Math.max(most, rank ?? -1), -1);
    const dropped = ranked.filter(({rank}) => rank !== best);
    passedOver.unshift(
      ...dropped.map(({each: {chain, match}, rank}) => ({
        name: chainName(chain),
        why: whyNot(criterion, match, connection, rank),
      })),
    );
    left = ranked.filter(({rank}) => rank === best).map(({each}) => each);
  }
  const [chosen] = left;
  const fallback = messageField(listener, 'default_filter_chain');
  if (chosen || !fallback) return {chain: chosen?.chain, isDefault: false, passedOver};
  return {chain: fallback, isDefault: true, passedOver};
}

export function chainName(chain: Message): string {
  return textField(chain, 'name') || '(unnamed)';
}

function whyNot(
  {label, wants, has}: Criterion,
  match: Message,
  connection: Connection,
  rank: number | undefined,
): string {
  if (rank === undefined) return `${label} must be ${wants(match)}, is ${has(connection)}`;
  return rank === 0
    ? `another chain asks for this ${label}`
    : `another chain's ${label} is more specific than ${wants(match)}`;
}

function rankOf<T>(wanted: T | undefined, fits: (wanted: T) => boolean): number | undefined {
  if (wanted === undefined) return 0;
  return fits(wanted) ? 1 : undefined;
}

/** The longest range that holds the address. */
function rankOfRanges(ranges: readonly Message[], address: string | undefined): number | undefined {
  if (ranges.length === 0) return 0;
  const lengths = ranges.map((range) => ({
    prefix: textField(range, 'address_prefix'),
    length: integerField(range, 'prefix_len') ?? 0,
  }));
  return most(lengths.filter(({prefix, length}) => inRange(address, prefix, length)).map(({length}) => length));
}

/** A whole name before the longest `*.` that fits. */
function rankOfNames(names: readonly string[], sni: string): number | undefined {
  if (names.length === 0) return 0;
  const fitting = names.filter(
    (name) => name === sni || (name.startsWith('*.') && sni.length >= name.length && sni.endsWith(name.slice(1))),
  );
  return most(fitting.map((name) => (name === sni ? Number.MAX_SAFE_INTEGER : name.length)));
}

/** The protocol that the client names first. */
function rankOfProtocols(wanted: readonly string[], offered: readonly string[]): number | undefined {
  if (wanted.length === 0) return 0;
  const first = offered.findIndex((protocol) => wanted.includes(protocol));
  return first < 0 ? undefined : offered.length - first;
}

function most(ranks: readonly number[]): number | undefined {
  return ranks.length === 0 ? undefined : Math.max(...ranks);
}

function rangeText(range: Message): string {
  return `${textField(range, 'address_prefix')}/${integerField(range, 'prefix_len') ?? 0}`;
}

function sourceType(match: Message): string {
  const type = enumField(match, 'source_type', SOURCE_TYPES) ?? 'ANY';
  return type === 'ANY' ? '' : type;
}

function sourcePorts(match: Message): unknown[] {
  const ports = match['source_ports'] ?? match['sourcePorts'] ?? [];
  return Array.isArray(ports) ? ports : [];
}
