// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {accessLog} from '../../telemetry/access-log.js';
import {statsFilters} from '../../telemetry/stats-filter.js';
import {socketAddress} from './socket-address.js';
import {tcpProxyFilter} from './tcp-proxy.js';
import {BLACK_HOLE, unknownTrafficFilters} from './unknown-traffic.js';
import {wildcardAddresses} from './wildcard.js';

/**
 * Returns the listener that iptables sends all outbound connections to. It hands them to the listener of their address, and
 * keeps those that have none; a connection to its own port would come back to it, and is refused.
 */
export function virtualOutbound(context: Context, port: number): EnvoyMessage {
  // Dual stack is off by default: a proxy with both families listens on IPv4.
  const [address = ''] = wildcardAddresses(context.proxy);
  const refusal = tcpProxyFilter({stat_prefix: BLACK_HOLE, cluster: BLACK_HOLE});
  return {
    name: 'virtualOutbound',
    address: socketAddress(address, port),
    traffic_direction: 'OUTBOUND',
    use_original_dst: true,
    transparent: context.proxy.interception === 'TPROXY' || undefined,
    max_connections_to_accept_per_socket_event: 1,
    filter_chains: [
      {
        name: 'virtualOutbound-blackhole',
        filter_chain_match: {destination_port: port},
        filters: [...statsFilters(context, 'outbound'), refusal],
      },
      {name: 'virtualOutbound-catchall-tcp', filters: unknownTrafficFilters(context)},
    ],
    ...accessLog(context, 'outbound', 'listener'),
  };
}
