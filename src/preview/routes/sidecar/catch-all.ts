// SPDX-License-Identifier: Apache-2.0

import {proxyHeaders} from '../../listeners/proxy-headers.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {egressCluster} from '../../values/egress-cluster.js';

/**
 * Returns the virtual host of hosts that the mesh does not know: they are let through, or answered with 502
 * (https://istio.io/latest/docs/tasks/traffic-management/egress/egress-control/).
 */
export function catchAllHost(context: Context): EnvoyMessage {
  const {attemptCount, xForwardedHost} = proxyHeaders(context);
  const cluster = egressCluster(context);
  const name = cluster ? 'allow_any' : 'block_all';
  const action: EnvoyMessage = cluster
    ? {
        route: {
          cluster,
          timeout: '0s',
          max_grpc_timeout: '0s',
          append_x_forwarded_host: xForwardedHost?.enabled || undefined,
        },
      }
    : {direct_response: {status: 502}};
  return {
    name,
    domains: ['*'],
    routes: [{name, match: {prefix: '/'}, ...action}],
    include_request_attempt_count: !attemptCount?.disabled || undefined,
  };
}
