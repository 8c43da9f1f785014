// SPDX-License-Identifier: Apache-2.0
import type {IstioSpecs} from '../../api/istio-types.js';
import type {Descriptors} from '../../envoy/proto/descriptors.js';
import {IstioctlError} from '../../errors.js';
import type {EnvoyMessage} from '../model/json.js';
import type {MeshObject} from '../model/object.js';
import {readMessage} from './message.js';

export type EnvoyFilter = MeshObject<IstioSpecs['EnvoyFilter']>;
type ConfigPatch = NonNullable<EnvoyFilter['spec']['configPatches']>[number];
export type PatchMatch = NonNullable<ConfigPatch['match']>;

/** Where resources come from: EnvoyFilter's PatchContext. */
export type PatchContext = 'SIDECAR_INBOUND' | 'SIDECAR_OUTBOUND' | 'GATEWAY';

/** Message types of what a patch applies to (istio.io: EnvoyFilter, ApplyTo). */
export const PATCHED_TYPES = {
  CLUSTER: 'envoy.config.cluster.v3.Cluster',
  LISTENER: 'envoy.config.listener.v3.Listener',
  LISTENER_FILTER: 'envoy.config.listener.v3.ListenerFilter',
  FILTER_CHAIN: 'envoy.config.listener.v3.FilterChain',
  NETWORK_FILTER: 'envoy.config.listener.v3.Filter',
  HTTP_FILTER: 'envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter',
  ROUTE_CONFIGURATION: 'envoy.config.route.v3.RouteConfiguration',
  VIRTUAL_HOST: 'envoy.config.route.v3.VirtualHost',
  HTTP_ROUTE: 'envoy.config.route.v3.Route',
  EXTENSION_CONFIG: 'envoy.config.core.v3.TypedExtensionConfig',
} as const;

export type ApplyTo = keyof typeof PATCHED_TYPES;

/** One entry of an EnvoyFilter's configPatches. */
export interface Patch {
  filter: EnvoyFilter;
  /** Place in configPatches. */
  index: number;
  applyTo: ApplyTo;
  operation: string;
  match: PatchMatch;
  /** The patch itself, fields by their names in the .proto file; empty where a removal needs none. */
  value: EnvoyMessage;
}

/** Only in these lists a patch has a place before or after another entry. */
const ORDERED: ReadonlySet<ApplyTo> = new Set(['HTTP_FILTER', 'NETWORK_FILTER', 'HTTP_ROUTE', 'LISTENER_FILTER']);

/** What an EnvoyFilter says. */
export interface ReadPatches {
  patches: readonly Patch[];
  /** Why patches have no effect: their value is no message of its type, or the type is unknown here. */
  unreadable: readonly string[];
}

const known = new WeakMap<EnvoyFilter, ReadPatches>();

/** Returns the patches of an EnvoyFilter; they are read once. */
export function readPatches(descriptors: Descriptors, filter: EnvoyFilter): ReadPatches {
  const read = known.get(filter) ?? patchesOf(descriptors, filter);
  known.set(filter, read);
  return read;
}

function patchesOf(descriptors: Descriptors, filter: EnvoyFilter): ReadPatches {
  const patches: Patch[] = [];
  const unreadable: string[] = [];
  for (const [index, {applyTo, match = {}, patch}] of (filter.spec.configPatches ?? []).entries()) {
    if (patch === undefined || !isApplyTo(applyTo)) continue;
    try {
      const value = patch.value === undefined ? {} : readMessage(descriptors, PATCHED_TYPES[applyTo], patch.value);
      patches.push({filter, index, applyTo, operation: operationOf(applyTo, patch.operation), match, value});
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      unreadable.push(error.message);
    }
  }
  return {patches, unreadable};
}

function isApplyTo(name: string | undefined): name is ApplyTo {
  return name !== undefined && Object.hasOwn(PATCHED_TYPES, name);
}

function operationOf(applyTo: ApplyTo, operation: string | undefined): string {
  const name = operation ?? 'INVALID';
  return name.startsWith('INSERT_') && !ORDERED.has(applyTo) ? 'ADD' : name;
}

/** Whether a patch is for resources of that context; without one it is for all. */
export function inContext({match}: Patch, context: PatchContext): boolean {
  return match.context === undefined || match.context === 'ANY' || match.context === context;
}

/** Clusters and listeners that a patch for any context adds come with outbound ones and with gateways only. */
export function addsIn(patch: Patch, context: PatchContext): boolean {
  return inContext(patch, context) && (context !== 'SIDECAR_INBOUND' || patch.match.context === context);
}
