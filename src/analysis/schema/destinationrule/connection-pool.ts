// SPDX-License-Identifier: Apache-2.0

import type {TrafficPolicy} from '../../../api/istio-types.js';
import {duration, isZeroMilliseconds} from '../checks/duration.js';
import {error, type Problems} from '../problem.js';

type ConnectionPool = NonNullable<TrafficPolicy['connectionPool']>;

export function* connectionPool(pool: TrafficPolicy['connectionPool']): Problems {
  if (!pool) return;
  if (!pool.http && !pool.tcp) yield error('connection pool must have at least one field');
  if (pool.http) yield* http(pool.http);
  if (pool.tcp) yield* tcp(pool.tcp);
}

function* http(settings: NonNullable<ConnectionPool['http']>): Problems {
  const counts: [number | undefined, string][] = [
    [settings.http1MaxPendingRequests, 'http1 max pending requests'],
    [settings.http2MaxRequests, 'http2 max requests'],
    [settings.maxRequestsPerConnection, 'max requests per connection'],
    [settings.maxRetries, 'max retries'],
    [settings.maxConcurrentStreams, 'max concurrent streams'],
  ];
  for (const [count = 0, what] of counts) if (count < 0) yield error(`${what} must be non-negative`);
  yield* duration(settings.idleTimeout);
  if (settings.h2UpgradePolicy === 'UPGRADE' && settings.useClientProtocol) {
    yield error('use client protocol must not be true when H2UpgradePolicy is UPGRADE');
  }
}

function* tcp({maxConnections = 0, tcpKeepalive, ...times}: NonNullable<ConnectionPool['tcp']>): Problems {
  if (maxConnections < 0) yield error('max connections must be non-negative');
  yield* duration(times.connectTimeout);
  yield* duration(times.maxConnectionDuration);
  if (times.idleTimeout !== undefined && !isZeroMilliseconds(times.idleTimeout)) yield* duration(times.idleTimeout);
  yield* duration(tcpKeepalive?.time);
  yield* duration(tcpKeepalive?.interval);
}
