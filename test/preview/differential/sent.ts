// SPDX-License-Identifier: Apache-2.0
import type {Mesh, Pod} from '../../../src/preview/model/mesh.js';
import {contextFor} from '../../../src/preview/read/context.js';
import type {IstiodOfObjects} from '../../istiod/istiod-of-objects.js';

/** What istiod sends to a proxy, in JSON. */
export interface Sections {
  clusters: object[];
  listeners: object[];
  routes: object[];
  endpoints: object[];
}

const CLUSTER = 'envoy.config.cluster.v3.Cluster';
const LISTENER = 'envoy.config.listener.v3.Listener';
const ROUTES = 'envoy.config.route.v3.RouteConfiguration';
const ENDPOINTS = 'envoy.config.endpoint.v3.ClusterLoadAssignment';

/** Returns what istiod sends to the proxy of a Pod: endpoints of its clusters, routes of its listeners. */
export async function sentTo(istiod: IstiodOfObjects, mesh: Mesh, pod: Pod): Promise<Sections> {
  const {proxy} = contextFor(pod, mesh).context;
  const asking = {...proxy, address: proxy.addresses[0] ?? '', trustDomain: mesh.settings.trustDomain};
  const [clusters, listeners] = await Promise.all([
    istiod.resources(asking, CLUSTER),
    istiod.resources(asking, LISTENER),
  ]);
  const named = async (type: string, names: string[]) =>
    names.length > 0 ? istiod.resources(asking, type, names) : [];
  const [endpoints, ...routes] = await Promise.all([
    named(
      ENDPOINTS,
      clusters.flatMap((cluster) => endpointName(cluster) ?? []),
    ),
    ...apartByPort(routeNames(listeners)).map((names) => named(ROUTES, names)),
  ]);
  return {clusters, listeners, endpoints, routes: routes.flat()};
}

function routeNames(listeners: readonly object[]): string[] {
  const found = JSON.stringify(listeners).matchAll(/"routeConfigName":"([^"]*)"/g);
  return [...new Set([...found].map(([, name]) => name ?? ''))];
}

/**
 * Routes of one port in one request have virtual hosts in common: istiod applies the patches of EnvoyFilters to them
 * once for each name, in an order that changes from time to time. Requests that name a port once are always answered alike.
 */
function apartByPort(names: readonly string[]): string[][] {
  const requests: string[][] = [];
  const timesNamed = new Map<string, number>();
  for (const name of names) {
    const port = name.slice(name.lastIndexOf(':') + 1);
    const before = timesNamed.get(port) ?? 0;
    timesNamed.set(port, before + 1);
    (requests[before] ??= []).push(name);
  }
  return requests;
}

function endpointName(cluster: object): string | undefined {
  const {type, name, edsClusterConfig} = cluster as {
    type?: string;
    name?: string;
    edsClusterConfig?: {serviceName?: string};
  };
  return type === 'EDS' ? (edsClusterConfig?.serviceName ?? name) : undefined;
}
