// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {ProxyPatches} from './attachment.js';
import {matchesChain, matchesHttpFilter, matchesListener, matchesNetworkFilter} from './listener-match.js';
import {editList} from './lists.js';
import {mergeAny} from './merge.js';
import {isObject, objects} from './message.js';
import {type ApplyTo, inContext, type Patch, type PatchContext} from './patch.js';

const CONNECTION_MANAGER = 'envoy.filters.network.http_connection_manager';

/** A filter chain and where it is. */
export interface ChainPlace {
  patches: ProxyPatches;
  context: PatchContext;
  listener: EnvoyMessage;
  chain: EnvoyMessage;
}

/** Applies the patches for network filters to a filter chain, then those for the HTTP filters within them. */
export function patchNetworkFilters(place: ChainPlace): void {
  const {patches, chain} = place;
  for (const patch of chainPatches(place, 'NETWORK_FILTER')) {
    const byName =
      patch.match.listener?.filterChain?.filter && ((filter: EnvoyMessage) => matchesNetworkFilter(patch, filter));
    const edited = editList(objects(chain['filters']), patch, byName);
    if (edited === undefined) continue;
    patches.applied(patch);
    chain['filters'] = edited;
  }
  for (const filter of objects(chain['filters'])) {
    for (const patch of chainPatches(place, 'NETWORK_FILTER')) {
      if (patch.operation === 'MERGE' && matchesNetworkFilter(patch, filter)) mergeFilter(patches, filter, patch);
    }
    if (filter['name'] === CONNECTION_MANAGER) patchHttpFilters(place, filter);
  }
}

function chainPatches({patches, context, listener, chain}: ChainPlace, applyTo: ApplyTo): Patch[] {
  return patches
    .of(applyTo)
    .filter(
      (patch) => inContext(patch, context) && matchesListener(patch, listener) && matchesChain(patch, listener, chain),
    );
}

/** The list is put back when all patches have been applied: a patch that cannot be merged leaves none of them. */
function patchHttpFilters(place: ChainPlace, manager: EnvoyMessage): void {
  const config = manager['typed_config'];
  const wanted = chainPatches(place, 'HTTP_FILTER').filter((patch) => matchesNetworkFilter(patch, manager));
  if (wanted.length === 0 || !isObject(config)) return;
  let filters = objects(structuredClone(config['http_filters']));
  for (const patch of wanted) {
    const byName =
      patch.match.listener?.filterChain?.filter?.subFilter &&
      ((filter: EnvoyMessage) => matchesHttpFilter(patch, filter));
    const edited = editList(filters, patch, byName);
    if (edited === undefined) continue;
    place.patches.applied(patch);
    filters = edited;
  }
  for (const filter of filters) {
    for (const patch of wanted) {
      if (patch.operation === 'MERGE' && matchesHttpFilter(patch, filter)) mergeFilter(place.patches, filter, patch);
    }
  }
  if (filters.length === 0) delete config['http_filters'];
  else config['http_filters'] = filters;
}

/** Merges the configuration of a filter that has one; a name in the patch renames it. */
function mergeFilter(patches: ProxyPatches, filter: EnvoyMessage, patch: Patch): void {
  const {typed_config: config} = filter;
  if (!isObject(config)) return;
  const {name, typed_config: patched} = patch.value;
  patches.applied(patch);
  // Types are compared first: a mismatch ends all patches, and leaves the name.
  const merged = isObject(patched) ? (mergeAny(patches.descriptors, config, patched) ?? config) : config;
  if (typeof name === 'string' && name !== '') filter['name'] = name;
  filter['typed_config'] = merged;
}

/** Applies the patches for listener filters; a patch never renames one. */
export function patchListenerFilters(patches: ProxyPatches, context: PatchContext, listener: EnvoyMessage): void {
  for (const patch of patches.of('LISTENER_FILTER')) {
    if (!inContext(patch, context) || !matchesListener(patch, listener)) continue;
    const wanted = patch.match.listener?.listenerFilter;
    const byName = wanted ? (filter: EnvoyMessage) => filter['name'] === wanted : undefined;
    const filters = objects(listener['listener_filters']);
    const edited =
      patch.operation === 'MERGE' && byName ? merged(patches, filters, patch) : editList(filters, patch, byName);
    if (edited === undefined) continue;
    patches.applied(patch);
    if (edited.length === 0) delete listener['listener_filters'];
    else listener['listener_filters'] = edited;
  }
}

/** All filters of a listener take the patch, whichever it names, as in istiod. */
function merged(patches: ProxyPatches, filters: EnvoyMessage[], {value}: Patch): EnvoyMessage[] | undefined {
  const {typed_config: patched} = value;
  const configured = filters.filter((filter) => isObject(filter['typed_config']));
  for (const filter of configured) {
    const config = filter['typed_config'];
    if (isObject(patched) && isObject(config)) {
      filter['typed_config'] = mergeAny(patches.descriptors, config, patched) ?? config;
    }
  }
  return configured.length > 0 ? filters : undefined;
}
