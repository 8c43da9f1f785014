// SPDX-License-Identifier: Apache-2.0

import {istioKind} from './parts/kind.js';
import {list, map, message, text, texts, uint32} from './parts/schema.js';
import {serverTls} from './parts/tls.js';

const serverPort = message(
  'The port that the proxy listens on.',
  {
    number: uint32('Port number.'),
    protocol: text('HTTP, HTTPS, HTTP2, GRPC, GRPC-WEB, MONGO, TCP or TLS.'),
    name: text('Name of the port.'),
    targetPort: uint32('Port of the pod, if it differs; deprecated.'),
  },
  {required: ['number', 'protocol', 'name']},
);

const server = message(
  'A port and the hosts that are served on it.',
  {
    port: serverPort,
    hosts: texts('Hosts that are served, as `namespace/host`; either may be `*`.'),
    tls: serverTls,
    bind: text('Address or Unix socket to listen on; all addresses where left out.'),
    name: text('Name of the server; unique among the servers.'),
    defaultEndpoint: text('Where traffic goes by default; not in use.'),
  },
  {required: ['port', 'hosts']},
);

export const gateway = istioKind({
  group: 'networking.istio.io',
  kind: 'Gateway',
  plural: 'gateways',
  shortNames: ['gw'],
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  spec: message('Ports that gateway pods open at the edge of the mesh.', {
    servers: list('The ports, with their hosts and TLS settings.', server),
    selector: map('Labels of the gateway pods that the resource configures.', text()),
  }),
});
