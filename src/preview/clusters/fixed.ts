// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../model/context.js';
import type {EnvoyMessage} from '../model/json.js';
import {meshConfig} from '../settings/mesh-config.js';
import {NETWORK_METADATA_EXCHANGE} from '../telemetry/metadata-exchange.js';
import {durationText} from '../values/duration.js';
import {setConnectionPool} from './connection-pool.js';
import {type Draft, finished} from './draft.js';
import {bindAddress} from './inbound.js';
import {caseOptions} from './upstream-protocol.js';

const PASSTHROUGH = 'PassthroughCluster';
const BLACK_HOLE = 'BlackHoleCluster';

/** Returns the cluster of requests that lead nowhere. */
export function blackHoleCluster({mesh}: Context): EnvoyMessage {
  const {connectTimeout = '10s'} = meshConfig(mesh.settings);
  return {
    name: BLACK_HOLE,
    type: 'STATIC',
    alt_stat_name: `${BLACK_HOLE};`,
    connect_timeout: durationText(connectTimeout),
  };
}

/** Returns the cluster of traffic that goes where the client wanted. */
export function passthroughCluster(context: Context): EnvoyMessage {
  return {...original(context, PASSTHROUGH), filters: [NETWORK_METADATA_EXCHANGE]};
}

/** Returns the cluster of traffic to ports of the workload that no service has. */
export function inboundPassthroughCluster(context: Context): EnvoyMessage {
  return {
    ...original(context, 'InboundPassthroughCluster'),
    upstream_bind_config: {source_address: bindAddress(context), ...otherFamily(context)},
  };
}

function original(context: Context, name: string): EnvoyMessage {
  const http1 = caseOptions(context);
  const draft: Draft = {
    cluster: {name, type: 'ORIGINAL_DST', alt_stat_name: `${PASSTHROUGH};`, lb_policy: 'CLUSTER_PROVIDED'},
    http: {common: {idle_timeout: '300s'}, protocol: {kind: 'downstream', ...(http1 && {http1})}},
  };
  setConnectionPool(context, draft, {}, undefined);
  return finished(draft);
}

function otherFamily({proxy}: Context): EnvoyMessage {
  const both =
    proxy.addresses.some((address) => address.includes(':')) &&
    proxy.addresses.some((address) => address.includes('.'));
  return both ? {extra_source_addresses: [{address: {address: '::6', port_value: 0}}]} : {};
}
