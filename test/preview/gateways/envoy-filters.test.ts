// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {previewOf} from '../../../src/preview/resources.js';
import {gateway, gatewayMesh, virtualService} from './mesh.js';

const BASE =
  gateway('main', '{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}') +
  virtualService('a', '[a.example]');

function envoyFilter(patch: string): string {
  return `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: own, namespace: gw}
spec: {configPatches: [${patch}]}
`;
}

async function patched(patch: string) {
  const mesh = gatewayMesh(BASE + envoyFilter(patch));
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  return previewOf(pod, mesh);
}

const names = (list: readonly EnvoyMessage[]) => list.map((one) => one['name'] ?? one['cluster_name']);
const CART = 'outbound|9000||cart.shop.svc.cluster.local';

describe('EnvoyFilters of a gateway', () => {
  test('HTTP filters of its listeners', async () => {
    const manager = 'envoy.filters.network.http_connection_manager';
    const {resources, withoutEffect} = await patched(
      `{applyTo: HTTP_FILTER, match: {context: GATEWAY, listener: {portNumber: 8080, filterChain: {filter: {name: ${manager}, subFilter: {name: envoy.filters.http.router}}}}}, patch: {operation: INSERT_BEFORE, value: {name: own}}}`,
    );
    expect(JSON.stringify(resources.listeners)).toContain('{"name":"own"},{"name":"envoy.filters.http.router"');
    expect(withoutEffect).toEqual([]);
  });

  test.each([
    ['port of the service', 80, true],
    ['port of the pod', 8080, false],
  ])('routes by the %s', async (_, port, holds) => {
    const {resources, withoutEffect} = await patched(
      `{applyTo: VIRTUAL_HOST, match: {context: GATEWAY, routeConfiguration: {portNumber: ${port}, vhost: {name: "a.example:80"}}}, patch: {operation: MERGE, value: {require_tls: ALL}}}`,
    );
    expect(JSON.stringify(resources.routes).includes('"require_tls":"ALL"')).toBe(holds);
    expect(withoutEffect).toHaveLength(holds ? 0 : 1);
  });

  test('routes of a listener that a patch removes are not asked for', async () => {
    const {resources} = await patched('{applyTo: LISTENER, match: {context: GATEWAY}, patch: {operation: REMOVE}}');
    expect([resources.listeners, resources.routes]).toEqual([[], []]);
  });

  test('endpoints of a cluster that a patch removes are not asked for', async () => {
    const {resources} = await patched(
      '{applyTo: CLUSTER, match: {context: GATEWAY, cluster: {service: cart.shop.svc.cluster.local}}, patch: {operation: REMOVE}}',
    );
    expect(names(resources.clusters)).not.toContain(CART);
    expect(names(resources.endpoints)).not.toContain(CART);
  });

  test('a patch for sidecars changes nothing', async () => {
    const before = await patched('{applyTo: CLUSTER, match: {context: SIDECAR_INBOUND}, patch: {operation: REMOVE}}');
    expect(names(before.resources.clusters)).toContain(CART);
    expect(before.withoutEffect.map(({filter, index}) => [filter.name, index])).toEqual([['own', 0]]);
  });
});
