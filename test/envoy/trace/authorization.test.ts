// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type Authorization, authorize, forbidden} from '../../../src/envoy/trace/authorization.js';
import type {RbacInput} from '../../../src/envoy/trace/rbac.js';
import type {Json} from '../../envoy-server/config.js';
import {filter} from '../../envoy-server/sidecar.js';

const ANY = [{any: true}];
const CART = 'spiffe://cluster.local/ns/shop/sa/cart';

const rbac = (action: string, policies: Json, more: Json = {}): Json =>
  filter('envoy.filters.http.rbac', 'filters.http.rbac.v3.RBAC', {rules: {action, policies}, ...more});
const rule = (policy: string, index = 0) => `ns[shop]-policy[${policy}]-rule[${index}]`;
const from = (exact: string) => ({permissions: ANY, principals: [{authenticated: {principal_name: {exact}}}]});
const to = (exact: string) => ({permissions: [{url_path: {path: {exact}}}], principals: ANY});

function input({path = '/', ...caller}: Partial<RbacInput['caller']> & {path?: string} = {}): RbacInput {
  return {
    caller: {principal: CART, ip: undefined, claims: undefined, ...caller},
    address: '10.0.0.1',
    port: 8080,
    sni: undefined,
    http: {path, headers: new Map([[':method', ['GET']]])},
  };
}

