// SPDX-License-Identifier: Apache-2.0
import {clusters} from '../../../src/preview/clusters/clusters.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {networking, service, sidecarContext} from '../sidecar-context.js';

/** The cluster of the service that {@link underPolicy} makes. */
export const CART = 'outbound|80||cart.shop.svc.cluster.local';

/** Returns the clusters of the sidecar of `client` by name. */
export function allClusters(...objects: string[]): ReadonlyMap<unknown, EnvoyMessage> {
  return new Map(clusters(sidecarContext(...objects)).map((cluster) => [cluster['name'], cluster]));
}

/** Returns the cluster of `cart` under a rule with this policy. */
export function underPolicy(policy: string, ports = 'http:80', ...others: string[]): EnvoyMessage | undefined {
  return allClusters(
    service('cart', ports),
    networking('DestinationRule', 'dr', `{host: cart, trafficPolicy: ${policy}}`),
    ...others,
  ).get(CART);
}

/** The ConfigMap with the mesh's settings. */
export function meshSettings(config: string): string {
  return `\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata: {mesh: ${JSON.stringify(config)}}\n`;
}

const OPTIONS = 'envoy.extensions.upstreams.http.v3.HttpProtocolOptions';
/** Returns the HTTP options of a cluster. */
export const optionsOf = (cluster: EnvoyMessage | undefined) =>
  (cluster?.['typed_extension_protocol_options'] as EnvoyMessage | undefined)?.[OPTIONS];
