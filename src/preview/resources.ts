// SPDX-License-Identifier: Apache-2.0
import {loadDescriptors} from '../envoy/proto/descriptors.js';
import {clusters} from './clusters/clusters.js';
import {endpoints} from './endpoints/load-assignments.js';
import {type EnvoyFilters, envoyFilters, NO_ENVOY_FILTERS} from './envoy-filters/apply.js';
import type {Patch} from './envoy-filters/patch.js';
import {withGatewayApi} from './gateway-api/convert.js';
import {gatewayListeners} from './gateways/listeners.js';
import {gatewayPorts, mergedGateway, passesTlsThrough} from './gateways/merge.js';
import {gatewayRoutes} from './gateways/routes.js';
import {inboundListeners} from './listeners/inbound/listeners.js';
import {outboundListeners} from './listeners/outbound/listeners.js';
import type {Context, ProxyResources} from './model/context.js';
import type {EnvoyMessage} from './model/json.js';
import type {Mesh, Pod} from './model/mesh.js';
import type {Proxy} from './model/proxy.js';
import {contextFor} from './read/context.js';
import {sidecarRoutes} from './routes/sidecar/routes.js';

/** What istiod would send to a proxy, and what of it is not simulated. */
export interface Preview {
  proxy: Proxy;
  resources: ProxyResources;
  /** Patches of EnvoyFilters for the proxy that found nothing to change. */
  withoutEffect: readonly Patch[];
  /** Parts of the input or of the answer that are missing; each once. */
  notSimulated: readonly string[];
  /** Those of them that are missing from the endpoints alone. */
  unknownEndpoints: readonly string[];
}

/** Makes the resources of each section. One that is missing is not simulated yet. */
interface Builders {
  clusters?(context: Context): EnvoyMessage[];
  endpoints?(context: Context, clusters: readonly EnvoyMessage[]): EnvoyMessage[];
  listeners?(context: Context): EnvoyMessage[];
  routes?(context: Context, listeners: readonly EnvoyMessage[]): EnvoyMessage[];
}

const builders: Record<Proxy['type'], Builders> = {
  sidecar: {clusters, endpoints, listeners: sidecarListeners, routes: sidecarRoutes},
  router: {clusters: gatewayClusters, endpoints, listeners: gatewayListeners, routes: gatewayRoutes},
};

/** Outbound listeners first: Envoy refuses the second of two with one name. */
function sidecarListeners(context: Context): EnvoyMessage[] {
  return [...outboundListeners(context), ...inboundListeners(context)];
}

function gatewayClusters(context: Context): EnvoyMessage[] {
  return clusters(context, passesTlsThrough(context));
}

/** As of {@link Context}. */
interface PreviewOptions {
  compat?: boolean;
}

/** Returns what istiod would send to the proxy of a pod. */
export async function previewOf(pod: Pod, written: Mesh, {compat = false}: PreviewOptions = {}): Promise<Preview> {
  const {mesh, notSimulated: unconverted} = withGatewayApi(written);
  const {context, notSimulated} = contextFor(pod, mesh, compat);
  for (const what of unconverted) context.notSimulated(what);
  const filters = await filtersFor(context);
  const configuration = configurationFor(context, filters);
  const known = notSimulated.size;
  const resources = {...configuration, endpoints: endpointsFor(context, configuration)};
  const missing = [...notSimulated];
  return {
    proxy: context.proxy,
    resources,
    withoutEffect: filters.withoutEffect(),
    notSimulated: missing,
    unknownEndpoints: missing.slice(known),
  };
}

/** A proxy asks for the endpoints of the clusters, and the routes of the listeners, that it has after all patches. */
function configurationFor(context: Context, filters: EnvoyFilters): Omit<ProxyResources, 'endpoints'> {
  const own = builders[context.proxy.type];
  const ownClusters = filters.clusters(section(context, 'clusters', own.clusters));
  const listeners = filters.listeners(section(context, 'listeners', own.listeners));
  const {routes} = own;
  return {
    clusters: ownClusters,
    listeners,
    routes: filters.routes(section(context, 'routes', routes && ((one) => routes(one, listeners)))),
  };
}

function endpointsFor(context: Context, {clusters: own}: Pick<ProxyResources, 'clusters'>): EnvoyMessage[] {
  const {endpoints: assign} = builders[context.proxy.type];
  return section(context, 'endpoints', assign && ((one) => assign(one, own)));
}

/** Envoy's message types are read where there is something to patch only. */
async function filtersFor(context: Context): Promise<EnvoyFilters> {
  if (context.mesh.envoyFilters.length === 0) return NO_ENVOY_FILTERS;
  const ports = context.proxy.type === 'router' ? gatewayPorts(mergedGateway(context)) : undefined;
  return envoyFilters(context, await loadDescriptors(), ports);
}

function section(
  context: Context,
  name: string,
  build: ((context: Context) => EnvoyMessage[]) | undefined,
): EnvoyMessage[] {
  if (build) return build(context);
  context.notSimulated(name);
  return [];
}
