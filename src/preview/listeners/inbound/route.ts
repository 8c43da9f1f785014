// SPDX-License-Identifier: Apache-2.0
import {plain} from '../../any.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {Protocol} from '../../model/service.js';

/** What the route to the workload depends on. */
export interface InboundRoute {
  cluster: string;
  protocol: Protocol;
  hostname: string;
  servicePort: number;
}

/** Returns the route configuration of a port of the workload: everything goes to it, without a timeout. */
export function inboundRoutes({cluster, protocol, hostname, servicePort}: InboundRoute): EnvoyMessage {
  // Requests that never reached the workload may be sent again, but not streams of gRPC.
  const isGrpc = protocol === 'GRPC' || protocol === 'GRPC-Web';
  const route = {
    name: 'default',
    match: {prefix: '/'},
    decorator: {operation: `${joined(hostname, servicePort)}/*`},
    route: {
      cluster,
      timeout: '0s',
      max_stream_duration: {max_stream_duration: '0s', grpc_timeout_header_max: '0s'},
      ...(!isGrpc && {retry_policy: {retry_on: 'reset-before-request', num_retries: 2}}),
    },
  };
  const host = {name: `inbound|http|${servicePort}`, domains: ['*'], routes: [route]};
  return {...plain({name: cluster}), virtual_hosts: [host], validate_clusters: false};
}

/** An IPv6 address stands in brackets. */
function joined(hostname: string, port: number): string {
  return hostname.includes(':') ? `[${hostname}]:${port}` : `${hostname}:${port}`;
}
