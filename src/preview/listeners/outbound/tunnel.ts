// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import type {DestinationRule} from '../../model/scope.js';
import {bracketed} from '../../values/address.js';

/**
 * Returns the settings that send connections through an HTTP tunnel; those of a subset do not fall back to those of the
 * host (https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-TunnelSettings).
 */
export function tunnelingConfig(rule: DestinationRule['spec'] | undefined, subset = ''): EnvoyMessage | undefined {
  const policy = subset ? rule?.subsets?.find(({name}) => name === subset)?.trafficPolicy : rule?.trafficPolicy;
  const tunnel = policy?.tunnel;
  if (!tunnel) return undefined;
  return {
    hostname: `${bracketed(tunnel.targetHost ?? '')}:${tunnel.targetPort ?? 0}`,
    use_post: tunnel.protocol === 'POST' || undefined,
  };
}
