// SPDX-License-Identifier: Apache-2.0
import type {Random} from './random.js';

/** Before the names of types of messages. */
export const TYPE = 'type.googleapis.com';

/** What every match may ask for: where the proxy is, its version and its metadata. */
export function context(random: Random): object {
  const proxy = random.chance(6) && {
    proxy: random.one<object>(
      {proxyVersion: '^1\\.30.*'},
      {proxyVersion: '^1\\.9'},
      {metadata: {CLUSTER_ID: 'Kubernetes'}},
    ),
  };
  return {...proxy, ...contextOf(random)};
}

function contextOf(random: Random): object {
  return random.fields(75, {context: random.one('ANY', 'SIDECAR_INBOUND', 'SIDECAR_OUTBOUND', 'GATEWAY')});
}
