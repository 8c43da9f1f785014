// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {EgressScope} from '../../model/scope.js';
import {accessLog} from '../../telemetry/access-log.js';
import {statsFilters} from '../../telemetry/stats-filter.js';
import {asksForLabels, traitsOf} from '../../values/traits.js';
import {candidates, podAddresses} from './candidates.js';
import {addToEntries, type Entries} from './entries.js';
import type {Entry} from './entry.js';
import {envoyListener} from './listener.js';

/** What all proxies with the same egress listeners have in common. */
interface Shared {
  dependsOnLabels: boolean;
  /** Pods that have listeners of their own, but for their own proxies. */
  podAddresses: ReadonlySet<string>;
  listeners: Map<string, SharedListener[]>;
}

/** A listener that passes on connections is the same for all; one that routes requests tells traces whose it is. */
interface SharedListener {
  entry: Entry;
  envoy?: EnvoyMessage;
}

const known = new WeakMap<readonly EgressScope[], Shared>();

/** Returns the listeners of services; what is the same for many proxies is made once. */
export function serviceListeners(context: Context): EnvoyMessage[] {
  const {listeners: egress} = context.scope;
  const shared = known.get(egress) ?? sharedOf(context);
  known.set(egress, shared);
  const key = keyOf(context, shared);
  const listeners = shared.listeners.get(key) ?? makeListeners(context);
  shared.listeners.set(key, listeners);
  return listeners.map(({entry, envoy}) => envoy ?? envoyListener(context, entry));
}

function sharedOf(context: Context): Shared {
  const {mesh, scope} = context;
  const specs = scope.listeners.flatMap(({virtualServices}) => virtualServices.map(({spec}) => spec));
  const tls = specs.flatMap((spec) => (spec.tls ?? []).flatMap(({match = []}) => match));
  const tcp = specs.flatMap((spec) => (spec.tcp ?? []).flatMap(({match = []}) => match));
  return {
    dependsOnLabels: mesh.destinationRules.some(({spec}) => spec.workloadSelector) || asksForLabels([...tls, ...tcp]),
    podAddresses: new Set(scope.listeners.flatMap((one) => podAddresses(context, one))),
    listeners: new Map(),
  };
}

/** All that the listeners depend on and proxies of one scope may differ in. */
function keyOf(context: Context, {dependsOnLabels, podAddresses: pods}: Shared): string {
  const {proxy} = context;
  const [address = ''] = proxy.addresses;
  return JSON.stringify([
    traitsOf(proxy, dependsOnLabels),
    proxy.interception,
    pods.has(address) ? address : '',
    statsFilters(context, 'outbound'),
    accessLog(context, 'outbound', 'tcp'),
  ]);
}

function makeListeners(context: Context): SharedListener[] {
  const entries: Entries = new Map();
  for (const egress of context.scope.listeners) {
    // What a Sidecar names a port for stays as it is; the listener for all other ports comes last.
    if (!egress.port) for (const [key, entry] of entries) entries.set(key, {...entry, locked: true});
    const ruled = egress.virtualServices.filter(({spec}) => spec.tls?.length || spec.tcp?.length);
    for (const candidate of candidates(context, egress)) addToEntries(context, entries, candidate, ruled);
  }
  return [...entries.values()].map((entry) =>
    entry.chains.some(({filters}) => 'routeName' in filters) ? {entry} : {entry, envoy: envoyListener(context, entry)},
  );
}
