// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {virtualServiceRoutes} from '../../../src/preview/routes/http/virtual-service.js';
import {meshSettings, networking, service, sidecarContext} from '../sidecar-context.js';

const CART = 'cart.shop.svc.cluster.local';

interface Place {
  port?: number;
  tls?: boolean;
  /** Further objects of the mesh. */
  objects?: string[];
}

/** The routes of a VirtualService with these HTTP rules, as JSON. */
function routes(http: string, {port = 80, tls = false, objects = []}: Place = {}): Record<string, unknown>[] {
  const virtualService = networking('VirtualService', 'cart', `{hosts: [cart], http: [${http}]}`);
  const context = sidecarContext(service('cart', 'http:80'), ...objects, virtualService);
  const [found] = context.scope.virtualServices('mesh');
  if (!found) throw new Error('the VirtualService is missing');
  const place = {port, tls, gateways: new Set(['mesh']), service: (host: string) => context.scope.service(host)};
  return JSON.parse(JSON.stringify(virtualServiceRoutes(context, found, place)));
}

const TO_CART = 'route: [{destination: {host: cart}}]';

describe('routes of a VirtualService', () => {
  test('one rule without conditions', () => {
    expect(routes(`{name: all, ${TO_CART}}`)).toEqual([
      {
        name: 'all',
        match: {prefix: '/'},
        metadata: {
          filter_metadata: {istio: {config: '/apis/networking.istio.io/v1/namespaces/shop/virtual-service/cart'}},
        },
        decorator: {operation: `${CART}:80/*`},
        route: {
          cluster: `outbound|80||${CART}`,
          timeout: '0s',
          max_grpc_timeout: '0s',
          retry_policy: expect.objectContaining({num_retries: 2, host_selection_retry_max_attempts: '5'}),
        },
      },
    ]);
  });

  test('each match is a route, up to the first that takes every request', () => {
    const found = routes(`
      {name: a, match: [{name: one, uri: {exact: /1}}, {uri: {prefix: /}}, {uri: {exact: /2}}], ${TO_CART}},
      {name: never, ${TO_CART}}`);
    expect(found.map(({name}) => name)).toEqual(['a.one', 'a']);
  });

  test.each([
    ['another port', '{port: 81}', []],
    ['its port', '{port: 80}', ['r']],
    ['other labels', '{sourceLabels: {app: web}}', []],
    ['its labels', '{sourceLabels: {app: client}}', ['r']],
    ['another namespace', '{sourceNamespace: pay}', []],
    ['its namespace', '{sourceNamespace: shop}', ['r']],
    ['a gateway', '{gateways: [shop/gw]}', []],
    ['sidecars, whatever the labels', '{gateways: [mesh], sourceLabels: {app: web}}', ['r']],
  ])('a match for %s', (_, match, expected) => {
    expect(routes(`{name: r, match: [${match}], ${TO_CART}}`).map(({name}) => name)).toEqual(expected);
  });

  test.each([
    [
      'a subset and a port',
      'route: [{destination: {host: cart, subset: v1, port: {number: 9}}}]',
      {
        cluster: `outbound|9|v1|${CART}`,
      },
    ],
    [
      'an unknown host: the port of the listener',
      'route: [{destination: {host: a.example}}]',
      {
        cluster: 'outbound|80||a.example',
      },
    ],
    [
      'shares, those of nothing left out',
      'route: [{destination: {host: a.x}, weight: 90}, {destination: {host: b.x}, weight: 0}, {destination: {host: c.x}, weight: 10}]',
      {
        weighted_clusters: {
          clusters: [
            {name: 'outbound|80||a.x', weight: 90},
            {name: 'outbound|80||c.x', weight: 10},
          ],
        },
      },
    ],
    ['a timeout', `timeout: 1.5s, ${TO_CART}`, {timeout: '1.500s', max_grpc_timeout: '1.500s'}],
    [
      'a new path and host',
      `rewrite: {uri: /v2, authority: b.x}, ${TO_CART}`,
      {
        prefix_rewrite: '/v2',
        host_rewrite_literal: 'b.x',
      },
    ],
    [
      'a path by expression',
      `rewrite: {uriRegexRewrite: {match: ^/a, rewrite: /b}}, ${TO_CART}`,
      {
        regex_rewrite: {pattern: {regex: '^/a'}, substitution: '/b'},
      },
    ],
    ['a host among its headers', `headers: {request: {set: {Host: c.x}}}, ${TO_CART}`, {host_rewrite_literal: 'c.x'}],
    [
      'copies',
      `mirror: {host: b.x}, mirrorPercentage: {value: 0.5}, mirrors: [{destination: {host: c.x}}], ${TO_CART}`,
      {
        request_mirror_policies: [
          {
            cluster: 'outbound|80||b.x',
            runtime_fraction: {default_value: {numerator: 5000, denominator: 'MILLION'}},
            trace_sampled: false,
            disable_shadow_host_suffix_append: true,
          },
          expect.objectContaining({cluster: 'outbound|80||c.x', runtime_fraction: {default_value: {numerator: 100}}}),
        ],
      },
    ],
  ])('%s', (_, rule, expected) => {
    expect(routes(`{${rule}}`)[0]?.['route']).toMatchObject(expected);
  });

  test('a copy of no requests is none', () => {
    const [route] = routes(`{mirror: {host: b.x}, mirrorPercentage: {value: 0}, ${TO_CART}}`);
    expect(route?.['route']).not.toHaveProperty('request_mirror_policies');
  });

  test.each([
    ['none', 'attempts: 0', undefined],
    [
      'conditions and codes',
      'attempts: 3, perTryTimeout: 2s, retryOn: "5xx, 503"',
      {
        num_retries: 3,
        per_try_timeout: '2s',
        retry_on: '5xx,retriable-status-codes',
        retriable_status_codes: [503],
      },
    ],
    ['numbers that are no codes', 'attempts: 1, retryOn: "999,reset"', {retry_on: '999,reset'}],
    [
      'other localities',
      'attempts: 1, retryRemoteLocalities: true',
      {
        retry_priority: {
          name: 'envoy.retry_priorities.previous_priorities',
          typed_config: {
            '@type':
              'type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig',
            update_frequency: 2,
          },
        },
      },
    ],
    ['a wait', 'attempts: 1, backoff: 25ms', {retry_back_off: {base_interval: '0.025s'}}],
  ])('retries: %s', (_, retries, expected) => {
    const action = routes(`{retries: {${retries}}, ${TO_CART}}`)[0]?.['route'];
    if (expected) expect(action).toMatchObject({retry_policy: expected});
    else expect(action).not.toHaveProperty('retry_policy');
  });

  test('retries may go to the same host', () => {
    const [route] = routes(`{retries: {attempts: 1, retryIgnorePreviousHosts: false}, ${TO_CART}}`);
    expect(route?.['route']).not.toHaveProperty('retry_policy.retry_host_predicate');
  });

  test("the mesh's retries hold where the route has none", () => {
    const objects = [meshSettings('defaultHttpRetryPolicy: {attempts: 7}')];
    expect(routes(`{${TO_CART}}`, {objects})[0]?.['route']).toMatchObject({retry_policy: {num_retries: 7}});
  });

  test.each([
    ['the path alone', '{uri: /b}', {path_redirect: '/b'}],
    [
      'the host',
      '{authority: b.x, redirectCode: 302}',
      {host_redirect: 'b.x', path_redirect: '', response_code: 'FOUND'},
    ],
    ['a port', '{port: 8443, scheme: https}', {path_redirect: '', port_redirect: 8443, scheme_redirect: 'https'}],
    ['the usual port of the scheme', '{port: 443, scheme: https}', {path_redirect: '', scheme_redirect: 'https'}],
    ['the port of the request', '{derivePort: FROM_REQUEST_PORT}', {path_redirect: '', port_redirect: 8080}],
    ['the port of the scheme', '{derivePort: FROM_PROTOCOL_DEFAULT}', {path_redirect: ''}],
  ])('a redirect: %s', (_, redirect, expected) => {
    const [route] = routes(`{redirect: ${redirect}}`, {port: 8080});
    expect(route?.['redirect']).toEqual(expected);
    expect(route).not.toHaveProperty('route');
    expect(route?.['decorator']).toEqual({operation: 'cart:8080/*'});
  });

  test('a redirect to port 443 of a TLS listener has no port', () => {
    expect(routes('{redirect: {derivePort: FROM_REQUEST_PORT}}', {port: 443, tls: true})[0]?.['redirect']).toEqual({
      path_redirect: '',
    });
  });

  test('a redirect with an unknown code is no action', () => {
    const [route] = routes('{redirect: {redirectCode: 399}}');
    expect(route).not.toHaveProperty('redirect');
  });

  test.each([
    ['a text', '{status: 503, body: {string: down}}', {status: 503, body: {inline_string: 'down'}}],
    ['bytes', '{status: 200, body: {bytes: YQ==}}', {status: 200, body: {inline_bytes: 'YQ=='}}],
    ['nothing', '{status: 204}', {status: 204}],
  ])('a direct response with %s', (_, response, expected) => {
    expect(routes(`{directResponse: ${response}}`)[0]?.['direct_response']).toEqual(expected);
  });

  test('faults', () => {
    const [route] = routes(
      `{fault: {delay: {fixedDelay: 2s, percent: 5}, abort: {grpcStatus: UNAVAILABLE}}, ${TO_CART}}`,
    );
    expect(route?.['typed_per_filter_config']).toEqual({
      'envoy.filters.http.fault': {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault',
        delay: {fixed_delay: '2s', percentage: {numerator: 5}},
        abort: {grpc_status: 14},
      },
    });
  });

  test('cross-origin requests', () => {
    const policy =
      'allowOrigins: [{exact: a.x}, {regex: b.*}], allowMethods: [GET, PUT], maxAge: 90s, allowCredentials: false';
    const [route] = routes(`{corsPolicy: {${policy}, unmatchedPreflights: IGNORE}, ${TO_CART}}`);
    expect(route?.['typed_per_filter_config']).toEqual({
      'envoy.filters.http.cors': {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.cors.v3.CorsPolicy',
        allow_origin_string_match: [{exact: 'a.x'}, {safe_regex: {regex: 'b.*'}}],
        allow_methods: 'GET,PUT',
        allow_credentials: false,
        max_age: '90',
        filter_enabled: {default_value: {numerator: 100}},
        forward_not_matching_preflights: false,
      },
    });
  });

  test("changes of headers: the route's, then the only destination's", () => {
    const changes = 'request: {set: {b: "1", a: "2"}, add: {c: "3"}, remove: [d, ":path"]}, response: {add: {e: "4"}}';
    const [route] = routes(
      `{headers: {${changes}}, route: [{destination: {host: cart}, headers: {request: {add: {f: "5"}}}}]}`,
    );
    const set = 'OVERWRITE_IF_EXISTS_OR_ADD';
    expect(route).toMatchObject({
      request_headers_to_add: [
        {header: {key: 'a', value: '2'}, append_action: set},
        {header: {key: 'b', value: '1'}, append_action: set},
        {header: {key: 'c', value: '3'}},
        {header: {key: 'f', value: '5'}},
      ],
      request_headers_to_remove: ['d'],
      response_headers_to_add: [{header: {key: 'e', value: '4'}}],
    });
  });

  test('changes of headers of one of several destinations are its own', () => {
    const [route] = routes(`{route: [
      {destination: {host: a.x}, weight: 1, headers: {request: {set: {":authority": c.x, g: "1"}}}},
      {destination: {host: b.x}, weight: 1}]}`);
    expect(route).not.toHaveProperty('request_headers_to_add');
    expect(route?.['route']).toMatchObject({
      weighted_clusters: {
        clusters: [
          {host_rewrite_literal: 'c.x', request_headers_to_add: [{header: {key: 'g', value: '1'}}]},
          {name: 'outbound|80||b.x'},
        ],
      },
    });
  });
});

