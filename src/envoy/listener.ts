// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import {passesAddress} from './address-filter.js';
import {chainConditions} from './chain-matcher.js';
import {compare} from './cluster.js';
import {type ConfigDump, mapMessages, sectionOf} from './dump/config-dump.js';
import {field, integerField, type Message, messageField, messagesField, textField} from './dump/message.js';
import {filterName, HTTP_CONNECTION_MANAGER, leadsNowhere, TCP_PROXY} from './filter.js';
import {chainDestination, chainMatch} from './filter-chain.js';
import {pdqSort} from './pdq-sort.js';

/** Undefined and empty values filter nothing. */
export interface ListenerFilter {
  address?: string | undefined;
  port?: number | undefined;
  type?: string | undefined;
}

export interface Listener {
  name: string;
  address: string;
  port: number;
  /** Further addresses, without ports. */
  additional: string[];
  type: ListenerType;
  internal: boolean;
  /** As they are in the dump; the default chain last. */
  chains: FilterChain[];
}

export interface FilterChain {
  name: string;
  /** Which connections it takes. */
  match: string;
  /** When the listener's matcher picks it, one text per way; without a matcher, what it takes. */
  conditions: string[];
  /** Where it leads. */
  destination: string;
}

export type ListenerType = 'HTTP' | 'TCP' | 'HTTP+TCP' | 'UNKNOWN';

/** The listeners of a dump that pass the filter, in the order of the dump. Throws an IstioctlError where the dump has none. */
export function listenerMessages(dump: ConfigDump, filter: ListenerFilter): Message[] {
  return passingListeners(dump, filter, (message) => message);
}

/** The same as rows: by port, address and type, or, with `internalByName`, internal ones among themselves by name. */
export function listenersOf(
  dump: ConfigDump,
  filter: ListenerFilter,
  {internalByName = false}: {internalByName?: boolean} = {},
): Listener[] {
  return pdqSort(passingListeners(dump, filter, readListener), (a, b) =>
    internalByName && a.internal && b.internal ? a.name < b.name : compareListeners(a, b) < 0,
  );
}

/** The listener of an entry of either list; a dynamic one that is only warming or draining has none. */
export function listenerIn(entry: Message): Message | undefined {
  return messageField(messageField(entry, 'active_state') ?? entry, 'listener');
}

/** Dynamic listeners before static ones. */
function passingListeners<T>(dump: ConfigDump, filter: ListenerFilter, read: (listener: Message) => T): T[] {
  let any = false;
  const lists = ['dynamic_listeners', 'static_listeners'];
  const passing = mapMessages(dump, sectionOf(dump, 'Listeners'), lists, (entry) => {
    const listener = listenerIn(entry);
    if (!listener) return undefined;
    any = true;
    return passes(listener, filter) ? read(listener) : undefined;
  });
  if (!any) throw new IstioctlError('no listeners found');
  return passing;
}

/** One listener as a row; undefined where it does not pass the filter. */
export function listenerFrom(message: Message, filter: ListenerFilter): Listener | undefined {
  return passes(message, filter) ? readListener(message) : undefined;
}

function compareListeners(a: Listener, b: Listener): number {
  return a.port - b.port || compare(a.address, b.address) || compare(a.type, b.type);
}

function passes(listener: Message, {address, port, type}: ListenerFilter): boolean {
  const own = portOf(listener);
  if (!addressesOf(listener).some((each) => passesAddress(address, each, own))) return false;
  if (port && own !== port) return false;
  return !type || typeOfListener(chainsOf(listener)).toLowerCase() === type.toLowerCase();
}

function readListener(message: Message): Listener {
  const chains = chainsOf(message);
  const [address = '', ...additional] = addressesOf(message);
  return {
    name: textField(message, 'name'),
    address,
    port: portOf(message),
    additional,
    type: typeOfListener(chains),
    internal: field(message, 'internal_listener') !== undefined,
    chains: chains.map((chain) => readChain(chain, messageField(message, 'filter_chain_matcher'))),
  };
}

function readChain(chain: Message, matcher: Message | undefined): FilterChain {
  const match = chainMatch(chain);
  return {
    name: textField(chain, 'name'),
    match,
    conditions: matcher ? chainConditions(matcher, chain) : [match],
    destination: chainDestination(chain),
  };
}

/** Chains by destination, the last first, as tables show them. */
export function byDestination(chains: readonly FilterChain[]): FilterChain[] {
  return pdqSort([...chains], (a, b) => a.destination > b.destination);
}

function chainsOf(listener: Message): Message[] {
  const last = messageField(listener, 'default_filter_chain');
  const chains = messagesField(listener, 'filter_chains');
  return last ? [...chains, last] : chains;
}

/** The main address first. */
function addressesOf(listener: Message): string[] {
  const additional = messagesField(listener, 'additional_addresses');
  return [addressText(listener), ...additional.map(addressText)];
}

/** The host of a socket address or the path of a pipe in the field `address`; empty for anything else. */
function addressText(holder: Message): string {
  const address = messageField(holder, 'address');
  const socket = address && messageField(address, 'socket_address');
  if (socket) return textField(socket, 'address');
  const pipe = address && messageField(address, 'pipe');
  return pipe ? textField(pipe, 'path') : '';
}

function portOf(listener: Message): number {
  const address = messageField(listener, 'address');
  const socket = address && messageField(address, 'socket_address');
  return (socket && integerField(socket, 'port_value')) ?? 0;
}

function typeOfListener(chains: Message[]): ListenerType {
  let http = false;
  let tcp = false;
  for (const filter of chains.flatMap((chain) => messagesField(chain, 'filters'))) {
    const name = filterName(filter);
    if (name === HTTP_CONNECTION_MANAGER) http = true;
    else if (name === TCP_PROXY && !leadsNowhere(filter)) tcp = true;
  }
  if (http) return tcp ? 'HTTP+TCP' : 'HTTP';
  return tcp ? 'TCP' : 'UNKNOWN';
}
