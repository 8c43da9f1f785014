// SPDX-License-Identifier: Apache-2.0
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import type {Service} from '../../model/service.js';
import {outboundCluster} from '../../values/cluster-name.js';
import {timeouts} from './action.js';
import {hashOfService, hashPolicy} from './hash-policy.js';
import {meshRetryPolicy} from './mesh-retry.js';
import {retryPolicy} from './retry.js';

/** Returns the only route to a port of a service that no VirtualService has routes for. */
export function defaultRoute(context: Context, service: Service, port: number): EnvoyMessage {
  const hash = hashPolicy(hashOfService(context, service, port));
  return {
    name: 'default',
    match: {prefix: '/'},
    decorator: {operation: `${service.hostname}:${port}/*`},
    route: {
      cluster: outboundCluster(service.hostname, port),
      ...timeouts(),
      hash_policy: hash && [hash],
      retry_policy: retryPolicy(meshRetryPolicy(context), false),
    },
  };
}
