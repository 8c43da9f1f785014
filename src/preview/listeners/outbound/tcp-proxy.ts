// SPDX-License-Identifier: Apache-2.0
import {any, extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {DestinationRule} from '../../model/scope.js';
import {accessLog} from '../../telemetry/access-log.js';
import type {ListenerClass} from '../../telemetry/listener-class.js';
import {durationText} from '../../values/duration.js';
import {tunnelingConfig} from './tunnel.js';

type RuleSpec = DestinationRule['spec'] | undefined;

/** Whose proxy it is, and whether the DestinationRule may send connections through a tunnel. */
export interface TcpProxyPlace {
  listenerClass?: ListenerClass;
  tunnels?: boolean;
}

/**
 * Returns the filter that passes connections on to a cluster or several. Its timeouts, hash and tunnel come from the
 * DestinationRule (package pilot/pkg/networking/core).
 */
export function tcpProxy(
  context: Context,
  target: EnvoyMessage,
  statPrefix: string,
  rule?: RuleSpec,
  subset = '',
  {listenerClass = 'outbound', tunnels = true}: TcpProxyPlace = {},
) {
  const tcp = rule?.trafficPolicy?.connectionPool?.tcp;
  return tcpProxyFilter(
    {
      stat_prefix: statPrefix,
      ...target,
      idle_timeout: tcp?.idleTimeout === undefined ? undefined : durationText(tcp.idleTimeout),
      max_downstream_connection_duration:
        tcp?.maxConnectionDuration === undefined ? undefined : durationText(tcp.maxConnectionDuration),
      hash_policy: hashesSource(rule, subset) ? [{source_ip: {}}] : undefined,
      tunneling_config: tunnels ? tunnelingConfig(rule, subset) : undefined,
    },
    accessLog(context, listenerClass, 'tcp'),
  );
}

/** Returns the filter with its fields and its access log, if it has any. */
export function tcpProxyFilter(fields: EnvoyMessage, log: EnvoyMessage = {}): EnvoyMessage {
  return extension(
    'envoy.filters.network.tcp_proxy',
    any('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy', {...fields, ...log}),
  );
}

/** A load balancer of the subset decides, whether it hashes or not. */
function hashesSource(rule: RuleSpec, subset: string): boolean {
  const ofSubset = rule?.subsets?.find(({name = ''}) => name === subset)?.trafficPolicy?.loadBalancer;
  const balancer = ofSubset ?? rule?.trafficPolicy?.loadBalancer;
  return balancer?.consistentHash?.useSourceIp ?? false;
}
