// SPDX-License-Identifier: Apache-2.0

import {connectionPool} from './connection-pool.js';
import {loadBalancer} from './load-balancer.js';
import {choice, duration, flag, int32, list, message, percent, text, uint32} from './schema.js';
import {clientTls} from './tls.js';

const errorCount = (description: string) => uint32(description).nullable();

const outlierDetection = message('When a failing host is taken out of the pool for a while.', {
  consecutiveErrors: int32('Deprecated: use the counters below.'),
  consecutive5xxErrors: errorCount('5xx answers in a row that eject a host; connection failures count too.'),
  consecutiveGatewayErrors: errorCount('502, 503 and 504 answers in a row that eject a host.'),
  consecutiveLocalOriginFailures: errorCount('Failures to connect in a row that eject a host.'),
  splitExternalLocalOriginErrors: flag('Count failures to connect apart from answers of the host.'),
  interval: duration('Time between two looks at the counters.'),
  baseEjectionTime: duration('Shortest time out; grows with each ejection of the host.'),
  maxEjectionPercent: int32('Most hosts of the pool, in percent, that may be out at once.'),
  minHealthPercent: int32('Below this share of healthy hosts nobody is ejected.'),
});

export const portSelector = message('The port of the service.', {number: uint32('Port number.')});

/** What may differ between the ports of one service. */
const perPort = {loadBalancer, connectionPool, outlierDetection, tls: clientTls};

const portTrafficPolicy = message('Settings of one port; they replace those of the service, all of them.', {
  port: portSelector.describe('Port of the service that the settings are for.'),
  ...perPort,
});

const tunnel = message(
  'Carry the connections through a proxy with HTTP CONNECT or POST.',
  {
    protocol: text('`CONNECT` or `POST`; CONNECT where empty.'),
    targetHost: text('Host that the far end of the tunnel connects to.'),
    targetPort: uint32('Port that the far end of the tunnel connects to.'),
  },
  {required: ['targetHost', 'targetPort']},
);

export const trafficPolicy = message('Settings of connections to the service.', {
  ...perPort,
  portLevelSettings: list('Settings of single ports.', portTrafficPolicy, {max: 4096}),
  tunnel,
  proxyProtocol: message('Start connections upstream with a PROXY protocol header.', {
    version: choice('Version of the header.', ['V1', 'V2']),
  }),
  retryBudget: message('Limit of retries relative to the requests in flight.', {
    percent: percent('Most retries, as a share of active and pending requests.'),
    minRetryConcurrency: uint32('Retries that are always allowed.'),
  }),
});
