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
import type {Patch, PatchContext} from './patch.js';
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
  const {endpoints} = resources;
  const clusters = separateCopies(resources.clusters);
  const listeners = separateCopies(resources.listeners);
  const routes = separateCopies(resources.routes);
  const outbound = context.proxy.type === 'router' ? 'GATEWAY' : 'SIDECAR_OUTBOUND';
  for (const config of routes) patchRoutes(patches, outbound, config, gatewayPorts);
  const patched = {
    clusters: allClusters(patches, context.proxy, outbound, clusters),
    endpoints,
    listeners: allListeners(patches, outbound, listeners),
    routes,
  };
  extensionConfigs(patches, patched.listeners);
  return {resources: patched, withoutEffect: patches.withoutEffect};
}

function allClusters(
  patches: ProxyPatches,
  proxy: Proxy,
  outbound: PatchContext,
  clusters: readonly EnvoyMessage[],
): EnvoyMessage[] {
  const isInbound = (cluster: EnvoyMessage) => /^(inbound\||InboundPassthroughCluster)/.test(nameOf(cluster));
  const hosts = (cluster: EnvoyMessage) =>
    proxy.targets
      .filter(({targetPort}) => nameOf(cluster) === `inbound|${targetPort}||`)
      .map(({service}) => service.hostname);
  const out = patchClusters(
    patches,
    outbound,
    clusters.filter((cluster) => !isInbound(cluster)),
    () => [],
  );
  if (outbound === 'GATEWAY') return out;
  return [...out, ...patchClusters(patches, 'SIDECAR_INBOUND', clusters.filter(isInbound), hosts)];
}

/** The virtual listeners and the one of the HTTP proxy are patched one by one, and nothing is added beside them. */
function allListeners(
  patches: ProxyPatches,
  outbound: PatchContext,
  listeners: readonly EnvoyMessage[],
): EnvoyMessage[] {
  if (outbound === 'GATEWAY') return patchListeners(patches, outbound, listeners, true);
  const single = ({name}: EnvoyMessage) => name === 'virtualOutbound' || name === 'virtualInbound';
  const inbound = ({traffic_direction: direction}: EnvoyMessage) => direction === 'INBOUND';
  for (const listener of listeners) if (inbound(listener)) patchInlineRoutes(patches, listener);
  const many = listeners.filter((listener) => !single(listener));
  return [
    ...patchListeners(
      patches,
      'SIDECAR_OUTBOUND',
      many.filter((listener) => !inbound(listener)),
      true,
    ),
    ...listeners
      .filter(single)
      .flatMap((one) => patchListeners(patches, inbound(one) ? 'SIDECAR_INBOUND' : 'SIDECAR_OUTBOUND', [one], false)),
    ...patchListeners(patches, 'SIDECAR_INBOUND', many.filter(inbound), true),
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
