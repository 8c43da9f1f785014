// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import {isObject} from './message.js';
import type {Patch} from './patch.js';

/** Listeners that take the traffic of all ports, so that a patch's port is one of their chains. */
const VIRTUAL: ReadonlySet<unknown> = new Set(['virtualInbound', 'virtualOutbound']);

/** Whether a patch is for that listener (istio.io: EnvoyFilter, ListenerMatch). */
export function matchesListener({applyTo, match}: Patch, listener: EnvoyMessage): boolean {
  const wanted = match.listener;
  if (wanted === undefined) return true;
  if (wanted.name && wanted.name !== listener['name']) return false;
  if (applyTo !== 'LISTENER' && VIRTUAL.has(listener['name'])) return true;
  return !wanted.portNumber || portOf(listener) === wanted.portNumber;
}

function portOf({address}: EnvoyMessage): unknown {
  const socket = isObject(address) ? address['socket_address'] : undefined;
  return isObject(socket) ? (socket['port_value'] ?? 0) : undefined;
}

/** Whether a patch is for that filter chain of a listener that it is for. */
export function matchesChain({match}: Patch, listener: EnvoyMessage, chain: EnvoyMessage): boolean {
  const wanted = match.listener;
  if (wanted === undefined) return true;
  const own = isObject(chain['filter_chain_match']) ? chain['filter_chain_match'] : {};
  if (VIRTUAL.has(listener['name']) && wanted.portNumber && (own['destination_port'] ?? 0) !== wanted.portNumber) {
    return false;
  }
  const {name, sni, transportProtocol, applicationProtocols, destinationPort} = wanted.filterChain ?? {};
  return (
    (!name || name === (chain['name'] ?? '')) &&
    (!sni || includes(own['server_names'], sni)) &&
    (!transportProtocol || transportProtocol === own['transport_protocol']) &&
    (!applicationProtocols ||
      applicationProtocols.split(',').every((protocol) => includes(own['application_protocols'], protocol))) &&
    (!destinationPort || destinationPort === own['destination_port'])
  );
}

function includes(list: unknown, text: string): boolean {
  return Array.isArray(list) && list.includes(text);
}

/** Whether the patch names the network filter, or none. */
export function matchesNetworkFilter({match}: Patch, filter: EnvoyMessage): boolean {
  const wanted = match.listener?.filterChain?.filter;
  return wanted === undefined || (wanted.name ?? '') === filter['name'];
}

/** Whether the patch names the HTTP filter, or none. */
export function matchesHttpFilter({match}: Patch, filter: EnvoyMessage): boolean {
  const wanted = match.listener?.filterChain?.filter?.subFilter;
  return wanted === undefined || (wanted.name ?? '') === filter['name'];
}
