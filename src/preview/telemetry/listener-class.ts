// SPDX-License-Identifier: Apache-2.0

/** The kinds of listeners that istiod tells apart in policies and telemetry. */
export type ListenerClass = 'inbound' | 'outbound' | 'gateway';

/** Returns whether a setting for clients, servers or both (the default) holds for listeners of a class. */
export function modeMatches(mode: string | undefined, listenerClass: ListenerClass): boolean {
  if (mode === undefined || mode === 'CLIENT_AND_SERVER') return true;
  return mode === (listenerClass === 'inbound' ? 'SERVER' : 'CLIENT');
}
