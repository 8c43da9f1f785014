// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {outboundListeners} from '../../../src/preview/listeners/outbound/listeners.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {networking, security, sidecarContext} from '../sidecar-context.js';

interface Listener {
  name: string;
  filter_chains: {filters: {name: string; typed_config: EnvoyMessage}[]}[];
}

/** The outbound listeners by name, as JSON. */
function listeners(...objects: string[]): Record<string, Listener> {
  const built: Listener[] = JSON.parse(JSON.stringify(outboundListeners(sidecarContext(...objects))));
  return Object.fromEntries(built.map((listener) => [listener.name, listener]));
}

test('hosts of a DYNAMIC_DNS wildcard are looked up', () => {
  const ports = '[{number: 443, name: tls, protocol: TLS}, {number: 80, name: http, protocol: HTTP}]';
  const found = listeners(
    networking('ServiceEntry', 'se', `{hosts: ["*.w.x"], ports: ${ports}, resolution: DYNAMIC_DNS}`),
  );
  const cache = {dns_cache_config: {name: '*.w.x_dfp_dns_cache', dns_lookup_family: 'V4_ONLY'}};
  expect(found['0.0.0.0_443']?.filter_chains[0]?.filters[0]).toMatchObject({
    name: 'envoy.extensions.filters.network.sni_dynamic_forward_proxy',
    typed_config: {...cache, port_value: 443},
  });
  const filters = found['0.0.0.0_80']?.filter_chains[0]?.filters[0]?.typed_config['http_filters'];
  expect(filters).toContainEqual(
    expect.objectContaining({
      name: 'envoy.filters.http.dynamic_forward_proxy',
      typed_config: expect.objectContaining(cache),
    }),
  );
});

describe('policies hold for TLS to a DYNAMIC_DNS wildcard', () => {
  const ports = '[{number: 443, name: tls, protocol: TLS}]';
  const entry = (host: string, resolution: string, namespace?: string) =>
    networking('ServiceEntry', 'se', `{hosts: ["${host}"], ports: ${ports}, resolution: ${resolution}}`, namespace);
  const policy = (namespace?: string) => security('AuthorizationPolicy', 'a', '{rules: [{}]}', namespace);
  const filters = (...objects: string[]) =>
    listeners(...objects)['0.0.0.0_443']?.filter_chains[0]?.filters.map(({name}) => name.split('.').at(-1));

  test('of the workload, or of the namespace of the wildcard', () => {
    const wanted = ['rbac', 'sni_dynamic_forward_proxy', 'tcp_proxy'];
    expect(filters(entry('*.w.x', 'DYNAMIC_DNS'), policy())).toEqual(wanted);
    expect(filters(entry('*.w.x', 'DYNAMIC_DNS', 'other'), policy('other'))).toEqual(wanted);
  });

  test('not of other namespaces, nor for other TLS', () => {
    const without = ['sni_dynamic_forward_proxy', 'tcp_proxy'];
    expect(filters(entry('*.w.x', 'DYNAMIC_DNS'), policy('other'))).toEqual(without);
    expect(filters(entry('w.x', 'DNS'), policy())).toEqual(['tcp_proxy']);
  });
});