describe('hashes of DestinationRules', () => {
  const rule = (policy: string) => networking('DestinationRule', 'cart', `{host: cart, trafficPolicy: ${policy}}`);

  test.each([
    ['a header', '{httpHeaderName: x-user}', {header: {header_name: 'x-user'}}],
    ['a cookie', '{httpCookie: {name: c, ttl: 90s, path: /}}', {cookie: {name: 'c', ttl: '90s', path: '/'}}],
    ['the address', '{useSourceIp: true}', {connection_properties: {source_ip: true}}],
    ['a parameter', '{httpQueryParameterName: q}', {query_parameter: {name: 'q'}}],
  ])('%s; retries may go to the same host', (_, hash, expected) => {
    const objects = [rule(`{loadBalancer: {consistentHash: ${hash}}}`)];
    const action = routes(`{${TO_CART}}`, {objects})[0]?.['route'];
    expect(action).toMatchObject({hash_policy: [expected]});
    expect(action).not.toHaveProperty('retry_policy.retry_host_predicate');
  });

  test('the port of the destination counts before the host', () => {
    const objects = [
      rule(`{loadBalancer: {consistentHash: {httpHeaderName: a}},
        portLevelSettings: [{port: {number: 80}, loadBalancer: {consistentHash: {httpHeaderName: b}}}]}`),
    ];
    const header = (http: string) => routes(http, {objects})[0]?.['route'];
    expect(header(`{${TO_CART}}`)).toMatchObject({hash_policy: [{header: {header_name: 'a'}}]});
    expect(header('{route: [{destination: {host: cart, port: {number: 80}}}]}')).toMatchObject({
      hash_policy: [{header: {header_name: 'b'}}],
    });
  });
});
