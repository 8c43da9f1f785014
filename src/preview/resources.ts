// SPDX-License-Identifier: Apache-2.0
import {clusters} from './clusters/clusters.js';
import {endpoints} from './endpoints/load-assignments.js';
import type {Context, ProxyResources} from './model/context.js';
import type {EnvoyMessage} from './model/json.js';
import type {Mesh, Pod} from './model/mesh.js';
import {contextFor} from './read/context.js';

/** What istiod would send to a proxy, and what of it is not simulated. */
export interface Preview {
  resources: ProxyResources;
  /** Parts of the input or of the answer that are missing; each once. */
  notSimulated: readonly string[];
}

/** Makes the resources of each section. One that is missing is not simulated yet. */
interface Builders {
  clusters?(context: Context): EnvoyMessage[];
  endpoints?(context: Context, clusters: readonly EnvoyMessage[]): EnvoyMessage[];
  listeners?(context: Context): EnvoyMessage[];
  routes?(context: Context, listeners: readonly EnvoyMessage[]): EnvoyMessage[];
}

const builders: Builders = {clusters, endpoints};

/** Returns what istiod would send to the proxy of a pod. */
export function previewOf(pod: Pod, mesh: Mesh): Preview {
  const {context, notSimulated} = contextFor(pod, mesh);
  const ownClusters = section(context, 'clusters', builders.clusters);
  const listeners = section(context, 'listeners', builders.listeners);
  const {endpoints: assign, routes} = builders;
  return {
    resources: {
      clusters: ownClusters,
      endpoints: section(context, 'endpoints', assign && ((one) => assign(one, ownClusters))),
      listeners,
      routes: section(context, 'routes', routes && ((one) => routes(one, listeners))),
    },
    notSimulated: [...notSimulated],
  };
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
