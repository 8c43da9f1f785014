// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {ProxyPatches} from './attachment.js';
import {type ChainPlace, patchListenerFilters, patchNetworkFilters} from './filters.js';
import {matchesChain, matchesListener} from './listener-match.js';
import {mergeAny, mergeInto, TypeMismatch} from './merge.js';
import {isObject, objects} from './message.js';
import {addsIn, inContext, PATCHED_TYPES, type Patch, type PatchContext} from './patch.js';

/**
 * Returns the listeners of one context with all patches for listeners and what they hold applied, in place (package
 * pilot/pkg/networking/core/envoyfilter). `adds` is false for the virtual listeners, which stand for themselves.
 */
export function patchListeners(
  patches: ProxyPatches,
  context: PatchContext,
  listeners: readonly EnvoyMessage[],
  adds: boolean,
): EnvoyMessage[] {
  const kept: EnvoyMessage[] = [];
  for (const [index, listener] of listeners.entries()) {
    try {
      if (patchListener(patches, context, listener)) kept.push(listener);
    } catch (error) {
      if (!(error instanceof TypeMismatch)) throw error;
      // istiod sends what was patched so far, the rest as it was.
      return [...kept, ...listeners.slice(index)];
    }
  }
  const added = patches.of('LISTENER').filter((patch) => adds && patch.operation === 'ADD' && addsIn(patch, context));
  for (const patch of added) patches.applied(patch);
  return [...kept, ...added.map(({value}) => structuredClone(value))];
}

/** Whether the listener remains. */
function patchListener(patches: ProxyPatches, context: PatchContext, listener: EnvoyMessage): boolean {
  for (const patch of patches.of('LISTENER')) {
    if (!inContext(patch, context) || !matchesListener(patch, listener)) continue;
    if (patch.operation === 'REMOVE') {
      patches.applied(patch);
      return false;
    }
    if (patch.operation !== 'MERGE') continue;
    patches.applied(patch);
    mergeInto(patches.descriptors, PATCHED_TYPES.LISTENER, listener, patch.value);
  }
  patchListenerFilters(patches, context, listener);
  patchChains(patches, context, listener);
  return true;
}

function patchChains(patches: ProxyPatches, context: PatchContext, listener: EnvoyMessage): void {
  const chains = objects(listener['filter_chains']).filter(hasFilters);
  const kept = chains.filter((chain) => patchChain({patches, context, listener, chain}));
  const fallback = listener['default_filter_chain'];
  if (isObject(fallback) && hasFilters(fallback) && !patchChain({patches, context, listener, chain: fallback})) {
    delete listener['default_filter_chain'];
  }
  for (const patch of patches.of('FILTER_CHAIN')) {
    if (patch.operation !== 'ADD' || !inContext(patch, context) || !matchesListener(patch, listener)) continue;
    patches.applied(patch);
    if (hasFilters(patch.value)) kept.push(structuredClone(patch.value));
  }
  if (kept.length === 0) delete listener['filter_chains'];
  else listener['filter_chains'] = kept;
}

function hasFilters(chain: EnvoyMessage): boolean {
  return objects(chain['filters']).length > 0;
}

/** Whether the filter chain remains: it does when all of its filters are removed one by one. */
function patchChain(place: ChainPlace): boolean {
  const {patches, context, listener, chain} = place;
  for (const patch of patches.of('FILTER_CHAIN')) {
    if (!inContext(patch, context) || !matchesListener(patch, listener) || !matchesChain(patch, listener, chain))
      continue;
    if (patch.operation === 'REMOVE') {
      patches.applied(patch);
      return false;
    }
    if (patch.operation !== 'MERGE') continue;
    patches.applied(patch);
    if (!mergeTransportSocket(patches, chain, patch)) {
      mergeInto(patches.descriptors, PATCHED_TYPES.FILTER_CHAIN, chain, patch.value);
    }
  }
  patchNetworkFilters(place);
  if (!hasFilters(chain)) delete chain['filters'];
  return true;
}

/** Merges the configuration of a transport socket of the same name; then nothing else of the patch is merged. */
function mergeTransportSocket({descriptors}: ProxyPatches, chain: EnvoyMessage, {value}: Patch): boolean {
  const socket = value['transport_socket'];
  const target = chain['transport_socket'];
  if (!isObject(socket) || !isObject(target) || socket['name'] !== target['name']) return false;
  const {typed_config: config} = target;
  const {typed_config: patched} = socket;
  if (isObject(config) && isObject(patched)) target['typed_config'] = mergeAny(descriptors, config, patched) ?? config;
  return true;
}
