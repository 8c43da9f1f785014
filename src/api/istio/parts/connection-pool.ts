// SPDX-License-Identifier: Apache-2.0

import {choice, duration, flag, int32, message, text, uint32} from './schema.js';

const tcpKeepalive = message('TCP keep-alive probes on idle connections.', {
  probes: uint32('Unanswered probes after which the connection counts as dead.'),
  time: duration('Idle time before the first probe.'),
  interval: duration('Time between two probes.'),
});

const tcpPool = message('Limits of connections, for HTTP and TCP alike.', {
  maxConnections: int32('Most connections that a proxy opens to one host.'),
  connectTimeout: duration('How long a connection may take to be set up.'),
  tcpKeepalive,
  maxConnectionDuration: duration('Age at which a connection is closed.'),
  idleTimeout: text('Time without data after which a TCP connection is closed; `0s` for never.'),
});

const httpPool = message('Limits of HTTP requests.', {
  http1MaxPendingRequests: int32('Most requests that wait for a free connection.'),
  http2MaxRequests: int32('Most requests in flight at the same time.'),
  maxRequestsPerConnection: int32('Requests after which a connection is closed; 1 turns keep-alive off.'),
  maxRetries: int32('Most retries in flight at the same time, over all hosts.'),
  idleTimeout: duration('Time without a request after which a connection is closed.'),
  h2UpgradePolicy: choice('Whether HTTP/1.1 requests travel upstream as HTTP/2.', [
    'DEFAULT',
    'DO_NOT_UPGRADE',
    'UPGRADE',
  ]),
  useClientProtocol: flag('Speak the HTTP version that the client speaks; `h2UpgradePolicy` is ignored then.'),
  maxConcurrentStreams: int32('Most HTTP/2 streams on one connection.'),
});

export const connectionPool = message('How many connections and requests may be open.', {tcp: tcpPool, http: httpPool});
