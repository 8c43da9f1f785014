// SPDX-License-Identifier: Apache-2.0
import type {Descriptors} from '../../envoy/proto/descriptors.js';
import type {Context, ProxyResources} from '../model/context.js';
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

export interface PatchedResources {
  resources: ProxyResources;
  /** Patches for this proxy that found nothing to change. */
  withoutEffect: readonly Patch[];
}

/**
 * Applies the EnvoyFilters that hold for a proxy to what istiod built for it. The resources are left as they are;
 * `gatewayPorts` are a gateway's, by which patches for routes may ask.
 */
export function applyEnvoyFilters(
  context: Context,
  descriptors: Descriptors,
  resources: ProxyResources,
  gatewayPorts: GatewayPorts = new Map(),
): PatchedResources {
  const patches = proxyPatches(context, descriptors);
  if (patches.all.length === 0) return {resources, withoutEffect: []};
  const outbound = context.proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  const listeners = allListeners(patches, outbound, resources.listeners);
  const patched = {
    clusters: allClusters(patches, context.proxy, outbound, resources.clusters),
    endpoints: resources.endpoints,
    listeners,
    routes: allRoutes(patches, outbound, resources.routes, gatewayPorts),
  };
  extensionConfigs(patches, listeners);
  return {resources: patched, withoutEffect: patches.withoutEffect};
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
