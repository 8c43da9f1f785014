// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'auth.MutualTLSAnalyzer';
const shop = object('Namespace', 'shop', {labels: {'istio-injection': 'enabled'}});
const pod = (name = 'shop/cart', labels: Record<string, string> = {}) =>
  object('Pod', name, {labels: {app: 'cart', ...labels}, spec: {containers: [{name: 'app'}]}});
const authentication = (name: string, spec: object) => object('PeerAuthentication', name, {spec});
const off = authentication('shop/default', {mtls: {mode: 'DISABLE'}});
const policy = (rule: object, spec: object = {}) =>
  object('AuthorizationPolicy', 'shop/p', {spec: {rules: [rule], ...spec}});
const from = (source: object) => ({from: [{source}]});
const mesh = [shop, pod(), off];

test('says which policy, which attribute and what becomes of the rule', async () => {
  expect(await analyze(ANALYZER, [...mesh, policy(from({principals: ['cluster.local/ns/a/sa/b']}))])).toEqual([
    {
      about: 'ISTX413 AuthorizationPolicy shop/p spec.rules.0.from.0.source.principals.0',
      text:
        'PeerAuthentication "shop/default" is DISABLE for the workloads of this policy, so principals is always empty: ' +
        'the rule never matches, and requests are DENIED.',
    },
  ]);
});

test.each([
  ['a denial', from({namespaces: ['a']}), 'DENY', 'namespaces is always empty: the rule denies NO request'],
  [
    'a denial of others',
    from({notNamespaces: ['a']}),
    'DENY',
    'notNamespaces is always empty: the rule denies EVERY request',
  ],
  [
    'accounts',
    from({serviceAccounts: ['a/b']}),
    'ALLOW',
    'serviceAccounts is always empty: the rule never matches, and requests are DENIED',
  ],
  [
    'an exception',
    from({notPrincipals: ['x/ns/a/sa/b']}),
    'ALLOW',
    'notPrincipals is always empty: the rule allows whoever asks, certificate or not',
  ],
  [
    'a condition',
    {when: [{key: 'source.namespace', values: ['a']}]},
    'AUDIT',
    'source.namespace is always empty: the rule never matches',
  ],
])('%s', async (_, rule, action, text) => {
  const [found] = await analyze(ANALYZER, [...mesh, policy(rule, {action})]);
  expect(found?.text.replace(/\.$/, '')).toMatch(new RegExp(`so ${text}$`));
});

const rule = policy(from({principals: ['cluster.local/ns/a/sa/b']}));
test.each([
  ['of the mesh', [shop, pod(), authentication('istio-system/default', {mtls: {mode: 'DISABLE'}}), rule]],
  [
    'of the workload',
    [shop, pod(), authentication('shop/cart', {selector: {matchLabels: {app: 'cart'}}, mtls: {mode: 'DISABLE'}}), rule],
  ],
  [
    'of machines beside workloads without a proxy',
    [...mesh, pod('shop/x', {'sidecar.istio.io/inject': 'false'}), rule],
  ],
])('DISABLE %s: reported', async (_, objects) => {
  expect(await findings(ANALYZER, objects)).toHaveLength(1);
});

test.each([
  ['PERMISSIVE', [shop, pod(), authentication('shop/default', {mtls: {mode: 'PERMISSIVE'}}), rule]],
  ['no PeerAuthentication', [shop, pod(), rule]],
  [
    'a port with mTLS',
    [
      ...mesh,
      authentication('shop/cart', {selector: {matchLabels: {app: 'cart'}}, portLevelMtls: {8080: {mode: 'STRICT'}}}),
      rule,
    ],
  ],
  [
    'another workload with mTLS',
    [
      ...mesh,
      pod('shop/pay', {app: 'pay'}),
      authentication('shop/pay', {selector: {matchLabels: {app: 'pay'}}, mtls: {mode: 'STRICT'}}),
      rule,
    ],
  ],
  [
    'ambient workloads, whose ztunnel does not know DISABLE',
    [object('Namespace', 'shop', {labels: {'istio.io/dataplane-mode': 'ambient'}}), pod(), off, rule],
  ],
  ['no workloads', [shop, off, rule]],
  ['a waypoint', [...mesh, policy(from({principals: ['*']}), {targetRefs: [{kind: 'Service', name: 'cart'}]})]],
  ['addresses', [...mesh, policy(from({ipBlocks: ['10.0.0.0/8']}))]],
  ['requests', [...mesh, policy({to: [{operation: {methods: ['GET']}}]})]],
])('%s: not reported', async (_, objects) => {
  expect(await findings(ANALYZER, objects)).toEqual([]);
});
