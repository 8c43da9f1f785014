// SPDX-License-Identifier: Apache-2.0

import {istioKind} from './parts/kind.js';
import {choice, int32, list, map, message, port, type Rule, struct, text, uint32} from './parts/schema.js';
import {labelSelector, targetRefs} from './parts/selector.js';

const filter = message('A filter in the chain.', {
  name: text('Name of the filter, such as `envoy.filters.network.http_connection_manager`.'),
  subFilter: message('A filter inside that filter.', {name: text('Name of the inner filter.')}),
});

const listenerMatch = message('Listeners to patch, or what is in them.', {
  name: text('Name of the listener.'),
  portNumber: uint32('Port of the listener or of the gateway server.'),
  portName: text('Not in use.'),
  listenerFilter: text('Name of a listener filter.'),
  filterChain: message('Filter chain in the listener.', {
    name: text('Name of the chain.'),
    sni: text('Server name the chain is for.'),
    transportProtocol: text('Transport the chain is for: `raw_buffer` or `tls`.'),
    applicationProtocols: text('ALPN protocols the chain is for, separated by commas.'),
    destinationPort: uint32('Destination port the chain is for.'),
    filter,
  }),
});

const routeConfigurationMatch = message('Route configurations to patch, or what is in them.', {
  name: text('Name of the route configuration.'),
  gateway: text('Gateway it comes from, as `namespace/name`.'),
  portNumber: uint32('Port of the service or gateway server.'),
  portName: text('Name of the gateway port.'),
  vhost: message('Virtual host in it.', {
    name: text('Name of the virtual host, `host:port`.'),
    domainName: text('A domain that the virtual host serves.'),
    route: message('Route in the virtual host.', {
      name: text('Name of the route.'),
      action: choice('What the route does.', ['ANY', 'ROUTE', 'REDIRECT', 'DIRECT_RESPONSE']),
    }),
  }),
});

const clusterMatch = message('Clusters to patch.', {
  name: text('Full name of the cluster, such as `outbound|80||host`.'),
  service: text('Full name of the service.'),
  subset: text('Subset of the service.'),
  portNumber: uint32('Port of the service.'),
});

const waypointMatch = message('What to patch in waypoints.', {
  filter,
  portNumber: port('Port of the service.'),
  route: message('Route to patch.', {name: text('Name of the route.')}),
});

const WAYPOINT_ONLY: Rule = {
  rule:
    'has(self.context) ? ((self.context == "WAYPOINT") ? has(self.waypoint) : !has(self.waypoint)) : ' +
    '!has(self.waypoint)',
  message: 'only support waypointMatch when context is WAYPOINT',
};

const match = message(
  'Where the patch applies; everywhere it can where left out.',
  {
    context: choice('Kind of proxy and direction of the traffic.', [
      'ANY',
      'SIDECAR_INBOUND',
      'SIDECAR_OUTBOUND',
      'GATEWAY',
      'WAYPOINT',
    ]),
    proxy: message('Conditions on the proxy.', {
      proxyVersion: text('RE2 expression for the version of the proxy.'),
      metadata: map('Metadata of the proxy.', text()),
    }),
    listener: listenerMatch,
    routeConfiguration: routeConfigurationMatch,
    cluster: clusterMatch,
    waypoint: waypointMatch,
  },
  {oneOf: [['listener', 'routeConfiguration', 'cluster', 'waypoint']], rules: [WAYPOINT_ONLY]},
);

const patch = message('What is done.', {
  operation: choice('How the value is applied.', [
    'INVALID',
    'MERGE',
    'ADD',
    'REMOVE',
    'INSERT_BEFORE',
    'INSERT_AFTER',
    'INSERT_FIRST',
    'REPLACE',
  ]),
  value: struct('Envoy configuration; merged as protobuf, or added.'),
  filterClass: choice('Where an added filter stands relative to those of Istio.', [
    'UNSPECIFIED',
    'AUTHN',
    'AUTHZ',
    'STATS',
  ]),
});

const configPatch = message('One change.', {
  applyTo: choice('Part of the configuration that is changed.', [
    'INVALID',
    'LISTENER',
    'FILTER_CHAIN',
    'NETWORK_FILTER',
    'HTTP_FILTER',
    'ROUTE_CONFIGURATION',
    'VIRTUAL_HOST',
    'HTTP_ROUTE',
    'CLUSTER',
    'EXTENSION_CONFIG',
    'BOOTSTRAP',
    'LISTENER_FILTER',
  ]),
  match,
  patch,
});

const ONE_ATTACHMENT: Rule = {
  rule: '(has(self.workloadSelector) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
  message: 'only one of targetRefs or workloadSelector can be set',
};

export const envoyFilter = istioKind({
  group: 'networking.istio.io',
  kind: 'EnvoyFilter',
  plural: 'envoyfilters',
  versions: ['v1alpha3'],
  spec: message(
    'Changes to the Envoy configuration that istiod generates. Not checked by Istio: handle with care.',
    {
      workloadSelector: labelSelector,
      targetRefs,
      configPatches: list('The changes, in order.', configPatch),
      priority: int32('Order among the EnvoyFilters of a namespace; lower comes first.'),
    },
    {rules: [ONE_ATTACHMENT]},
  ),
});
