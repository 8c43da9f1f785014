// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {sidecarRouteConfig} from '../../../src/preview/routes/sidecar/route-config.js';
import {sidecarRoutes} from '../../../src/preview/routes/sidecar/routes.js';
import {shortNames} from '../../../src/preview/routes/sidecar/short-names.js';
import {meshSettings, networking, service, sidecarContext} from '../sidecar-context.js';

interface Host {
  name: string;
  domains: string[];
  routes: {name?: string; route?: EnvoyMessage}[];
}

/** The virtual hosts of a route configuration, as JSON. */
function hosts(name: string, ...objects: string[]): Host[] {
  const config = sidecarRouteConfig(sidecarContext(...objects), name);
  return JSON.parse(JSON.stringify(config['virtual_hosts'] ?? []));
}

function domains(name: string, ...objects: string[]): Record<string, string[]> {
  return Object.fromEntries(hosts(name, ...objects).map((host) => [host.name, host.domains]));
}

const entry = (host: string, more = '') =>
  networking('ServiceEntry', 'se', `{hosts: [${host}], ports: [{number: 80, name: http, protocol: HTTP}], ${more}}`);
const routed = (host: string, name: string, more = '') =>
  networking(
    'VirtualService',
    name,
    `{hosts: ["${host}"], http: [{name: ${name}, route: [{destination: {host: cart}}]}], ${more}}`,
  );

describe('short names', () => {
  test.each([
    ['cart.shop.svc.cluster.local', 0, 'cart.shop.svc.cluster.local. cart cart.shop.svc cart.shop'],
    ['cart.pay.svc.cluster.local', 0, 'cart.pay.svc.cluster.local. cart.pay cart.pay.svc'],
    ['cart.pay.svc.other.local', 0, 'cart.pay.svc.other.local.'],
    ['api.example', 0, 'api.example.'],
    ['198.51.100.1', 0, ''],
    [
      'cart.pay.svc.cluster.local',
      80,
      'cart.pay.svc.cluster.local.:80 cart.pay cart.pay:80 cart.pay.svc cart.pay.svc:80',
    ],
  ])('of %s, port %d', (hostname, port, expected) => {
    const found = shortNames(hostname, port, 'shop.svc.cluster.local');
    expect(found.filter((name) => port === 0 || name !== `${hostname}.`).join(' ')).toBe(expected);
  });

  test('outside of Kubernetes: what is left before the shared labels', () => {
    expect(shortNames('foo.local.campus.net', 0, 'remote.campus.net').slice(1)).toEqual([
      'foo.local',
      'foo.local.campus',
    ]);
    expect(shortNames('foo.local.campus.net', 0, 'example.com').slice(1)).toEqual([]);
  });
});

describe('virtual hosts of a port', () => {
  test('services by name, and what else is asked for', () => {
    expect(
      domains('80', service('web', 'http:80', {clusterIP: '10.96.0.2'}), service('cart', 'http:80 tcp:81')),
    ).toEqual({
      'cart.shop.svc.cluster.local:80': [
        'cart.shop.svc.cluster.local',
        'cart.shop.svc.cluster.local.',
        'cart',
        'cart.shop.svc',
        'cart.shop',
        '10.96.0.1',
      ],
      'web.shop.svc.cluster.local:80': expect.arrayContaining(['web', '10.96.0.2']),
      allow_any: ['*'],
    });
  });

  test('names of the pods of a headless Service', () => {
    const [host] = hosts('80', service('db', 'http:80', {clusterIP: 'None'}));
    expect(host?.domains).toEqual(expect.arrayContaining(['db', '*.db', '*.db.shop.svc.cluster.local.']));
    expect(host?.domains).not.toContain('0.0.0.0');
  });

  test('an ExternalName Service is a name of what it stands for', () => {
    const alias = `
apiVersion: v1
kind: Service
metadata: {name: old, namespace: shop}
spec: {type: ExternalName, externalName: cart.shop.svc.cluster.local, ports: [{name: http, port: 80}]}`;
    const found = hosts('80', service('cart', 'http:80'), alias);
    expect(found.map(({name}) => name)).toEqual(['cart.shop.svc.cluster.local:80', 'allow_any']);
    expect(found[0]?.domains).toEqual(expect.arrayContaining(['old', 'old.shop', 'cart']));
  });

  test('ports that are not HTTP have none', () => {
    expect(hosts('81', service('cart', 'http:80 tcp:81')).map(({name}) => name)).toEqual(['allow_any']);
  });

  test('traffic to unknown hosts may be refused', () => {
    const settings = meshSettings('outboundTrafficPolicy: {mode: REGISTRY_ONLY}');
    expect(hosts('80', settings)).toEqual([
      {
        name: 'block_all',
        domains: ['*'],
        routes: [{name: 'block_all', match: {prefix: '/'}, direct_response: {status: 502}}],
        include_request_attempt_count: true,
      },
    ]);
  });

  test('traffic to unknown hosts may leave through a proxy', () => {
    const sidecar = networking(
      'Sidecar',
      'default',
      '{egress: [{hosts: ["*/*"]}], outboundTrafficPolicy: {mode: ALLOW_ANY, egressProxy: {host: out.shop.svc.cluster.local, port: {number: 80}}}}',
    );
    expect(hosts('80', sidecar, service('out', 'http:80')).at(-1)?.routes[0]?.route).toMatchObject({
      cluster: 'outbound|80||out.shop.svc.cluster.local',
    });
  });

  test('attempts are not counted where the mesh does not want that', () => {
    const settings = meshSettings('defaultConfig: {proxyHeaders: {attemptCount: {disabled: true}}}');
    for (const host of hosts('80', settings, service('cart', 'http:80')))
      expect(host).not.toHaveProperty('include_request_attempt_count');
  });
});

