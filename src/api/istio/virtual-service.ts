// SPDX-License-Identifier: Apache-2.0

import {httpRoute} from './http-route.js';
import {destination} from './parts/destination.js';
import {clientMatch, destinationSubnets} from './parts/http-match.js';
import {ageColumn, column, istioKind} from './parts/kind.js';
import {int32, list, message, text, texts} from './parts/schema.js';

const routeDestination = message(
  'A destination and its share of the connections.',
  {destination, weight: int32('Share of the connections relative to the other destinations.')},
  {required: ['destination']},
);

const destinations = list('Destinations, by weight.', routeDestination);

const tlsMatch = message(
  'Conditions on a TLS connection; all must hold.',
  {sniHosts: texts('Server names that the client may ask for.'), destinationSubnets, ...clientMatch},
  {required: ['sniHosts']},
);

const tlsRoute = message(
  'Where TLS connections go that are not decrypted.',
  {match: list('When the route is taken: any one of these.', tlsMatch), route: destinations},
  {required: ['match']},
);

const tcpMatch = message('Conditions on a connection; all must hold.', {
  destinationSubnets,
  sourceSubnet: text('Address or CIDR block of the client; not in use.'),
  ...clientMatch,
});

const tcpRoute = message('Where TCP connections go.', {
  match: list('When the route is taken: any one of these; always where empty.', tcpMatch),
  route: destinations,
});

export const virtualService = istioKind({
  group: 'networking.istio.io',
  kind: 'VirtualService',
  plural: 'virtualservices',
  shortNames: ['vs'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  columns: [
    column('Gateways', '.spec.gateways', 'Gateways and sidecars that use the routes.'),
    column('Hosts', '.spec.hosts', 'Hosts that the routes are for.'),
    ageColumn,
  ],
  spec: message('Where requests and connections for some hosts go. The first route that matches is taken.', {
    hosts: texts('Hosts the routes are for: service names, DNS names, `*.suffix`, or addresses.'),
    gateways: texts('Gateways that use the routes, as `namespace/name`; `mesh` stands for all sidecars.'),
    http: list('Routes of HTTP requests, in order.', httpRoute),
    tls: list('Routes of TLS and HTTPS connections that pass through, in order.', tlsRoute),
    tcp: list('Routes of all other connections, in order.', tcpRoute),
    exportTo: texts('Namespaces that see the resource: `.` for its own, `*` for all.'),
  }),
});