describe('authorize', () => {
  test('the first policy by name that fits decides, and the others say why not', () => {
    const filters = [
      rbac('ALLOW', {[rule('web', 1)]: from(CART), [rule('web', 0)]: to('/admin'), [rule('z')]: from('x')}),
    ];
    expect(authorize(filters, input())).toEqual<Authorization[]>([
      {
        filter: 'envoy.filters.http.rbac',
        action: 'ALLOW',
        result: 'allowed',
        policy: rule('web', 1),
        origin: {kind: 'AuthorizationPolicy', namespace: 'shop', name: 'web'},
        passedOver: [{name: 'AuthorizationPolicy web.shop, rule 0', why: 'path must be "/admin", is "/"'}],
      },
    ]);
  });

  test.each<[string, Json, Partial<RbacInput['caller']>, string]>([
    ['who the client is', from(CART), {principal: undefined}, 'it depends on who the client is'],
    [
      'the address of the client',
      {permissions: ANY, principals: [{remote_ip: {address_prefix: '10.0.0.0', prefix_len: 8}}]},
      {},
      'it depends on the address of the client',
    ],
    ['an expression', {...to('/'), condition: {const_expr: {}}}, {}, 'it depends on a condition in CEL'],
    ['an extension', {permissions: [{matcher: {name: 'x'}}], principals: ANY}, {}, 'a rule of another kind (matcher)'],
    [
      'what a filter writes down',
      {permissions: [{metadata: {filter: 'lua', path: [{key: 'a'}]}}], principals: ANY},
      {},
      'what the filter lua writes down',
    ],
  ])('is not known where it depends on %s', (_, policy, caller, why) => {
    const [found] = authorize([rbac('DENY', {[rule('deny')]: policy})], input(caller));
    expect(found).toMatchObject({result: 'unknown', policy: rule('deny'), why: expect.stringContaining(why)});
  });

  test('a policy that surely fits outweighs one that is not known', () => {
    const filters = [rbac('DENY', {[rule('a')]: from(CART), [rule('b')]: to('/')})];
    expect(authorize(filters, input({principal: undefined}))).toMatchObject([{result: 'denied', policy: rule('b')}]);
  });

  test('without a certificate nobody is anybody', () => {
    const not = {permissions: ANY, principals: [{not_id: {authenticated: {}}}]};
    const filters = [rbac('ALLOW', {[rule('a')]: from(CART), [rule('b')]: not})];
    expect(authorize(filters, input({principal: ''}))).toMatchObject([{result: 'allowed', policy: rule('b')}]);
  });

  test('rules about HTTP take nothing of other connections', () => {
    const filters = [rbac('ALLOW', {[rule('a')]: to('/'), [rule('b')]: from(CART)})];
    const [found] = authorize(filters, {...input(), http: undefined});
    expect(found).toMatchObject({
      policy: rule('b'),
      passedOver: [{why: 'the connection is not taken for HTTP'}],
    });
  });

  test('a server is asked for what the policies say', () => {
    const shadow_rules = {action: 'DENY', policies: {[`istio-ext-authz-${rule('ext')}`]: to('/admin')}};
    const shadow = filter('envoy.filters.http.rbac', 'filters.http.rbac.v3.RBAC', {shadow_rules});
    const server = filter('envoy.filters.http.ext_authz', 'filters.http.ext_authz.v3.ExtAuthz', {
      filter_enabled_metadata: {filter: 'envoy.filters.http.rbac'},
    });
    expect(authorize([shadow, server], input())).toMatchObject([{action: 'CUSTOM', result: 'allowed'}]);
    expect(authorize([shadow, server], input({path: '/admin'}))).toMatchObject([
      {action: 'CUSTOM', result: 'unknown', origin: {name: 'ext'}},
    ]);
    const always = filter('envoy.filters.http.ext_authz', 'filters.http.ext_authz.v3.ExtAuthz');
    expect(authorize([always], input())).toMatchObject([{action: 'CUSTOM', result: 'unknown'}]);
  });

  test.each<[string, Json, string | undefined]>([
    ['a list', {list_match: {one_of: {string_match: {exact: 'admins'}}}}, undefined],
    ['one of several', {or_match: {value_matchers: [{string_match: {exact: 'x'}}, {present_match: true}]}}, undefined],
    ['a text', {string_match: {exact: 'admins'}}, 'groups of the token must be "admins", is ["users","admins"]'],
  ])('claims of a token that are %s', (_, value, why) => {
    const metadata = {filter: 'envoy.filters.http.jwt_authn', path: [{key: 'payload'}, {key: 'groups'}], value};
    const policy = {permissions: [{sourced_metadata: {metadata_matcher: metadata}}], principals: ANY};
    const [found] = authorize([rbac('ALLOW', {a: policy})], input({claims: {groups: ['users', 'admins']}}));
    expect(found).toMatchObject(why === undefined ? {result: 'allowed'} : {result: 'denied', passedOver: [{why}]});
  });

  test('scopes stand in one text', () => {
    const value = {list_match: {one_of: {string_match: {exact: 'write'}}}};
    const metadata = {filter: 'istio_authn', path: [{key: 'request.auth.claims'}, {key: 'scope'}], value};
    const filters = [rbac('ALLOW', {a: {permissions: ANY, principals: [{metadata}]}})];
    expect(authorize(filters, input({claims: {scope: 'read write'}}))).toMatchObject([{result: 'allowed'}]);
    expect(authorize(filters, input())).toMatchObject([
      {result: 'denied', passedOver: [{why: 'scope of the token must be a list with "write", no token is sent'}]},
    ]);
  });
});

describe('forbidden', () => {
  const of = (result: Authorization['result'], more: Partial<Authorization> = {}): Authorization => {
    return {filter: 'rbac', action: 'ALLOW', result, passedOver: [], ...more};
  };

  test.each<[Authorization[], boolean, object | undefined]>([
    [[of('allowed'), of('allowed')], true, undefined],
    [[of('unknown', {why: 'w'}), of('denied')], true, {outcome: 'refused', status: 403}],
    [
      [of('denied', {action: 'DENY', policy: 'p'})],
      false,
      {outcome: 'refused', text: expect.stringContaining('closes')},
    ],
    [
      [of('unknown', {why: 'w', policy: 'p'})],
      true,
      {outcome: 'unknown', text: expect.stringContaining('policy p: w')},
    ],
  ])('%j', (authorizations, http, outcome) => {
    const found = forbidden(authorizations, http);
    if (outcome === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(outcome);
  });
});
