// SPDX-License-Identifier: Apache-2.0
import type {ProxyResources} from '../../preview/model/context.js';
import type {EnvoyMessage} from '../../preview/model/json.js';

/** Sections of a dump of Envoy's configuration, in Envoy's order (envoyproxy.io, "Config dump"). */
export function configDump({clusters, endpoints, listeners, routes}: ProxyResources): EnvoyMessage {
  return {
    configs: [
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
    ],
  };
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
