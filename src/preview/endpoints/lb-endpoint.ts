// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../model/json.js';
import type {Endpoint} from '../model/service.js';
import {CLUSTER_ID} from '../registry/workloads.js';

const HEALTH = {
  healthy: 'HEALTHY',
  unhealthy: 'UNHEALTHY',
  draining: 'DRAINING',
  terminating: 'DEGRADED',
  unknown: undefined,
};

/** Returns an endpoint as Envoy has it; `mutualTls` where the client uses it. */
export function lbEndpoint(endpoint: Endpoint, mutualTls: boolean): EnvoyMessage {
  const {addresses, port, health, tlsMode, weight} = endpoint;
  const [address = ''] = addresses;
  const status = HEALTH[health];
  return {
    endpoint: {address: port === 0 ? {pipe: {path: address}} : {socket_address: {address, port_value: port}}},
    ...(status && {health_status: status}),
    load_balancing_weight: weight || 1,
    metadata: {
      filter_metadata: {
        ...(mutualTls && tlsMode === 'istio' && {'envoy.transport_socket_match': {tlsMode: 'istio'}}),
        istio: {workload: workloadText(endpoint)},
      },
    },
  };
}

/** Names the workload for the client's metrics: name, namespace, canonical service and revision, cluster. */
function workloadText({workloadName, namespace, labels}: Endpoint): string {
  const service =
    labels['service.istio.io/canonical-name'] ?? labels['app.kubernetes.io/name'] ?? labels['app'] ?? workloadName;
  const revision =
    labels['service.istio.io/canonical-revision'] ?? labels['app.kubernetes.io/version'] ?? labels['version'] ?? '';
  return [workloadName, namespace, service, revision === 'latest' ? '' : revision, CLUSTER_ID].join(';');
}
