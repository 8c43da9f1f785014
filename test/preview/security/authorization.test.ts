// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {Context} from '../../../src/preview/model/context.js';
import type {Layer} from '../../../src/preview/security/authorization/condition.js';
import {customFilters} from '../../../src/preview/security/authorization/custom.js';
import {authorizationFilters} from '../../../src/preview/security/authorization/filters.js';
import {printed} from '../printed.js';
import {meshSettings, security, service, workloadContext} from '../sidecar-context.js';

interface Rbac {
  rules?: {action?: string; policies?: Record<string, {permissions: object[]; principals: object[]}>};
  shadow_rules?: Rbac['rules'];
  shadow_rules_stat_prefix?: string;
}

function context(...objects: string[]): Context {
  return workloadContext({namespace: 'shop', labels: {app: 'cart'}}, ...objects);
}

function rbac(objects: string[], layer: Layer = 'http'): Rbac[] {
  const filters = printed(authorizationFilters(context(...objects), layer)) as {typed_config: Rbac}[];
  return filters.map(({typed_config}) => typed_config);
}

const policy = (name: string, spec: string, namespace?: string) =>
  security('AuthorizationPolicy', name, spec, namespace);

/** The one Envoy policy of the one rule. */
function built(rule: string, layer: Layer = 'http', action = 'ALLOW', settings = ''): unknown {
  const [filter] = rbac([meshSettings(settings), policy('a', `{action: ${action}, rules: [${rule}]}`)], layer);
  const {policies} = filter?.rules ?? {};
  return policies?.['ns[shop]-policy[a]-rule[0]'];
}

const ANY = [{and_rules: {rules: [{any: true}]}}];
const ANYBODY = [{and_ids: {ids: [{any: true}]}}];

const permissions = (...rules: object[]) => ({permissions: [{and_rules: {rules}}], principals: ANYBODY});
const principals = (...ids: object[]) => ({permissions: ANY, principals: [{and_ids: {ids}}]});
const oneOf = (...rules: object[]) => ({or_rules: {rules}});
const oneOfIds = (...ids: object[]) => ({or_ids: {ids}});
const named = (match: object) => ({authenticated: {principal_name: match}});
const regex = (text: string) => ({safe_regex: {regex: text}});

describe('which policies a proxy enforces', () => {
  test('those of its namespace and the root namespace that select it, audit before denial before permission', () => {
    const filters = rbac([
      policy('own', '{selector: {matchLabels: {app: cart}}, rules: [{}]}'),
      policy('other', '{selector: {matchLabels: {app: web}}, rules: [{}]}'),
      policy('elsewhere', '{rules: [{}]}', 'pay'),
      policy('root', '{rules: [{}]}', 'istio-system'),
      policy('denied', '{action: DENY, rules: [{}]}'),
      policy('audited', '{action: AUDIT, rules: [{}]}'),
      policy('target', '{targetRefs: [{kind: Gateway, group: gateway.networking.k8s.io, name: g}], rules: [{}]}'),
    ]);
    expect(filters.map(({rules}) => [rules?.action, Object.keys(rules?.policies ?? {})])).toEqual([
      ['LOG', ['ns[shop]-policy[audited]-rule[0]']],
      ['DENY', ['ns[shop]-policy[denied]-rule[0]']],
      [undefined, ['ns[istio-system]-policy[root]-rule[0]', 'ns[shop]-policy[own]-rule[0]']],
    ]);
  });

  test('none without policies', () => {
    expect(rbac([])).toEqual([]);
  });

  test('one without rules matches nothing', () => {
    const [filter] = rbac([policy('a', '{}')]);
    expect(filter?.rules?.policies).toEqual({
      'ns[shop]-policy[a]-rule[0]': {
        permissions: [{not_rule: {any: true}}],
        principals: [{not_id: {any: true}}],
      },
    });
  });

  test('policies in dry run are only tried out', () => {
    const tried = policy('a', '{action: DENY, rules: [{}]}').replace(
      'namespace: shop',
      "namespace: shop, annotations: {istio.io/dry-run: 'true'}",
    );
    const [filter] = rbac([tried]);
    expect(filter?.rules).toBeUndefined();
    expect(filter?.shadow_rules_stat_prefix).toBe('istio_dry_run_deny_');
    expect(Object.keys(filter?.shadow_rules?.policies ?? {})).toHaveLength(1);
  });
});

