// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {originsIn} from '../../src/envoy/origins.js';
import type {Json} from '../envoy-server/config.js';
import {filter, madeFrom} from '../envoy-server/sidecar.js';

function dumpOf(sections: Record<string, Json>) {
  const configs = Object.entries(sections).map(([name, fields]) => ({
    '@type': `type.googleapis.com/envoy.admin.v3.${name}ConfigDump`,
    ...fields,
  }));
  return readConfigDump({bytes: Buffer.from(JSON.stringify({configs})), name: 'a dump'});
}

const rbac = (fields: Json) => filter('envoy.filters.http.rbac', 'filters.http.rbac.v3.RBAC', fields);
const policies = (...names: string[]) => ({policies: Object.fromEntries(names.map((name) => [name, {}]))});
const cart = madeFrom('virtual-service', 'shop', 'cart');

test('objects that are named in a dump, with all that they made', () => {
  const manager = filter('envoy.filters.network.http_connection_manager', 'HttpConnectionManager', {
    http_filters: [
      rbac({rules: policies('ns[shop]-policy[allow]-rule[0]', 'ns[shop]-policy[allow]-rule[1]', 'not ours')}),
      rbac({shadow_rules: policies('istio-ext-authz-ns[shop]-policy[ask]-rule[0]')}),
      {name: 'extensions.istio.io/trafficextension/shop.lua.v1', config_discovery: {}},
      {name: 'extenstions.istio.io/wasmplugin/istio-system.limits', config_discovery: {}},
      {name: 'envoy.filters.http.router', typed_config: {}},
    ],
    route_config: {virtual_hosts: [{routes: [{metadata: cart}, {}]}]},
  });
  const tcp = {filters: [rbac({rules: policies('ns[shop]-policy[allow]-rule[0]')})], metadata: cart};
  const listener = {name: 'in', filter_chains: [{filters: [manager]}], default_filter_chain: tcp};
  const rule = madeFrom('destination-rule', 'pay', 'pay');
  const dump = dumpOf({
    Listeners: {
      dynamic_listeners: [{active_state: {listener}}, {warming_state: {}}],
      static_listeners: [{listener: {}}],
    },
    Routes: {dynamic_route_configs: [{route_config: {virtual_hosts: [{routes: [{metadata: cart}]}, {}]}}]},
    Clusters: {
      dynamic_active_clusters: [{cluster: {name: 'a', metadata: rule}}, {cluster: {name: 'b', metadata: rule}}],
      static_clusters: [{cluster: {name: 'c'}}],
    },
  });
  const found = originsIn(dump).map(({origin: {kind, namespace, name}, uses}) => [
    `${kind} ${namespace}/${name}`,
    Object.fromEntries(uses),
  ]);
  expect(found).toEqual([
    ['AuthorizationPolicy shop/allow', {rule: 2}],
    ['AuthorizationPolicy shop/ask', {rule: 1}],
    ['TrafficExtension shop/lua.v1', {filter: 1}],
    ['WasmPlugin istio-system/limits', {filter: 1}],
    ['VirtualService shop/cart', {route: 2, 'filter chain': 1}],
    ['DestinationRule pay/pay', {cluster: 2}],
  ]);
});

test('a dump without any section names none', () => {
  expect(originsIn(dumpOf({}))).toEqual([]);
});

test('what does not fit is named with its place', () => {
  const dump = dumpOf({Routes: {dynamic_route_configs: [{route_config: {virtual_hosts: [{routes: {}}]}}]}});
  expect(() => originsIn(dump)).toThrow(/a dump: dynamic_route_configs\[0\]: .*routes/);
});