describe('hosts of VirtualServices', () => {
  const cart = service('cart', 'http:80 web:8080');

  test('a service has the routes of the first', () => {
    const found = hosts('80', cart, routed('cart', 'a'), routed('cart', 'b'));
    expect(found[0]).toMatchObject({name: 'cart.shop.svc.cluster.local:80', routes: [{name: 'a'}]});
  });

  test('a host that no service has is reachable on port 80', () => {
    const objects = [cart, routed('Other.example', 'a')];
    expect(domains('80', ...objects)).toHaveProperty(['other.example:80'], ['other.example']);
    expect(domains('8080', ...objects)).not.toHaveProperty(['other.example:8080']);
  });

  test('and on other ports beside a service', () => {
    const both = networking(
      'VirtualService',
      'a',
      '{hosts: [cart, other.example], http: [{route: [{destination: {host: cart}}]}]}',
    );
    expect(domains('8080', cart, both)).toHaveProperty(['other.example:8080'], ['other.example']);
  });

  test('the longest wildcard counts', () => {
    const objects = [entry('a.b.example'), routed('*.example', 'wide'), routed('*.b.example', 'narrow')];
    const found = hosts('80', service('cart', 'http:80'), ...objects).find(({name}) => name === 'a.b.example:80');
    expect(found?.routes.map(({name}) => name)).toEqual(['narrow']);
  });

  test('a wildcard without services is a host itself', () => {
    expect(domains('80', service('cart', 'http:80'), routed('*.example', 'a'))).toHaveProperty(
      ['*.example:80'],
      ['*.example'],
    );
  });

  test('a service keeps its own route where no rule is for the proxy', () => {
    const other = networking(
      'VirtualService',
      'a',
      '{hosts: [cart], http: [{match: [{sourceLabels: {app: web}}], route: [{destination: {host: cart}}]}]}',
    );
    expect(hosts('80', cart, other)[0]?.routes.map(({name}) => name)).toEqual(['default']);
  });

  test('a domain is given to the first', () => {
    const found = domains('80', service('a', 'http:80'), service('b', 'http:80', {clusterIP: '10.96.0.1'}));
    expect(found['a.shop.svc.cluster.local:80']).toContain('10.96.0.1');
    expect(found['b.shop.svc.cluster.local:80']).not.toContain('10.96.0.1');
  });

  test('a short form does not take the name of another service', () => {
    const found = domains('80', service('cart', 'http:80', {namespace: 'pay'}), entry('cart.pay'));
    expect(found['cart.pay:80']).toContain('cart.pay');
    expect(found['cart.pay.svc.cluster.local:80']).not.toContain('cart.pay');
  });
});

describe('a route configuration', () => {
  test('of a single service takes every host', () => {
    const name = 'cart.shop.svc.cluster.local:7000';
    const [host, ...others] = hosts(name, service('cart', 'plain:7000'), service('web', 'plain:7000'));
    expect(others).toEqual([]);
    expect(host).toMatchObject({name, domains: ['*'], routes: [{name: 'default'}]});
  });

  test('of an unknown name is empty', () => {
    expect(sidecarRouteConfig(sidecarContext(), 'x')).toEqual({name: 'x', validate_clusters: false});
  });

  test('of the HTTP proxy tells hosts apart by port', () => {
    const found = domains('http_proxy', service('cart', 'http:80 web:8080'));
    expect(found['cart.shop.svc.cluster.local:80']).toEqual(
      expect.arrayContaining(['cart', 'cart:80', '10.96.0.1:80']),
    );
    expect(found['cart.shop.svc.cluster.local:8080']).toEqual(
      expect.arrayContaining(['cart:8080', 'cart.shop.svc.cluster.local:8080']),
    );
    expect(found['cart.shop.svc.cluster.local:8080']).not.toContain('cart');
  });

  test("of a Sidecar's port has the services of its hosts", () => {
    const sidecar = networking(
      'Sidecar',
      'default',
      '{egress: [{port: {number: 9000, protocol: HTTP, name: http}, hosts: [./cart.shop.svc.cluster.local]}, {hosts: ["*/*"]}]}',
    );
    const objects = [sidecar, service('cart', 'http:9000'), service('web', 'http:9000')];
    expect(Object.keys(domains('9000', ...objects))).toEqual(['cart.shop.svc.cluster.local:9000', 'allow_any']);
  });
});

describe('route configurations that listeners ask for', () => {
  const asking = (name: string): EnvoyMessage => ({
    filter_chains: [{filters: [{typed_config: {rds: {route_config_name: name}}}]}],
    default_filter_chain: {filters: [{typed_config: {cluster: 'x'}}]},
  });
  const name = 'db.shop.svc.cluster.local:7000';
  const headless = service('db', 'plain:7000', {clusterIP: 'None'});

  test('are each there once', () => {
    const found = sidecarRoutes(sidecarContext(headless), [asking('80'), asking(name), asking(name)]);
    expect(found.map((config) => config['name'])).toEqual(['80', name]);
    expect(found[1]?.['virtual_hosts']).toHaveLength(1);
  });

  test('as recorded, one that several listeners ask for has lost its host', () => {
    const context = {...sidecarContext(headless), compat: true};
    expect(sidecarRoutes(context, [asking(name), asking(name)])[0]).not.toHaveProperty('virtual_hosts.0');
    expect(sidecarRoutes(context, [asking(name)])[0]).toHaveProperty('virtual_hosts.0');
  });
});
