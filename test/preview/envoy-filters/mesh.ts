// SPDX-License-Identifier: Apache-2.0
import type {Descriptors} from '../../../src/envoy/proto/descriptors.js';
import {envoyFilters} from '../../../src/preview/envoy-filters/apply.js';
import type {Patch} from '../../../src/preview/envoy-filters/patch.js';
import type {GatewayPorts} from '../../../src/preview/envoy-filters/route-match.js';
import type {Context, ProxyResources} from '../../../src/preview/model/context.js';
import type {Mesh} from '../../../src/preview/model/mesh.js';
import type {Proxy} from '../../../src/preview/model/proxy.js';

/** The EnvoyFilters of a test, in the order of their age. */
export interface FilterInput {
  name?: string;
  namespace?: string;
  spec: Mesh['envoyFilters'][number]['spec'];
}

/** Resources with the EnvoyFilters of a context applied, as a preview applies them. */
export function applyEnvoyFilters(
  context: Context,
  descriptors: Descriptors,
  {clusters, endpoints, listeners, routes}: ProxyResources,
  gatewayPorts?: GatewayPorts,
): {resources: ProxyResources; withoutEffect: readonly Patch[]} {
  const filters = envoyFilters(context, descriptors, gatewayPorts);
  const resources = {
    clusters: filters.clusters(clusters),
    endpoints,
    listeners: filters.listeners(listeners),
    routes: filters.routes(routes),
  };
  return {resources, withoutEffect: filters.withoutEffect()};
}

/** A context with those EnvoyFilters and a sidecar or gateway in namespace shop. */
export function contextWith(
  filters: readonly FilterInput[],
  proxy: Partial<Proxy> = {},
  notSimulated: (what: string) => void = () => {},
): Context {
  const mesh = {
    settings: {rootNamespace: 'istio-system'},
    envoyFilters: filters.map(({name = 'filter', namespace = 'shop', spec}, age) => ({
      kind: 'EnvoyFilter',
      name,
      namespace,
      labels: {},
      annotations: {},
      age,
      spec,
    })),
  } as unknown as Mesh;
  const own = {type: 'sidecar', namespace: 'shop', labels: {app: 'cart'}, targets: [], ...proxy} as unknown as Proxy;
  return {mesh, proxy: own, notSimulated} as unknown as Context;
}
