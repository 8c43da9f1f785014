// SPDX-License-Identifier: Apache-2.0
import {plain} from '../any.js';
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import type {ServicePort} from '../model/service.js';
import {isHttp} from '../registry/protocol.js';
import {meshConfig, type TcpKeepalive} from '../settings/mesh-config.js';
import {durationText, wholeSeconds} from '../values/duration.js';
import {type Draft, httpOptions} from './draft.js';
import type {TrafficPolicy} from './policy.js';
import {useDownstreamProtocol, useHttp2} from './upstream-protocol.js';

type ConnectionPool = NonNullable<TrafficPolicy['connectionPool']>;

/** istiod's default for limits: the largest number there is. */
const UNLIMITED = 2 ** 32 - 1;

/** Upgrades a cluster to HTTP/2 where the rule or the mesh says so (istio.io, "Destination Rule", h2UpgradePolicy). */
export function upgradeToHttp2({mesh}: Context, draft: Draft, {protocol}: ServicePort, pool: ConnectionPool): void {
  const {useClientProtocol, h2UpgradePolicy} = pool.http ?? {};
  if (useClientProtocol || h2UpgradePolicy === 'DO_NOT_UPGRADE') return;
  const wanted = isHttp(protocol) && meshConfig(mesh.settings).h2UpgradePolicy === 'UPGRADE';
  if (h2UpgradePolicy === 'UPGRADE' || wanted) useHttp2(draft);
}

/** Sets limits and times of connections (istio.io, "Destination Rule", ConnectionPoolSettings). */
export function setConnectionPool(
  context: Context,
  draft: Draft,
  {http = {}, tcp = {}}: ConnectionPool,
  budget: TrafficPolicy['retryBudget'],
): void {
  const {cluster} = draft;
  const {connectTimeout = '10s', tcpKeepalive} = meshConfig(context.mesh.settings);
  cluster['connect_timeout'] = durationText(tcp.connectTimeout ?? connectTimeout);
  const keepalive = (tcpKeepalive || tcp.tcpKeepalive) && {...tcpKeepalive, ...tcp.tcpKeepalive};
  if (keepalive) cluster['upstream_connection_options'] = {tcp_keepalive: keepaliveFields(keepalive)};
  cluster['circuit_breakers'] = {
    thresholds: [
      {
        max_connections: tcp.maxConnections || UNLIMITED,
        max_pending_requests: http.http1MaxPendingRequests || UNLIMITED,
        max_requests: http.http2MaxRequests || UNLIMITED,
        max_retries: http.maxRetries || UNLIMITED,
        ...(budget && {retry_budget: budgetFields(budget)}),
      },
    ],
  };
  setHttpLimits(draft, {http, tcp});
  if (http.useClientProtocol) useDownstreamProtocol(draft);
}

function keepaliveFields({probes, time, interval}: TcpKeepalive): EnvoyMessage {
  return {
    ...(probes && {keepalive_probes: probes}),
    ...(time !== undefined && {keepalive_time: wholeSeconds(time)}),
    ...(interval !== undefined && {keepalive_interval: wholeSeconds(interval)}),
  };
}

function budgetFields({percent = 20, minRetryConcurrency}: NonNullable<TrafficPolicy['retryBudget']>): EnvoyMessage {
  return {budget_percent: plain({value: percent}), min_retry_concurrency: minRetryConcurrency || 3};
}

function setHttpLimits(draft: Draft, {http = {}, tcp = {}}: ConnectionPool): void {
  const idle = http.idleTimeout ?? tcp.idleTimeout;
  const {maxRequestsPerConnection: requests, maxConcurrentStreams: streams} = http;
  const {maxConnectionDuration: longest} = tcp;
  if (idle === undefined && longest === undefined && !requests && !streams) return;
  const options = httpOptions(draft);
  options.common = {
    ...options.common,
    ...(idle !== undefined && {idle_timeout: durationText(idle)}),
    ...(requests && {max_requests_per_connection: requests}),
    ...(longest !== undefined && {max_connection_duration: durationText(longest)}),
  };
  const {protocol} = options;
  if (streams && protocol?.kind === 'http2') options.protocol = {...protocol, http2: {max_concurrent_streams: streams}};
}
