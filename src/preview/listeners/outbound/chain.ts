// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {ServicePort} from '../../model/service.js';
import {cidrRange} from '../../security/cidr.js';
import {unlessEmpty} from '../../values/present.js';
import {networkOf} from './network.js';

/** A filter chain in the making: which connections it takes, and what it does with them. */
export interface Chain {
  serverNames: readonly string[];
  /** Addresses or CIDR blocks. */
  destinations: readonly string[];
  applicationProtocols: readonly string[];
  transportProtocol: string;
  /** Names the VirtualService it comes from. */
  metadata?: EnvoyMessage;
  /** Either filters of connections, or what its requests are routed by. */
  filters: readonly EnvoyMessage[] | RoutedRequests;
}

/** Requests that a route configuration of that name routes. */
export interface RoutedRequests {
  routeName: string;
  protocol: ServicePort['protocol'];
  /** Fields of HTTP/1 of the connection manager. */
  http1?: EnvoyMessage;
  /** Filters right before the router. */
  lastFilters?: readonly EnvoyMessage[];
}

export const ANY_CONNECTION = {serverNames: [], destinations: [], applicationProtocols: [], transportProtocol: ''};

/** The address of all addresses: as a destination it does not narrow down anything. */
const ALL = '0.0.0.0';

/** Says whether the chain takes every connection. */
export function takesAll(chain: Chain): boolean {
  const {serverNames, destinations, applicationProtocols, transportProtocol} = chain;
  const anyName = serverNames.length === 0 || serverNames.includes('*');
  return anyName && destinations.length === 0 && applicationProtocols.length === 0 && !transportProtocol;
}

/** Says whether two chains take the same connections, which Envoy refuses. */
export function takeTheSame(a: Chain, b: Chain): boolean {
  return (
    a.transportProtocol === b.transportProtocol &&
    a.applicationProtocols.join() === b.applicationProtocols.join() &&
    sameSet(namesOf(a), namesOf(b)) &&
    sameSet(networksOf(a), networksOf(b))
  );
}

/** Returns Envoy's match of a chain that does not take everything. */
export function chainMatch(chain: Chain): EnvoyMessage {
  const {serverNames, destinations, applicationProtocols, transportProtocol} = chain;
  const names = serverNames.includes('*') ? [] : [...serverNames].sort();
  const ranges = [...destinations]
    .sort()
    .map(cidrRange)
    .filter((range) => range !== undefined);
  return {
    application_protocols: unlessEmpty(applicationProtocols),
    transport_protocol: transportProtocol || undefined,
    server_names: unlessEmpty(names),
    prefix_ranges: unlessEmpty(ranges.filter((range) => range['address_prefix'] !== ALL)),
  };
}

function namesOf({serverNames}: Chain): ReadonlySet<string> {
  return new Set(serverNames.filter((name) => name !== '*'));
}

function networksOf({destinations}: Chain): ReadonlySet<string> {
  const narrowing = destinations.filter((destination) => cidrRange(destination)?.['address_prefix'] !== ALL);
  return new Set(narrowing.flatMap((destination) => networkOf(destination) ?? []));
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((item) => b.has(item));
}
