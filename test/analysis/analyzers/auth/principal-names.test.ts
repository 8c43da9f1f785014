// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {analyze, findings, object} from '../../analyzed.js';

const FORM = 'auth.PrincipalFormAnalyzer';
const DOMAIN = 'auth.TrustDomainAnalyzer';
const policy = (rules: object[], spec: object = {}, namespace = 's') =>
  object('AuthorizationPolicy', `${namespace}/p`, {spec: {rules, ...spec}});
const by = (principal: string) => policy([{from: [{source: {principals: [principal]}}]}]);

describe('the form of principals', () => {
  test('is told with what is wrong', async () => {
    expect(await analyze(FORM, [by('cluster.local/ns/shop/cart')])).toEqual([
      {
        about: 'ISTX411 AuthorizationPolicy s/p spec.rules.0.from.0.source.principals.0',
        text:
          'No workload has the principal "cluster.local/ns/shop/cart": it has another form. ' +
          'Write TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT, with a star at its start or end only.',
      },
    ]);
  });

  test.each([
    ['cart', 'it has another form'],
    ['shop/cart', 'it has another form'],
    ['cluster.local/ns/shop/sa/', 'it has another form'],
    ['cluster.local/ns/shop/sa/cart/', 'it has another form'],
    ['cluster.local/sa/cart/ns/shop', 'it has another form'],
    ['ns/shop/sa/cart', 'the trust domain is missing'],
    ['/ns/shop/sa/cart', 'it has another form'],
    ['spiffe://cluster.local/ns/shop/sa/cart', 'principals have no "spiffe://" before them'],
    ['cluster.local/ns/*/sa/cart', 'a star in the middle stands for itself'],
    ['*/ns/*/sa/cart', 'a star in the middle stands for itself'],
    ['*/sa/*', 'only one star counts'],
  ])('%s: reported', async (principal, reason) => {
    const [found, ...more] = await analyze(FORM, [by(principal)]);
    expect(more).toEqual([]);
    expect(found?.text).toContain(`"${principal}": ${reason}. Write`);
  });

  test.each([
    'cluster.local/ns/shop/sa/cart',
    'td/ns/shop/sa/cart',
    '*',
    '*/ns/shop/sa/cart',
    '*/sa/cart',
    'cluster.local/ns/shop/*',
    'cluster.local/ns/shop/sa/cart-*',
    'partner.example.org/workload/1',
  ])('%s: not reported', async (principal) => {
    expect(await findings(FORM, [by(principal)])).toEqual([]);
  });

  test('of exceptions and conditions too, but not of service accounts', async () => {
    const rules = [
      {from: [{source: {notPrincipals: ['cart'], serviceAccounts: ['shop/cart', 'cart']}}]},
      {
        when: [
          {key: 'source.principal', values: ['ok.td/ns/a/sa/b'], notValues: ['x']},
          {key: 'source.namespace', values: ['y']},
        ],
      },
    ];
    expect(await findings(FORM, [policy(rules)])).toEqual([
      'ISTX411 AuthorizationPolicy s/p spec.rules.0.from.0.source.notPrincipals.0',
      'ISTX411 AuthorizationPolicy s/p spec.rules.1.when.0.notValues.0',
    ]);
  });
});

describe('trust domains', () => {
  const meshConfig = {...defaultMeshConfig, trustDomain: 'mesh.example', trustDomainAliases: ['old.example']};

  test('that proxies refuse are named, and those that they accept', async () => {
    expect(await analyze(DOMAIN, [by('td.example/ns/shop/sa/cart')], {meshConfig})).toEqual([
      {
        about: 'ISTX412 AuthorizationPolicy s/p spec.rules.0.from.0.source.principals.0',
        text:
          'No workload has the principal "td.example/ns/shop/sa/cart": proxies refuse certificates of trust domain ' +
          '"td.example". They accept [mesh.example old.example].',
      },
    ]);
    expect(await findings(DOMAIN, [by('td.example/*')], {meshConfig})).toHaveLength(1);
  });

  test.each([
    'mesh.example/ns/shop/sa/cart',
    'old.example/ns/shop/sa/cart',
    'cluster.local/ns/shop/sa/cart',
    '*/ns/shop/sa/cart',
    'td*',
    'cart',
  ])('%s: not reported', async (principal) => {
    expect(await findings(DOMAIN, [by(principal)], {meshConfig})).toEqual([]);
  });

  const foreign = by('td.example/ns/shop/sa/cart');
  const istiod = object('Deployment', 'istio-system/istiod', {
    spec: {
      template: {spec: {containers: [{name: 'd', env: [{name: 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN', value: 'true'}]}]}},
    },
  });
  const gateway = object('Pod', 's/gw', {labels: {'gateway.networking.k8s.io/gateway-name': 'gw'}});
  const targeting = policy([{from: [{source: {principals: ['td.example/ns/a/sa/b']}}]}], {
    targetRefs: [{group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'gw'}],
  });
  test.each([
    ['settings that nobody knows', [foreign], defaultMeshConfig],
    ['roots of another mesh', [foreign], {...meshConfig, caCertificates: [{trustDomains: ['td.example']}]}],
    ['an istiod that does not have them checked', [foreign, istiod], meshConfig],
    ['gateways, whose clients have other issuers', [foreign, gateway], meshConfig],
    ['a policy of a Gateway', [targeting], meshConfig],
  ])('%s: not reported', async (_, objects, config) => {
    expect(await findings(DOMAIN, objects, {meshConfig: config})).toEqual([]);
  });
});
