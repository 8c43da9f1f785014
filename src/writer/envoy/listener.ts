// SPDX-License-Identifier: Apache-2.0
import {byDestination, type Listener} from '../../envoy/listener.js';
import {alignColumns} from '../columns.js';

/** The table of listeners, verbose with a row per filter chain; with `named` a first column says what each row is. */
export function listenerTable(
  listeners: readonly Listener[],
  {verbose, named = false}: {verbose: boolean; named?: boolean},
): string {
  const header = verbose ? ['ADDRESSES', 'PORT', 'MATCH', 'DESTINATION'] : ['ADDRESSES', 'PORT', 'TYPE'];
  const rows = listeners.flatMap((listener) => {
    const addresses = [listener.address, ...listener.additional].join(',');
    const first = [...(named ? [`listener/${listener.name}`] : []), addresses, String(listener.port)];
    if (!verbose) return [[...first, listener.type]];
    return byDestination(listener.chains).map(({match, destination}) => [...first, match, destination]);
  });
  return alignColumns([named ? ['NAME', ...header] : header, ...rows], 1);
}

/** The table of a waypoint: which chain of its internal listeners takes what. */
export function waypointTable(listeners: readonly Listener[]): string {
  const rows = listeners.flatMap((listener) =>
    listener.chains.flatMap((chain) =>
      chain.conditions.map((condition) => [listenerLabel(listener), chain.name, condition, chain.destination]),
    ),
  );
  return alignColumns([['LISTENER', 'CHAIN', 'MATCH', 'DESTINATION'], ...rows], 1);
}

function listenerLabel({name, internal, chains}: Listener): string {
  const label = `envoy://${name}`;
  const [chain] = chains;
  return internal && chain && chains.length === 1 && chain.name === label ? 'internal' : label;
}
