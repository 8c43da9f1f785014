// SPDX-License-Identifier: Apache-2.0
import {any} from '../any.js';
import type {Context} from '../model/context.js';
import type {Protocol, Service, ServicePort} from '../model/service.js';
import {outboundCluster} from '../values/cluster-name.js';
import type {Draft} from './draft.js';
import {setUpstreamProtocol} from './upstream-protocol.js';

const CONFIG = 'envoy.extensions.clusters.dynamic_forward_proxy.v3.ClusterConfig';

const PROTOCOLS: readonly Protocol[] = ['HTTP', 'TLS', 'GRPC', 'HTTP2'];

/** Says whether the hosts of a service are looked up as requests name them (istio.io, "Service Entry", DYNAMIC_DNS). */
export function isDynamic({hostname, resolution}: Service): boolean {
  return resolution === 'DynamicDNS' && hostname.startsWith('*');
}

/** Returns the cluster of a wildcard whose hosts are looked up as requests name them; undefined for protocols that name none. */
export function dynamicCluster(context: Context, {hostname}: Service, port: ServicePort): Draft | undefined {
  if (!PROTOCOLS.includes(port.protocol)) return undefined;
  const name = outboundCluster(hostname, port.port);
  const draft: Draft = {
    dynamic: true,
    cluster: {
      name,
      alt_stat_name: `${name};`,
      lb_policy: 'CLUSTER_PROVIDED',
      cluster_type: {
        name: 'envoy.clusters.dynamic_forward_proxy',
        typed_config: any(CONFIG, {
          dns_cache_config: {name: `${hostname}_dfp_dns_cache`, dns_lookup_family: 'V4_ONLY'},
        }),
      },
    },
  };
  setUpstreamProtocol(context, draft, port);
  return draft;
}

/** Lets such a cluster do without the checks of names that Envoy asks for. */
export function allowInsecure({cluster}: Draft): void {
  const type = cluster.cluster_type;
  if (!type) return;
  cluster.cluster_type = {...type, typed_config: {...type.typed_config, allow_insecure_cluster_options: true}};
}
