// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {enforcedPolicies} from '../../src/authz/policies.js';
import {readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {policyTable} from '../../src/writer/authz/policies.js';

const rbac = (rules: object, more: object = {}) => ({
  name: 'envoy.filters.http.rbac',
  typed_config: {'@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC', rules, ...more},
});
const manager = (...filters: object[]) => ({
  name: 'envoy.filters.network.http_connection_manager',
  typed_config: {http_filters: filters},
});

function found(listeners: object[]): ReturnType<typeof enforcedPolicies> {
  const section = {
    '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump',
    dynamic_listeners: listeners.map((listener) => ({active_state: {listener}})),
  };
  return enforcedPolicies(readConfigDump({bytes: Buffer.from(JSON.stringify({configs: [section]})), name: 'dump'}));
}

test('policies come by action and name, with their rules counted once', () => {
  const chain = {
    filters: [
      manager(
        rbac({
          action: 'DENY',
          policies: {'ns[shop]-policy[no-admin]-rule[0]': {}, 'ns[shop]-policy[no-admin]-rule[1]': {}},
        }),
        rbac({policies: {'ns[shop]-policy[b]-rule[0]': {}, 'ns[istio-system]-policy[a]-rule[0]': {}}}),
        {name: 'envoy.filters.http.router'},
      ),
    ],
  };
  const tcp = {
    filters: [
      {
        ...rbac({action: 'DENY', policies: {'ns[shop]-policy[no-admin]-rule[0]': {}}}),
        name: 'envoy.filters.network.rbac',
      },
    ],
  };
  const listener = {name: 'virtualInbound', filter_chains: [chain, tcp, chain]};
  expect(policyTable(found([listener]))).toBe(
    [
      'ACTION   AuthorizationPolicy   RULES',
      'DENY     no-admin.shop         2',
      'ALLOW    a.istio-system        1',
      'ALLOW    b.shop                1',
      '',
    ].join('\n'),
  );
});

test('external authorizers, filters that match nothing, and names of others', () => {
  const external = rbac(
    {},
    {shadow_rules: {policies: {'istio-ext-authz-ns[shop]-policy[ext]-rule[0]': {}, other: {}}}},
  );
  const {policies, foreign} = found([
    {filter_chains: [{filters: [manager(external, rbac({action: 'LOG', policies: {mine: {}}}))]}]},
  ]);
  expect(policies).toEqual([
    {action: 'ALLOW', name: '_anonymous_match_nothing_', rules: 1},
    {action: 'LOG', name: '', rules: 1},
    {action: 'CUSTOM', name: 'ext.shop', rules: 1},
  ]);
  expect(foreign).toEqual(['mine']);
});

test('a proxy without dynamic listeners shows nothing, one without policies the headings', () => {
  expect(policyTable(found([]))).toBe('');
  expect(policyTable(found([{name: 'plain'}]))).toBe('ACTION   AuthorizationPolicy   RULES\n');
});
