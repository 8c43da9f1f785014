// SPDX-License-Identifier: Apache-2.0
import type {Protocol} from '../../model/service.js';
import {isHttp, isTcp} from '../../registry/protocol.js';
import {type Chain, takeTheSame} from './chain.js';
import type {Entry} from './entry.js';

/** Servers of these protocols speak first: a listener cannot wait for what the client says. */
const SERVER_FIRST: ReadonlySet<Protocol> = new Set(['Mongo', 'MySQL']);

/** What becomes of a listener when another service wants its address and port. */
export type Merge = 'keep' | 'replace' | 'add' | 'add and sniff';

/**
 * Returns how a listener is shared: HTTP, and what is sniffed, add nothing to listeners of the same kind, since all requests
 * are routed by the same configuration; TCP adds its chains; of both together the protocol is sniffed (package
 * pilot/pkg/networking/core).
 */
export function mergeOf(existing: Protocol, incoming: Protocol): Merge {
  const merge = byKind(kind(existing), kind(incoming));
  const speaksFirst = SERVER_FIRST.has(existing) || SERVER_FIRST.has(incoming);
  return speaksFirst && incoming !== existing ? 'keep' : merge;
}

/** Returns the listener with those chains added that take connections which none of its own takes. */
export function withChains(entry: Entry, chains: readonly Chain[], merge: 'add' | 'add and sniff'): Entry {
  const merged = [...entry.chains];
  for (const chain of chains) {
    if (!merged.some((existing) => takeTheSame(existing, chain))) merged.push(chain);
  }
  return {...entry, chains: merged, ...(merge === 'add and sniff' && {protocol: 'Unsupported' as const})};
}

type Kind = 'http' | 'tcp' | 'sniffed';

function kind(protocol: Protocol): Kind {
  if (isHttp(protocol)) return 'http';
  return isTcp(protocol) ? 'tcp' : 'sniffed';
}

function byKind(existing: Kind, incoming: Kind): Merge {
  if (incoming === 'tcp') return existing === 'http' ? 'add and sniff' : 'add';
  if (existing === 'tcp') return 'add and sniff';
  return incoming === 'sniffed' && existing === 'http' ? 'replace' : 'keep';
}