describe('operations', () => {
  const header = (name: string, match: object) => ({header: {name, ...match}});
  const template = (text: string) => ({
    uri_template: {
      name: 'uri-template',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig',
        path_template: text,
      },
    },
  });

  test.each<[string, object]>([
    [
      '{hosts: [a.example, "*.example", "a.*", "*"]}',
      oneOf(
        header(':authority', {string_match: {exact: 'a.example', ignore_case: true}}),
        header(':authority', {string_match: {suffix: '.example', ignore_case: true}}),
        header(':authority', {string_match: {prefix: 'a.', ignore_case: true}}),
        header(':authority', {present_match: true}),
      ),
    ],
    ['{methods: [GET]}', oneOf(header(':method', {string_match: {exact: 'GET'}}))],
    [
      '{paths: [/a, /a*, "*/a", "*"]}',
      oneOf(
        {url_path: {path: {exact: '/a'}}},
        {url_path: {path: {prefix: '/a'}}},
        {url_path: {path: {suffix: '/a'}}},
        {url_path: {path: regex('.+')}},
      ),
    ],
    ['{paths: ["/v1/{*}/a", "/z/{**}"]}', oneOf(template('/v1/*/a'), template('/z/**'))],
    ['{notPorts: ["80", "81"]}', {not_rule: oneOf({destination_port: 80}, {destination_port: 81})}],
  ])('%s', (operation, expected) => {
    expect(built(`{to: [{operation: ${operation}}]}`)).toEqual(permissions(expected));
  });

  test('their parts hold together, conditions behind them', () => {
    const rule =
      '{to: [{operation: {ports: ["80"], methods: [GET]}}], when: [{key: destination.ip, values: [10.0.0.0/8]}, {key: connection.sni, notValues: ["*.example"]}]}';
    expect(built(rule)).toEqual(
      permissions(
        oneOf(header(':method', {string_match: {exact: 'GET'}})),
        oneOf({destination_port: 80}),
        oneOf({destination_ip: {address_prefix: '10.0.0.0', prefix_len: 8}}),
        {not_rule: oneOf({requested_server_name: {suffix: '.example'}})},
      ),
    );
  });

  test.each([
    ['experimental.envoy.filters.a.b[c]', '[x]', {string_match: {exact: 'x'}}],
    ['experimental.envoy.filters.a.b[c]', '["[x]"]', {list_match: {one_of: {string_match: {exact: 'x'}}}}],
  ])('metadata of filters: %s %s', (key, values, value) => {
    expect(built(`{when: [{key: "${key}", values: ${values}}]}`)).toEqual(
      permissions({metadata: {filter: 'envoy.filters.a.b', path: [{key: 'c'}], value}}),
    );
  });
});

