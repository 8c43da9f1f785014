// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type GatewayPreview, gateway, gatewayPreview, virtualService} from './mesh.js';

const server = (hosts = '["*"]', more = '', port = 80) =>
  `{port: {number: ${port}, name: http${port}, protocol: HTTP}, hosts: ${hosts}${more}}`;

/** Virtual hosts in short: \`name domains routes\`. */
const hosts = ({routes}: GatewayPreview) =>
  routes.flatMap(({name, virtual_hosts: all}) =>
    all.map(
      (host) => `${name} ${host.name} ${host.domains.join()} ${host.routes?.length ?? 0}${host.require_tls ?? ''}`,
    ),
  );

const withoutRoutes = 'tcp: [{route: [{destination: {host: cart}}]}]';

describe('routes of a gateway', () => {
  test.each([
    ['no VirtualService: all is unknown', server(), '', ['http.8080 blackhole:80 * 0']],
    [
      'hosts of both',
      server('["*.example"]'),
      virtualService('a', '[a.example, b.test]'),
      ['http.8080 a.example:80 a.example 1'],
    ],
    [
      'the narrower host',
      server('[a.example]'),
      virtualService('a', '["*.example"]'),
      ['http.8080 a.example:80 a.example 1'],
    ],
    [
      'hosts with the same routes are one, named after the most specific',
      server(),
      virtualService('a', '[b.example, A.example, "*.example"]'),
      ['http.8080 a.example:80 a.example,b.example,*.example 1'],
    ],
    [
      'routes of two for one host, in the order of age',
      server(),
      virtualService('a', '[a.example]') + virtualService('b', '[a.example, b.example]'),
      ['http.8080 a.example:80 a.example 2', 'http.8080 b.example:80 b.example 1'],
    ],
    [
      'no VirtualService without HTTP rules',
      server(),
      virtualService('a', '[a.example]', withoutRoutes),
      ['http.8080 blackhole:80 * 0'],
    ],
    [
      'hosts of a namespace',
      server('[shop/*]'),
      virtualService('a', '[a.example]'),
      ['http.8080 a.example:80 a.example 1'],
    ],
    [
      'no host of another namespace',
      server('[./*]'),
      virtualService('a', '[a.example]'),
      ['http.8080 blackhole:80 * 0'],
    ],
    [
      'redirects to HTTPS, with routes and without',
      server('[a.example, b.example]', ', tls: {httpsRedirect: true}'),
      virtualService('a', '[a.example]'),
      ['http.8080 a.example:80 a.example 1ALL', 'http.8080 b.example:80 b.example 0ALL'],
    ],
  ])('%s', (_, own, objects, expected) => {
    expect(hosts(gatewayPreview(gateway('main', own) + objects))).toEqual(expected);
  });

  test('a route for all requests comes last', () => {
    const first = virtualService('a', '[a.example]');
    const match = 'http: [{match: [{uri: {exact: /x}}], route: [{destination: {host: cart}}]}]';
    const {routes} = gatewayPreview(gateway('main', server()) + first + virtualService('b', '[a.example]', match));
    expect(routes[0]?.virtual_hosts[0]?.routes?.map((route) => route['match'])).toEqual([
      {case_sensitive: true, path: '/x'},
      {prefix: '/'},
    ]);
  });

  test('a Gateway of Gateway API is for the pods of its service', () => {
    const objects = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: web, namespace: gw}
spec:
  gatewayClassName: istio
  addresses: [{type: Hostname, value: ingress}]
  listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: web, namespace: gw}]
  hostnames: [a.example]
  rules:
  - filters: [{type: RequestRedirect, requestRedirect: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}]
    matches: [{path: {type: PathPrefix, value: /old}}]
`;
    const preview = gatewayPreview(objects);
    expect(hosts(preview)).toEqual(['http.8080 a.example:80 a.example 1']);
    expect(preview.routes[0]?.virtual_hosts[0]?.routes?.[0]?.['redirect']).toEqual({prefix_rewrite: '/new'});
  });
});
