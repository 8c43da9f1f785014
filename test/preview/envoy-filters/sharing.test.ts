// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {loadDescriptors} from '../../../src/envoy/proto/descriptors.js';
import {inboundListeners} from '../../../src/preview/listeners/inbound/listeners.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {meshSettings, networking, security, service, workloadContext} from '../sidecar-context.js';
import {applyEnvoyFilters} from './mesh.js';

interface Chain {
  filter_chain_match?: {destination_port?: number};
  filters: {name: string; typed_config: {log?: object[]; access_log?: object[]}}[];
}

/** Filter chains of one listener share what is the same in all of them, such as the TCP filters of policies. */
test('a patch of one filter chain leaves others alone, and changes each once', async () => {
  const filter = networking(
    'EnvoyFilter',
    'own',
    `{configPatches: [{applyTo: NETWORK_FILTER, match: {context: SIDECAR_INBOUND, listener: {filterChain: {destinationPort: 81, filter: {name: envoy.filters.network.rbac}}}},
      patch: {operation: MERGE, value: {typed_config: {'@type': type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC, rules: {policies: {own: {permissions: [{any: true}]}}}}}}}]}`,
  ).replace('networking.istio.io/v1', 'networking.istio.io/v1alpha3');
  const context = workloadContext(
    {labels: {app: 'workload'}},
    meshSettings(''),
    service('workload', 'tcp:81 tcp-b:82'),
    security('AuthorizationPolicy', 'a', '{action: DENY, rules: [{}]}'),
    filter,
  );
  const resources = {clusters: [], endpoints: [], routes: [], listeners: inboundListeners(context)};
  const {resources: patched} = applyEnvoyFilters(context, await loadDescriptors(), resources);
  const chains = chainsOf(patched.listeners);
  const counts = chains.map((chain) => [chain.filter_chain_match?.destination_port, permissions(chain)]);
  expect(counts.filter(([, count]) => count !== undefined && count !== 0)).toEqual([
    [81, 1],
    [81, 1],
    [81, 1],
  ]);
});

function chainsOf(listeners: readonly EnvoyMessage[]): Chain[] {
  return listeners.flatMap((listener) => listener['filter_chains'] as unknown as Chain[]);
}

/** How many permissions the patch left in the RBAC filter. */
function permissions({filters}: Chain): number | undefined {
  const rbac = filters.find(({name}) => name === 'envoy.filters.network.rbac')?.typed_config as
    | {rules?: {policies?: {own?: {permissions: object[]}}}}
    | undefined;
  return rbac?.rules?.policies?.own?.permissions.length;
}
