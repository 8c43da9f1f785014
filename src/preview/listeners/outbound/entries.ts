// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {Proxy} from '../../model/proxy.js';
import type {VirtualService} from '../../model/scope.js';
import type {Protocol} from '../../model/service.js';
import {isHttp, isTls} from '../../registry/protocol.js';
import {hostsMeet} from '../../values/host-name.js';
import {withAddress} from './binding.js';
import type {Chain} from './chain.js';
import type {Binding, Candidate, Entry} from './entry.js';
import {httpChain} from './http-chain.js';
import {mergeOf, withChains} from './merge.js';
import {tcpChains} from './tcp-chains.js';
import {tlsChains} from './tls-chains.js';
import {wildcardAddresses} from './wildcard.js';

/** The listeners of a proxy so far, by address and port. */
export type Entries = Map<string, Entry>;

/** Adds the port of a service to the listeners: with one of its own, or as part of one that is there. */
export function addToEntries(
  context: Context,
  entries: Entries,
  wanted: Candidate,
  virtualServices: readonly VirtualService[],
): void {
  // An ExternalName Service is reached as the one it stands for; Envoy passes on no UDP.
  if (wanted.service.resolution === 'Alias' || wanted.port.protocol === 'UDP') return;
  const candidate = withAddress(context.proxy, wanted);
  const {binding, port} = candidate;
  const key = `${binding.addresses[0] ?? ''} ${port.port}`;
  const existing = entries.get(key);
  if (existing?.locked) return;
  const proxied = port.protocol === 'HTTP_PROXY';
  const merge = existing && !proxied ? mergeOf(existing.protocol, port.protocol) : 'replace';
  if (merge === 'keep') return;
  const chains = chainsOf(context, candidate, virtualServices);
  if (existing && merge !== 'replace') {
    entries.set(key, withChains(existing, chains, merge));
    return;
  }
  entries.set(key, {port: port.port, binding, chains, locked: false, protocol: protocolOf(context, candidate)});
}

/** HTTP on the wildcard address lets other protocols through, so it counts as sniffed. */
function protocolOf({proxy}: Context, {binding, port}: Candidate): Protocol {
  return isOnWildcard(proxy, binding) && isHttp(port.protocol) && port.protocol !== 'HTTP_PROXY'
    ? 'Unsupported'
    : port.protocol;
}

function isOnWildcard(proxy: Proxy, {addresses: [address]}: Binding): boolean {
  return address === wildcardAddresses(proxy)[0];
}

function chainsOf(context: Context, candidate: Candidate, virtualServices: readonly VirtualService[]): Chain[] {
  const {proxy} = context;
  const {binding, port} = candidate;
  if (port.protocol === 'HTTP_PROXY') return [httpChain(proxy, candidate, false)];
  if (isHttp(port.protocol)) return [httpChain(proxy, candidate, isOnWildcard(proxy, binding))];
  const ofService = virtualServices.filter(({spec}) =>
    (spec.hosts ?? []).some((host) => hostsMeet(host, candidate.service.hostname)),
  );
  if (isTls(port.protocol)) return tlsChains(context, candidate, ofService);
  const chains = tcpChains(context, candidate, ofService);
  return port.protocol === 'Unsupported' ? [...chains, httpChain(proxy, candidate, true)] : chains;
}
