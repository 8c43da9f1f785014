// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {blackHoleCluster, inboundPassthroughCluster, passthroughCluster} from './fixed.js';
import {inboundClusters} from './inbound.js';
import {outboundClusters, passthroughClusters} from './outbound.js';

/** Returns the clusters of a proxy in istiod's order; of two of a name the first counts (package pilot/pkg/networking/core). */
export function clusters(context: Context, passesTlsThrough = false): EnvoyMessage[] {
  const own =
    context.proxy.type === 'router'
      ? [blackHoleCluster(context), ...(passesTlsThrough ? passthroughClusters(context) : [])]
      : [
          blackHoleCluster(context),
          passthroughCluster(context),
          ...inboundClusters(context),
          inboundPassthroughCluster(context),
        ];
  return firstOfEachName([...outboundClusters(context), ...own]);
}

function firstOfEachName(all: readonly EnvoyMessage[]): EnvoyMessage[] {
  const byName = new Map<unknown, EnvoyMessage>();
  for (const cluster of all) if (!byName.has(cluster['name'])) byName.set(cluster['name'], cluster);
  return [...byName.values()];
}
