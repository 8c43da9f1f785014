// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {AT_ORDERS, answersTo, firstAnswer, line, MESH, TO_ORDERS} from '../answers.js';

const policy = (kind: string, name: string, spec: string, namespace = 'back') => `
---
apiVersion: security.istio.io/v1
kind: ${kind}
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}`;

const refused = (fields: object) =>
  [
    line({...TO_ORDERS, code: 403, detail: 'via_upstream'}),
    line({...AT_ORDERS, upstream: '-', code: 403, ...fields}),
  ].join('\n');
const NONE = {detail: 'rbac_access_denied_matched_policy[none]'};

describe('authorization', () => {
  test.each<[why: string, policies: string, wanted: string]>([
    [
      'a rule for another principal',
      policy(
        'AuthorizationPolicy',
        'callers',
        '{rules: [{from: [{source: {principals: [cluster.local/ns/front/sa/other]}}]}]}',
      ),
      'no-rule-allows | AuthorizationPolicy back/callers spec.rules[0].from[0].source.principals',
    ],
    [
      'a rule for another namespace',
      policy('AuthorizationPolicy', 'callers', '{rules: [{from: [{source: {namespaces: [back]}}]}]}'),
      'no-rule-allows | AuthorizationPolicy back/callers spec.rules[0].from[0].source.namespaces',
    ],
    [
      'a rule for other methods',
      policy('AuthorizationPolicy', 'callers', '{rules: [{to: [{operation: {methods: [POST]}}]}]}'),
      'no-rule-allows | AuthorizationPolicy back/callers spec.rules[0].to[0].operation.methods',
    ],
    [
      'a rule that wants a token',
      policy('AuthorizationPolicy', 'callers', '{rules: [{from: [{source: {requestPrincipals: ["*"]}}]}]}'),
      'no-rule-allows | AuthorizationPolicy back/callers spec.rules[0].from[0].source.requestPrincipals',
    ],
    [
      'no rule at all',
      policy('AuthorizationPolicy', 'nothing', '{}'),
      'no-rule-allows | AuthorizationPolicy back/nothing spec.rules',
    ],
    [
      'one in the root namespace',
      policy('AuthorizationPolicy', 'nothing', '{}', 'istio-system'),
      'no-rule-allows | AuthorizationPolicy istio-system/nothing spec.rules',
    ],
    [
      'of two the one that lacks least',
      policy(
        'AuthorizationPolicy',
        'far',
        '{rules: [{from: [{source: {namespaces: [x]}}], to: [{operation: {methods: [PUT]}}]}]}',
      ) + policy('AuthorizationPolicy', 'near', '{rules: [{to: [{operation: {paths: [/admin]}}]}]}'),
      'no-rule-allows | AuthorizationPolicy back/near spec.rules[0].to[0].operation.paths',
    ],
    [
      'policies for other workloads are innocent',
      policy('AuthorizationPolicy', 'others', '{selector: {matchLabels: {app: other}}}') +
        policy('AuthorizationPolicy', 'deny', '{action: DENY, rules: [{}]}'),
      'unknown',
    ],
  ])('%s', (_, policies, wanted) => {
    expect(firstAnswer({objects: MESH + policies, log: refused(NONE)})).toBe(wanted);
  });

  test('a rule of DENY, also of a TCP connection and without objects', () => {
    const detail = 'rbac_access_denied_matched_policy[ns[back]-policy[no-admin]-rule[2]]';
    const wanted = 'denied-by-rule | AuthorizationPolicy back/no-admin spec.rules[2]';
    expect(firstAnswer({objects: MESH, log: refused({detail})})).toBe(wanted);
    expect(firstAnswer({log: refused({detail})})).toBe(wanted);
    const tcp = line({...AT_ORDERS, method: '-', path: '-', authority: '-', id: '-', termination: detail});
    expect(firstAnswer({objects: MESH, log: tcp})).toBe(wanted);
  });

  test('a DestinationRule without TLS, so that there is no principal', () => {
    const callers = policy(
      'AuthorizationPolicy',
      'callers',
      '{rules: [{from: [{source: {principals: [cluster.local/ns/front/sa/web]}}]}]}',
    );
    const disable = policy('DestinationRule', 'plain', '{host: orders, trafficPolicy: {tls: {mode: DISABLE}}}');
    const log = refused({...NONE, sni: '-'});
    expect(firstAnswer({objects: MESH + callers + disable, log})).toBe(
      'no-rule-allows | DestinationRule back/plain spec.trafficPolicy.tls.mode',
    );
    expect(firstAnswer({objects: MESH + callers, log})).toBe(
      'no-rule-allows | AuthorizationPolicy back/callers spec.rules[0].from[0].source.principals',
    );
  });

  test('who asks is told', () => {
    const objects =
      MESH +
      policy(
        'AuthorizationPolicy',
        'callers',
        '{rules: [{from: [{source: {principals: [cluster.local/ns/front/sa/other]}}]}]}',
      );
    expect(answersTo({objects, log: refused(NONE)})[0]?.cause?.text).toContain('cluster.local/ns/front/sa/web');
  });

  test.each<[words: string, wanted: string]>([
    ['Jwt_issuer_is_not_configured', 'spec.jwtRules[0].issuer'],
    ['Jwt_is_expired', 'spec.jwtRules'],
    ['Audiences_in_Jwt_are_not_allowed', 'spec.jwtRules[0].audiences'],
    ['Jwks_remote_fetch_is_failed', 'spec.jwtRules[0].jwksUri'],
    ['Jwt_verification_fails', 'spec.jwtRules[0].jwks'],
  ])('a token: %s', (words, field) => {
    const log = refused({code: 401, detail: `jwt_authn_access_denied{${words}}`});
    const objects =
      MESH + policy('RequestAuthentication', 'tokens', '{jwtRules: [{issuer: "https://id.example.org"}]}');
    expect(firstAnswer({objects, log})).toBe(`token-refused | RequestAuthentication back/tokens ${field}`);
    expect(firstAnswer({objects: MESH, log})).toBe('unknown');
  });

  describe('an external authorizer', () => {
    const provider = MESH.replace(
      'rootNamespace: istio-system',
      'rootNamespace: istio-system\\nextensionProviders: [{name: gate, envoyExtAuthzHttp: {service: gate.back.svc.cluster.local, port: 80}}]',
    );
    const custom = policy('AuthorizationPolicy', 'ask', '{action: CUSTOM, provider: {name: gate}, rules: [{}]}');

    test.each<[why: string, objects: string, detail: string, wanted: string]>([
      [
        'says no',
        provider + custom,
        'ext_authz_denied',
        'external-authorizer | AuthorizationPolicy back/ask spec.rules',
      ],
      [
        'does not exist in the mesh',
        MESH + custom,
        'ext_authz_error',
        'external-authorizer | AuthorizationPolicy back/ask spec.provider.name',
      ],
      [
        'has no Service',
        provider + custom,
        'ext_authz_error',
        'external-authorizer | ConfigMap istio-system/istio data.mesh extensionProviders',
      ],
      ['is asked by nobody', provider, 'ext_authz_denied', 'unknown'],
    ])('%s', (_, objects, detail, wanted) => {
      expect(firstAnswer({objects, log: refused({flags: 'UAEX', detail})})).toBe(wanted);
    });
  });

  test('a rate limit of the server, not of others', () => {
    const filter = (app: string) => `
---
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: limit, namespace: back}
spec: {workloadSelector: {labels: {app: ${app}}}, configPatches: [{patch: {value: {name: envoy.filters.http.local_ratelimit}}}]}`;
    const log = refused({code: 429, flags: 'RL', detail: 'local_rate_limited'});
    expect(firstAnswer({objects: MESH + filter('orders'), log})).toBe(
      'rate-limited | EnvoyFilter back/limit spec.configPatches',
    );
    expect(firstAnswer({objects: MESH + filter('other'), log})).toBe('unknown');
  });

  test('ztunnel', () => {
    const head =
      '2026-11-30T10:00:00Z\terror\taccess\tconnection complete\tsrc.addr=10.1.0.10:4000 src.workload="web-1" src.identity="spiffe://cluster.local/ns/front/sa/web" dst.addr=10.1.0.20:15008 dst.workload="orders-1" dst.namespace="back" direction="inbound" duration="1ms"';
    expect(
      firstAnswer({
        log: `${head} error="connection closed due to policy rejection: explicitly denied by: back/no-web"`,
      }),
    ).toBe('denied-by-ztunnel | AuthorizationPolicy back/no-web spec.rules');
    const allow = policy('AuthorizationPolicy', 'callers', '{rules: [{from: [{source: {namespaces: [x]}}]}]}');
    expect(
      firstAnswer({
        objects: MESH + allow,
        log: `${head} error="connection closed due to policy rejection: allow policies exist, but none allowed"`,
      }),
    ).toBe('denied-by-ztunnel | AuthorizationPolicy back/callers spec.rules');
    expect(firstAnswer({objects: MESH, log: `${head} error="connection failed: something"`})).toBe('unknown');
  });
});
