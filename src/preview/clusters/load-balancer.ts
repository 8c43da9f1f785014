// SPDX-License-Identifier: Apache-2.0
import {plain} from '../any.js';
import type {EnvoyMessage} from '../model/json.js';
import {durationText} from '../values/duration.js';
import type {Draft} from './draft.js';
import type {TrafficPolicy} from './policy.js';

export type LoadBalancer = NonNullable<TrafficPolicy['loadBalancer']>;

/** Envoy's default size of a ring of hashes. */
const RING_SIZE = 1024;

/** Sets how an endpoint is chosen (istio.io, "Destination Rule", LoadBalancerSettings). */
export function setLoadBalancer({cluster}: Draft, settings: LoadBalancer): void {
  if (cluster.type === 'ORIGINAL_DST') {
    cluster['lb_policy'] = 'CLUSTER_PROVIDED';
    return;
  }
  switch (settings.simple) {
    case 'RANDOM':
      cluster['lb_policy'] = 'RANDOM';
      break;
    case 'ROUND_ROBIN':
      // Envoy's zero, which is not printed.
      delete cluster['lb_policy'];
      setWarmup(cluster, 'round_robin_lb_config', settings);
      break;
    case 'PASSTHROUGH':
      cluster['lb_policy'] = 'CLUSTER_PROVIDED';
      cluster.type = 'ORIGINAL_DST';
      delete cluster['load_assignment'];
      break;
    default:
      cluster['lb_policy'] = 'LEAST_REQUEST';
      setWarmup(cluster, 'least_request_lb_config', settings);
  }
  if (settings.consistentHash) setHash(cluster, settings.consistentHash);
}

type Cluster = Draft['cluster'];

/** The kinds of configuration exclude each other. */
const CONFIGS = [
  'round_robin_lb_config',
  'least_request_lb_config',
  'ring_hash_lb_config',
  'maglev_lb_config',
  'original_dst_lb_config',
];

function setConfig(cluster: Cluster, name: string, config: EnvoyMessage): void {
  for (const other of CONFIGS) delete cluster[other];
  cluster[name] = config;
}

/** New endpoints get their share little by little. */
function setWarmup(cluster: Cluster, name: string, {warmup, warmupDurationSecs}: LoadBalancer): void {
  if (warmup) {
    const {duration, aggression = 1, minimumPercent = 10} = warmup;
    const config = {
      ...(duration !== undefined && {slow_start_window: durationText(duration)}),
      aggression: {...plain({default_value: aggression}), runtime_key: '('},
      min_weight_percent: plain({value: minimumPercent}),
    };
    setConfig(cluster, name, {slow_start_config: config});
  } else if (warmupDurationSecs !== undefined) {
    setConfig(cluster, name, {slow_start_config: {slow_start_window: durationText(warmupDurationSecs)}});
  }
}

function setHash(
  cluster: Cluster,
  {maglev, ringHash, minimumRingSize}: NonNullable<LoadBalancer['consistentHash']>,
): void {
  if (maglev) {
    cluster['lb_policy'] = 'MAGLEV';
    if (maglev.tableSize) setConfig(cluster, 'maglev_lb_config', {table_size: String(maglev.tableSize)});
    return;
  }
  cluster['lb_policy'] = 'RING_HASH';
  const size = ringHash ? ringHash.minimumRingSize : minimumRingSize || RING_SIZE;
  if (size) setConfig(cluster, 'ring_hash_lb_config', {minimum_ring_size: String(size)});
}
