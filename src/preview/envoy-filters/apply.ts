// SPDX-License-Identifier: Apache-2.0
import type {Descriptors} from '../../envoy/proto/descriptors.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {Proxy} from '../model/proxy.js';
import {type ProxyPatches, proxyPatches} from './attachment.js';
import {patchClusters} from './clusters.js';
import {separateCopies} from './copy.js';
import {patchListeners} from './listeners.js';
import {isObject, nameOf, objects} from './message.js';
import {type ApplyTo, inContext, type Patch, type PatchContext} from './patch.js';
import type {GatewayPorts} from './route-match.js';
import {patchRoutes} from './routes.js';

/** The EnvoyFilters that hold for a proxy. Each function returns resources as patched; what it is given stays as it is. */
export interface EnvoyFilters {
  clusters(built: EnvoyMessage[]): EnvoyMessage[];
  listeners(built: EnvoyMessage[]): EnvoyMessage[];
  routes(built: EnvoyMessage[]): EnvoyMessage[];
  /** Patches that found nothing to change in what the functions were given. */
  withoutEffect(): readonly Patch[];
}

/** What a proxy gets where there is no EnvoyFilter. */
export const NO_ENVOY_FILTERS: EnvoyFilters = {
  clusters: (built) => built,
  listeners: (built) => built,
  routes: (built) => built,
  withoutEffect: () => [],
};

/** Returns the EnvoyFilters for a proxy; `gatewayPorts` are a gateway's, by which patches for routes may ask. */
export function envoyFilters(
  context: Context,
  descriptors: Descriptors,
  gatewayPorts: GatewayPorts = new Map(),
): EnvoyFilters {
  const patches = proxyPatches(context, descriptors);
  if (patches.all.length === 0) return NO_ENVOY_FILTERS;
  const outbound = context.proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  return {
    clusters: (built) => allClusters(patches, context.proxy, outbound, built),
    listeners(built) {
      const patched = allListeners(patches, outbound, built);
      extensionConfigs(patches, patched);
      return patched;
    },
    routes: (built) => allRoutes(patches, outbound, built, gatewayPorts),
    withoutEffect: () => patches.withoutEffect,
  };
}

const ROUTES: readonly ApplyTo[] = ['ROUTE_CONFIGURATION', 'VIRTUAL_HOST', 'HTTP_ROUTE'];
const LISTENERS: readonly ApplyTo[] = ['LISTENER', 'LISTENER_FILTER', 'FILTER_CHAIN', 'NETWORK_FILTER', 'HTTP_FILTER'];

/** Whether there are patches for such resources of a context: only then they are copied and looked through. */
function concerns(patches: ProxyPatches, context: PatchContext, kinds: readonly ApplyTo[]): boolean {
  return kinds.some((kind) => patches.of(kind).some((patch) => inContext(patch, context)));
}

function allRoutes(
  patches: ProxyPatches,
  outbound: PatchContext,
  routes: EnvoyMessage[],
  gatewayPorts: GatewayPorts,
): EnvoyMessage[] {
  if (!concerns(patches, outbound, ROUTES)) return routes;
  const copies = separateCopies(routes);
  for (const config of copies) patchRoutes(patches, outbound, config, gatewayPorts);
  return copies;
}

function allClusters(
  patches: ProxyPatches,
  proxy: Proxy,
  outbound: PatchContext,
  clusters: EnvoyMessage[],
): EnvoyMessage[] {
  if (patches.of('CLUSTER').length === 0) return clusters;
  const copies = separateCopies(clusters);
  const isInbound = (cluster: EnvoyMessage) => /^(inbound\||InboundPassthroughCluster)/.test(nameOf(cluster));
  const hosts = (cluster: EnvoyMessage) =>
    proxy.targets
      .filter(({targetPort}) => nameOf(cluster) === `inbound|${targetPort}||`)
      .map(({service}) => service.hostname);
  const rest = copies.filter((cluster) => !isInbound(cluster));
  const out = patchClusters(patches, outbound, rest, () => []);
  if (outbound === 'GATEWAY') return out;
  return [...out, ...patchClusters(patches, 'SIDECAR_INBOUND', copies.filter(isInbound), hosts)];
}

/** The virtual listeners and the one of the HTTP proxy are patched one by one, and nothing is added beside them. */
function allListeners(patches: ProxyPatches, outbound: PatchContext, listeners: EnvoyMessage[]): EnvoyMessage[] {
  if (outbound === 'GATEWAY') {
    return concerns(patches, outbound, LISTENERS)
      ? patchListeners(patches, outbound, separateCopies(listeners), true)
      : listeners;
  }
  const isInbound = ({traffic_direction: direction}: EnvoyMessage) => direction === 'INBOUND';
  return [
    ...sidecarListeners(
      patches,
      outbound,
      listeners.filter((listener) => !isInbound(listener)),
    ),
    ...sidecarListeners(patches, 'SIDECAR_INBOUND', listeners.filter(isInbound)),
  ];
}

function sidecarListeners(patches: ProxyPatches, context: PatchContext, listeners: EnvoyMessage[]): EnvoyMessage[] {
  const inlineRoutes = context === 'SIDECAR_INBOUND' && concerns(patches, context, ROUTES);
  if (!inlineRoutes && !concerns(patches, context, LISTENERS)) return listeners;
  const copies = separateCopies(listeners);
  if (inlineRoutes) for (const listener of copies) patchInlineRoutes(patches, listener);
  const isSingle = ({name}: EnvoyMessage) => name === 'virtualOutbound' || name === 'virtualInbound';
  return [
    ...patchListeners(
      patches,
      context,
      copies.filter((listener) => !isSingle(listener)),
      true,
    ),
    ...copies.filter(isSingle).flatMap((one) => patchListeners(patches, context, [one], false)),
  ];
}

/** Routes of inbound traffic stand within the connection managers. */
function patchInlineRoutes(patches: ProxyPatches, listener: EnvoyMessage): void {
  for (const chain of [...objects(listener['filter_chains']), listener['default_filter_chain']]) {
    for (const {typed_config: config} of objects(isObject(chain) ? chain['filters'] : undefined)) {
      const routes = isObject(config) ? config['route_config'] : undefined;
      if (isObject(routes)) patchRoutes(patches, 'SIDECAR_INBOUND', routes);
    }
  }
}

/** Configurations are sent to the proxies whose HTTP filters ask for them by name. */
function extensionConfigs(patches: ProxyPatches, listeners: readonly EnvoyMessage[]): void {
  const wanted = patches.of('EXTENSION_CONFIG').filter(({operation}) => operation === 'ADD');
  if (wanted.length === 0) return;
  const text = JSON.stringify(listeners);
  for (const patch of wanted) {
    if (text.includes('"config_discovery"') && text.includes(`"name":${JSON.stringify(patch.value['name'])}`)) {
      patches.applied(patch);
    }
  }
}
