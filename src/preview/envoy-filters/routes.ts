// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {ProxyPatches} from './attachment.js';
import {editList} from './lists.js';
import {mergeInto, TypeMismatch} from './merge.js';
import {objects} from './message.js';
import {inContext, PATCHED_TYPES, type Patch, type PatchContext} from './patch.js';
import {type GatewayPorts, matchesRoute, matchesRoutes, matchesVirtualHost} from './route-match.js';

/** Applies the patches for routes to a route configuration, in place (package pilot/pkg/networking/core/envoyfilter). */
export function patchRoutes(
  patches: ProxyPatches,
  context: PatchContext,
  routes: EnvoyMessage,
  gatewayPorts: GatewayPorts = new Map(),
): void {
  const wanted = (applyTo: 'ROUTE_CONFIGURATION' | 'VIRTUAL_HOST' | 'HTTP_ROUTE') =>
    patches
      .of(applyTo)
      .filter((patch) => inContext(patch, context) && matchesRoutes(patch, context, routes, gatewayPorts));
  try {
    for (const patch of wanted('ROUTE_CONFIGURATION')) {
      if (patch.operation !== 'MERGE') continue;
      patches.applied(patch);
      mergeInto(patches.descriptors, PATCHED_TYPES.ROUTE_CONFIGURATION, routes, patch.value);
    }
    patchVirtualHosts(patches, routes, wanted('VIRTUAL_HOST'), wanted('HTTP_ROUTE'));
  } catch (error) {
    // istiod sends what was patched so far.
    if (!(error instanceof TypeMismatch)) throw error;
  }
}

function patchVirtualHosts(
  patches: ProxyPatches,
  routes: EnvoyMessage,
  forHosts: readonly Patch[],
  forRoutes: readonly Patch[],
): void {
  if (forHosts.length === 0 && forRoutes.length === 0) return;
  const removed = new Set<unknown>();
  const hosts = objects(routes['virtual_hosts']).map((host) => {
    const patched = patchVirtualHost(patches, host, forHosts);
    if (patched === undefined) removed.add(host['name']);
    else patchHttpRoutes(patches, patched, forRoutes);
    return patched ?? host;
  });
  for (const patch of forHosts) {
    if (patch.operation !== 'ADD') continue;
    patches.applied(patch);
    hosts.push(structuredClone(patch.value));
  }
  const kept = hosts.filter(({name}) => !removed.has(name));
  if (kept.length === 0) delete routes['virtual_hosts'];
  else routes['virtual_hosts'] = kept;
}

/** The virtual host as patched; undefined where a patch removes it. */
function patchVirtualHost(
  patches: ProxyPatches,
  original: EnvoyMessage,
  wanted: readonly Patch[],
): EnvoyMessage | undefined {
  let host = original;
  for (const patch of wanted) {
    if (!matchesVirtualHost(patch, host)) continue;
    if (['REMOVE', 'MERGE', 'REPLACE'].includes(patch.operation)) patches.applied(patch);
    if (patch.operation === 'REMOVE') return undefined;
    if (patch.operation === 'MERGE') mergeInto(patches.descriptors, PATCHED_TYPES.VIRTUAL_HOST, host, patch.value);
    if (patch.operation === 'REPLACE') host = structuredClone(patch.value);
  }
  return host;
}

function patchHttpRoutes(patches: ProxyPatches, host: EnvoyMessage, forRoutes: readonly Patch[]): void {
  const wanted = forRoutes.filter((patch) => matchesVirtualHost(patch, host));
  if (wanted.length === 0) return;
  let list = objects(host['routes']).filter((route) => patchHttpRoute(patches, route, wanted));
  for (const patch of wanted) {
    const edited = insertRoute(list, patch);
    if (edited === undefined) continue;
    patches.applied(patch);
    list = edited;
  }
  if (list.length === 0) delete host['routes'];
  else host['routes'] = list;
}

/** Whether the route remains. */
function patchHttpRoute(patches: ProxyPatches, route: EnvoyMessage, wanted: readonly Patch[]): boolean {
  for (const patch of wanted) {
    if (!matchesRoute(patch, route)) continue;
    if (patch.operation === 'REMOVE') {
      patches.applied(patch);
      return false;
    }
    if (patch.operation !== 'MERGE') continue;
    patches.applied(patch);
    mergeInto(patches.descriptors, PATCHED_TYPES.HTTP_ROUTE, route, patch.value);
  }
  return true;
}

/** Routes cannot be replaced, and a route put first asks for the one that the patch names. */
function insertRoute(list: readonly EnvoyMessage[], patch: Patch): EnvoyMessage[] | undefined {
  if (patch.operation === 'REPLACE' || patch.operation === 'REMOVE') return undefined;
  const byMatch = patch.match.routeConfiguration?.vhost?.route && ((route: EnvoyMessage) => matchesRoute(patch, route));
  if (patch.operation === 'INSERT_FIRST' && byMatch && !list.some(byMatch)) return undefined;
  return editList(list, patch, byMatch);
}
