// SPDX-License-Identifier: Apache-2.0

import {connectionPool} from './parts/connection-pool.js';
import {destination} from './parts/destination.js';
import {istioKind} from './parts/kind.js';
import {choice, list, message, text, texts, uint32} from './parts/schema.js';
import {labelSelector} from './parts/selector.js';
import {serverTls} from './parts/tls.js';

const sidecarPort = message('The port that the sidecar listens on.', {
  number: uint32('Port number.'),
  protocol: text('HTTP, HTTPS, HTTP2, GRPC, MONGO, TCP or TLS.'),
  name: text('Name of the port.'),
  targetPort: uint32('Not in use.'),
});

const captureMode = choice('How traffic reaches the listener: by iptables or only when addressed to it.', [
  'DEFAULT',
  'IPTABLES',
  'NONE',
]);

const ingressListener = message(
  'A port on which the sidecar takes in traffic for its workload.',
  {
    port: sidecarPort,
    bind: text('Address to listen on; that of the workload where left out.'),
    captureMode,
    defaultEndpoint: text('Where the workload listens: `127.0.0.1:port`, `0.0.0.0:port` or `unix:///path`.'),
    tls: serverTls,
    connectionPool: connectionPool.describe('Limits for this port; they replace `inboundConnectionPool`.'),
  },
  {required: ['port']},
);

const egressListener = message(
  'A port on which the sidecar takes in what its workload sends.',
  {
    port: sidecarPort.describe('Port of the listener; without it, it is for all ports of the hosts.'),
    bind: text('Address or Unix socket to listen on.'),
    captureMode,
    hosts: texts('Services the workload may reach, as `namespace/host`; `*`, `.` and `~` are allowed.'),
  },
  {required: ['hosts']},
);

export const sidecar = istioKind({
  group: 'networking.istio.io',
  kind: 'Sidecar',
  plural: 'sidecars',
  versions: ['v1', 'v1alpha3', 'v1beta1'],
  spec: message('What sidecars listen on and which services they know.', {
    workloadSelector: labelSelector,
    ingress: list('Inbound listeners; derived from the Services where empty.', ingressListener),
    egress: list('Outbound listeners; all of the mesh where empty.', egressListener),
    inboundConnectionPool: connectionPool.describe('Limits for all inbound traffic.'),
    outboundTrafficPolicy: message('What becomes of traffic to hosts that the mesh does not know.', {
      mode: choice('Let it out, or only to known hosts.', ['REGISTRY_ONLY', 'ALLOW_ANY']),
      egressProxy: destination.describe('Service through which unknown traffic leaves.'),
    }),
  }),
});
