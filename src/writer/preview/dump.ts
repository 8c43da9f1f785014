// SPDX-License-Identifier: Apache-2.0
import type {ProxyResources} from '../../preview/model/context.js';
import type {EnvoyMessage} from '../../preview/model/json.js';
import type {Proxy} from '../../preview/model/proxy.js';

/**
 * Returns the sections of a dump of Envoy's configuration, in Envoy's order (envoyproxy.io, "Config dump"). Of the bootstrap
 * nothing is known but who the proxy is.
 */
export function configDump({clusters, endpoints, listeners, routes}: ProxyResources, proxy: Proxy): EnvoyMessage {
  return {
    configs: [
      bootstrap(proxy),
      section(
        'ClustersConfigDump',
        'dynamic_active_clusters',
        clusters.map((cluster) => ({cluster: typed('cluster.v3.Cluster', cluster)})),
      ),
      section(
        'EndpointsConfigDump',
        'dynamic_endpoint_configs',
        endpoints.map((config) => ({endpoint_config: typed('endpoint.v3.ClusterLoadAssignment', config)})),
      ),
      section(
        'ListenersConfigDump',
        'dynamic_listeners',
        listeners.map((listener) => activeListener(listener)),
      ),
      section(
        'RoutesConfigDump',
        'dynamic_route_configs',
        routes.map((config) => ({route_config: typed('route.v3.RouteConfiguration', config)})),
      ),
      // Every Envoy has this section. What proxies get for it is asked for by them, one by one.
      section('SecretsConfigDump', '', []),
    ],
  };
}

function bootstrap({type, name, namespace, addresses, dnsDomain, serviceAccount, clusterId}: Proxy): EnvoyMessage {
  const id = [type, addresses[0] ?? '', `${name}.${namespace}`, dnsDomain].join('~');
  const metadata = {NAMESPACE: namespace, SERVICE_ACCOUNT: serviceAccount, CLUSTER_ID: clusterId};
  return {...section('BootstrapConfigDump', '', []), bootstrap: {node: {id, metadata}}};
}

function section(type: string, list: string, entries: readonly EnvoyMessage[]): EnvoyMessage {
  return {'@type': `type.googleapis.com/envoy.admin.v3.${type}`, ...(entries.length > 0 && {[list]: entries})};
}

function activeListener(listener: EnvoyMessage): EnvoyMessage {
  return {
    ...(listener['name'] !== undefined && {name: listener['name']}),
    active_state: {listener: typed('listener.v3.Listener', listener)},
  };
}

function typed(type: string, message: EnvoyMessage): EnvoyMessage {
  return {'@type': `type.googleapis.com/envoy.config.${type}`, ...message};
}
