// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {accessLog} from '../../telemetry/access-log.js';
import {statsFilters} from '../../telemetry/stats-filter.js';
import {egressCluster} from '../../values/egress-cluster.js';
import {tcpProxyFilter} from './tcp-proxy.js';

/** The cluster without endpoints. */
export const BLACK_HOLE = 'BlackHoleCluster';

/** Returns the filters of connections to addresses that the mesh does not know. */
export function unknownTrafficFilters(context: Context): EnvoyMessage[] {
  const cluster = egressCluster(context) ?? BLACK_HOLE;
  const proxy = tcpProxyFilter({stat_prefix: cluster, cluster}, accessLog(context, 'outbound', 'tcp'));
  return [...statsFilters(context, 'outbound'), proxy];
}