describe('sources', () => {
  test.each<[string, object]>([
    ['{principals: [td/ns/a/sa/b]}', oneOfIds(named({exact: 'spiffe://td/ns/a/sa/b'}))],
    [
      '{principals: ["*", "*/sa/b", "td/*"]}',
      oneOfIds(named(regex('.+')), named(regex('spiffe://.*/sa/b')), named({prefix: 'spiffe://td/'})),
    ],
    ['{namespaces: [a, "b*.c"]}', oneOfIds(named(regex('.*/ns/a/.*')), named(regex(String.raw`.*/ns/b.*\.c/.*`)))],
    [
      '{serviceAccounts: [b, a/c]}',
      oneOfIds(named(regex('spiffe://.+/ns/shop/(.+/|)sa/b(/.+)?')), named(regex('spiffe://.+/ns/a/(.+/|)sa/c(/.+)?'))),
    ],
    [
      '{trustDomains: [td, "*", "a*.b"]}',
      oneOfIds(
        named({prefix: 'spiffe://td/'}),
        named({prefix: 'spiffe://'}),
        named(regex(String.raw`spiffe://a[^/]*\.b/.*`)),
      ),
    ],
    [
      '{ipBlocks: [10.0.0.1, "2001:DB8::/32"]}',
      oneOfIds(
        {direct_remote_ip: {address_prefix: '10.0.0.1', prefix_len: 32}},
        {direct_remote_ip: {address_prefix: '2001:db8::', prefix_len: 32}},
      ),
    ],
    ['{notRemoteIpBlocks: [10.0.0.0/8]}', {not_id: oneOfIds({remote_ip: {address_prefix: '10.0.0.0', prefix_len: 8}})}],
  ])('%s', (source, expected) => {
    expect(built(`{from: [{source: ${source}}]}`)).toEqual(principals(expected));
  });

  const claim = (path: string[], value: object) => ({
    metadata: {filter: 'envoy.filters.http.jwt_authn', path: path.map((key) => ({key})), value},
  });
  const text = (name: string, match: object) => claim(['payload', name], {string_match: match});
  const listOrText = (value: object) => ({or_match: {value_matchers: [{list_match: {one_of: value}}, value]}});

  test.each<[string, object, object]>([
    ['https://i.example/sub', {exact: 'https://i.example'}, {exact: 'sub'}],
    ['*', regex('.+'), regex('.+')],
    ['*/sub', regex('.+'), {exact: 'sub'}],
    ['*.example/sub', {suffix: '.example'}, {exact: 'sub'}],
    ['*sub', regex('.+'), {suffix: 'sub'}],
    ['i/*', {exact: 'i'}, regex('.+')],
    ['i/s*', {exact: 'i'}, {prefix: 's'}],
    ['i*', {prefix: 'i'}, regex('.+')],
  ])('request principal %s', (value, issuer, subject) => {
    expect(built(`{from: [{source: {requestPrincipals: ["${value}"]}}]}`)).toEqual(
      principals({and_ids: {ids: [text('iss', issuer), text('sub', subject)]}}),
    );
  });

  test.each<[string, string, object]>([
    ['request.auth.audiences', '[a]', claim(['payload', 'aud'], listOrText({string_match: {exact: 'a'}}))],
    ['request.auth.presenter', '[a]', claim(['payload', 'azp'], listOrText({string_match: {exact: 'a'}}))],
    [
      'request.auth.claims[a][b.c]',
      '["x*", z]',
      claim(
        ['payload', 'a', 'b.c'],
        listOrText({or_match: {value_matchers: [{string_match: {prefix: 'x'}}, {string_match: {exact: 'z'}}]}}),
      ),
    ],
    ['request.headers[X-A]', '[v]', oneOfIds({header: {name: 'X-A', string_match: {exact: 'v'}}})],
    ['source.namespace', '[a]', oneOfIds(named(regex('.*/ns/a/.*')))],
    ['source.principal', '[td/ns/a/sa/b]', oneOfIds(named({exact: 'spiffe://td/ns/a/sa/b'}))],
  ])('condition %s', (key, values, expected) => {
    expect(built(`{when: [{key: "${key}", values: ${values}}]}`)).toEqual(principals(expected));
  });

  test('the order is that of identity, token, account, domain, namespace, addresses, then conditions', () => {
    const source =
      '{ipBlocks: [10.0.0.1], remoteIpBlocks: [10.0.0.2], namespaces: [ns], requestPrincipals: ["*"], principals: ["*"]}';
    const {principals: [and] = []} = built(
      `{from: [{source: ${source}}], when: [{key: "request.headers[a]", values: [b]}]}`,
    ) as {principals: {and_ids: {ids: Record<string, {ids: object[]}>[]}}[]};
    const kinds = and?.and_ids.ids.map((id) => {
      const [inner] = (id['or_ids'] ?? id['and_ids'])?.ids ?? [];
      return Object.keys(inner ?? {})[0];
    });
    expect(kinds).toEqual(['authenticated', 'metadata', 'authenticated', 'remote_ip', 'direct_remote_ip', 'header']);
  });

  test('principals of the mesh count for each of its trust domains', () => {
    const settings = '{trustDomain: new, trustDomainAliases: [old]}';
    const names = (value: string) => {
      const found = built(`{from: [{source: {principals: ["${value}"]}}]}`, 'http', 'ALLOW', settings) as {
        principals: {and_ids: {ids: [{or_ids: {ids: {authenticated: {principal_name: object}}[]}}]}}[];
      };
      return found.principals[0]?.and_ids.ids[0].or_ids.ids.map((id) => id.authenticated.principal_name);
    };
    const both = [{exact: 'spiffe://new/ns/a/sa/b'}, {exact: 'spiffe://old/ns/a/sa/b'}];
    expect(names('new/ns/a/sa/b')).toEqual(both);
    expect(names('cluster.local/ns/a/sa/b')).toEqual(both);
    expect(names('foreign/ns/a/sa/b')).toEqual([{exact: 'spiffe://foreign/ns/a/sa/b'}]);
    expect(names('*/ns/a/sa/b')).toEqual([regex('spiffe://.*/ns/a/sa/b')]);
  });
});

test('principals of a condition are written for each trust domain once more for every source, as istiod does', () => {
  const settings = '{trustDomain: new, trustDomainAliases: [old]}';
  const rule = (from: string) => `{from: [${from}], when: [{key: source.principal, values: [new/ns/a/sa/b]}]}`;
  const count = (from: string) => {
    const found = built(rule(from), 'http', 'ALLOW', settings) as {
      principals: {and_ids: {ids: {or_ids: {ids: object[]}}[]}}[];
    };
    return found.principals.map(({and_ids}) => and_ids.ids.at(-1)?.or_ids.ids.length);
  };
  expect(count('')).toEqual([2]);
  expect(count('{source: {namespaces: [a]}}')).toEqual([2]);
  expect(count('{source: {namespaces: [a]}}, {source: {namespaces: [b]}}')).toEqual([4, 4]);
});

describe('rules on connections', () => {
  test('that ask for requests hold nothing where they permit, and less where they deny', () => {
    const rule = '{to: [{operation: {methods: [GET], ports: ["80"]}}]}';
    expect(built(rule, 'tcp')).toBeUndefined();
    expect(built(rule, 'tcp', 'DENY')).toEqual(permissions(oneOf({destination_port: 80})));
  });
});

describe('policies that ask a provider', () => {
  const PROVIDER =
    'extensionProviders: [{name: own, envoyExtAuthzGrpc: {service: authz.shop.svc.cluster.local, port: 9000}}, {name: web, envoyExtAuthzHttp: {service: authz.shop.svc.cluster.local, port: 80}}]';
  const asking = (name: string, provider: string) =>
    policy(name, `{action: CUSTOM, provider: {name: ${provider}}, rules: [{}]}`);
  const AUTHZ = service('authz', 'grpc:9000');

  function names(objects: string[], layer: Layer = 'http'): unknown[] {
    const filters = printed(customFilters(context(meshSettings(PROVIDER), ...objects), layer)) as {
      name: string;
      typed_config: Rbac;
    }[];
    return filters.map(({name, typed_config: {rules, shadow_rules}}) =>
      [name.split('.').slice(-2).join('.'), ...Object.keys(rules?.policies ?? shadow_rules?.policies ?? {})].join(' '),
    );
  }

  test.each<[string, string[], Layer, string[]]>([
    [
      'find out first whether one matches',
      [AUTHZ, asking('a', 'own')],
      'http',
      ['http.rbac istio-ext-authz-own-ns[shop]-policy[a]-rule[0]', 'http.ext_authz'],
    ],
    [
      'ask about connections by gRPC',
      [AUTHZ, asking('a', 'own')],
      'tcp',
      ['network.rbac istio-ext-authz-own-ns[shop]-policy[a]-rule[0]', 'network.ext_authz'],
    ],
    ['do not ask about connections by HTTP', [AUTHZ, asking('a', 'web')], 'tcp', []],
    [
      'deny where the service is unknown',
      [asking('a', 'own')],
      'http',
      ['http.rbac istio-ext-authz-own-ns[shop]-policy[a]-rule[0]-deny-due-to-bad-CUSTOM-action'],
    ],
    [
      'deny where the provider is unknown',
      [AUTHZ, asking('a', 'none')],
      'http',
      ['http.rbac istio-ext-authz-none-ns[shop]-policy[a]-rule[0]-deny-due-to-bad-CUSTOM-action'],
    ],
    [
      'deny where a workload has several',
      [AUTHZ, asking('a', 'web'), asking('b', 'own')],
      'http',
      [
        'http.rbac istio-ext-authz-own-ns[shop]-policy[b]-rule[0]-deny-due-to-bad-CUSTOM-action',
        'http.rbac istio-ext-authz-web-ns[shop]-policy[a]-rule[0]-deny-due-to-bad-CUSTOM-action',
      ],
    ],
  ])('%s', (_, objects, layer, expected) => {
    expect(names(objects, layer)).toEqual(expected);
  });
});
