// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {networking, service, sidecarContext} from '../sidecar-context.js';

const exported = (name: string, namespace: string, exportTo: string) =>
  service(name, 'http:80', {namespace}).replace(
    `namespace: ${namespace}}`,
    `namespace: ${namespace}, annotations: {networking.istio.io/exportTo: '${exportTo}'}}`,
  );

const names = (...objects: string[]) =>
  sidecarContext(...objects).scope.services.map(({name, namespace}) => `${name}.${namespace}`);

describe('services that a sidecar sees', () => {
  test('are those exported to its namespace; by name first', () => {
    const found = names(
      service('open', 'http:80', {namespace: 'pay'}),
      exported('own', 'shop', '.'),
      exported('theirs', 'pay', '.'),
      exported('named', 'pay', 'ops, shop'),
      exported('hidden', 'shop', '~'),
    );
    expect(found).toEqual(['own.shop', 'named.pay', 'open.pay']);
  });

  test.each([
    ['./*', ['a.shop']],
    ['pay/*', ['a.pay', 'b.pay']],
    ['*/a.pay.svc.cluster.local', ['a.pay']],
    ['pay/*.pay.svc.cluster.local', ['a.pay', 'b.pay']],
    ['~/*', []],
  ])('are those that the egress hosts %s of its Sidecar import', (host, wanted) => {
    const found = names(
      service('a', 'http:80'),
      service('a', 'http:80', {namespace: 'pay'}),
      service('b', 'http:80', {namespace: 'pay'}),
      networking('Sidecar', 'sc', `{egress: [{hosts: ['${host}']}]}`),
    );
    expect(found).toEqual(wanted);
  });

  test('include the destinations of imported VirtualServices, with the ports that these name', () => {
    const {scope} = sidecarContext(
      service('a', 'http:80'),
      service('b', 'http:80 http2:81', {namespace: 'pay'}),
      networking(
        'VirtualService',
        'vs',
        '{hosts: [a], http: [{route: [{destination: {host: b.pay.svc.cluster.local, port: {number: 81}}}]}]}',
      ),
      networking('Sidecar', 'sc', "{egress: [{hosts: ['./*']}]}"),
    );
    expect(scope.services.map(({name, ports}) => [name, ...ports.map(({port}) => port)])).toEqual([
      ['a', 80],
      ['b', 81],
    ]);
    expect(scope.listeners.map(({services}) => services.map(({name}) => name))).toEqual([['a']]);
  });

  test('have the port of a listener alone, and the ports of all listeners together', () => {
    const {scope} = sidecarContext(
      service('a', 'http:80 http2:81 tcp:82'),
      networking(
        'Sidecar',
        'sc',
        "{egress: [{port: {number: 81, protocol: HTTP, name: x}, hosts: ['./*']}, {port: {number: 80, protocol: HTTP, name: second}, hosts: ['./*']}]}",
      ),
    );
    expect(scope.listeners.map(({services}) => services[0]?.ports.map(({port}) => port))).toEqual([[81], [80]]);
    expect(scope.services[0]?.ports.map(({port}) => port)).toEqual([81, 80]);
  });

  test("of one name in several namespaces are one: the own, else Kubernetes', else the first", () => {
    const entry = (namespace: string) =>
      networking(
        'ServiceEntry',
        'se',
        '{hosts: [x.pay.svc.cluster.local], ports: [{number: 1, name: tcp, protocol: TCP}]}',
        namespace,
      );
    expect(names(entry('ops'), service('x', 'http:80', {namespace: 'pay'}))).toEqual(['x.pay']);
    expect(names(entry('ops'), service('x', 'http:80', {namespace: 'pay'}), entry('shop'))).toEqual([
      'x.pay.svc.cluster.local.shop',
    ]);
  });
});

describe('the Sidecar of a proxy', () => {
  const all = (name: string, namespace = 'shop') =>
    networking('Sidecar', name, "{egress: [{hosts: ['*/*']}]}", namespace);
  const selecting = networking(
    'Sidecar',
    'selecting',
    "{workloadSelector: {labels: {app: client}}, egress: [{hosts: ['*/*']}]}",
  );

  test.each([
    ['the oldest of the namespace', [all('first'), all('second')], 'first'],
    ['the one that selects the proxy', [all('first'), selecting], 'selecting'],
    ['that of the root namespace, where there is no other', [all('root', 'istio-system')], 'root'],
    ['that of the namespace before that of the root', [all('root', 'istio-system'), all('own')], 'own'],
    ['none that selects others', [selecting.replace('app: client', 'app: other')], undefined],
  ])('is %s', (_, objects, name) => {
    expect(sidecarContext(...objects).scope.sidecar?.name).toBe(name);
  });

  test('says where unknown traffic goes', () => {
    const policy = (spec: string) => sidecarContext(networking('Sidecar', 'sc', spec)).scope.outboundTrafficPolicy;
    expect(policy("{egress: [{hosts: ['*/*']}]}")).toBe('ALLOW_ANY');
    expect(policy("{egress: [{hosts: ['*/*']}], outboundTrafficPolicy: {mode: REGISTRY_ONLY}}")).toBe('REGISTRY_ONLY');
  });
});

describe('VirtualServices', () => {
  const routed = (name: string, spec: string, namespace = 'shop') =>
    networking('VirtualService', name, spec, namespace);
  const mesh = (...objects: string[]) => sidecarContext(...objects).scope.listeners[0]?.virtualServices ?? [];

  test('have full names of hosts, destinations and gateways', () => {
    const [found] = mesh(
      routed('vs', '{hosts: [a], gateways: [mesh, gw, ./own, gw.pay], tcp: [{route: [{destination: {host: b}}]}]}'),
    );
    expect(found?.spec).toMatchObject({
      hosts: ['a.shop.svc.cluster.local'],
      gateways: ['mesh', 'shop/gw', 'shop/own', 'pay/gw'],
      tcp: [{route: [{destination: {host: 'b.shop.svc.cluster.local'}}]}],
    });
  });

  test('are those that namespaces export, and only those for the mesh', () => {
    const found = mesh(
      routed('open', '{hosts: [a.example], http: []}', 'pay'),
      routed('theirs', "{hosts: [a.example], exportTo: ['.'], http: []}", 'pay'),
      routed('own', "{hosts: [a.example], exportTo: ['.'], http: []}"),
      routed('named', '{hosts: [a.example], exportTo: [shop], http: []}', 'pay'),
      routed('gateway', '{hosts: [a.example], gateways: [gw], http: []}'),
    );
    expect(found.map(({name}) => name)).toEqual(['own', 'named', 'open']);
  });

  describe('with delegates', () => {
    const root = (match: string, extra = '') =>
      routed(
        'root',
        `{hosts: [a.example], http: [{name: top, ${match}delegate: {name: part, namespace: pay}${extra}}, {route: [{destination: {host: rest}}]}]}`,
      );
    const part = (match: string, exportTo = '') =>
      routed('part', `{${exportTo}http: [{name: sub, ${match}route: [{destination: {host: b}}]}]}`, 'pay');
    const merged = (...objects: string[]) => mesh(...objects)[0]?.spec.http ?? [];

    test('have their routes, with what only the root says', () => {
      const found = merged(
        root('match: [{uri: {prefix: /a}}], ', ', timeout: 2s'),
        part('match: [{uri: {prefix: /a/b}, headers: {x: {exact: v}}}], '),
      );
      expect(found[0]).toMatchObject({
        name: 'top-sub',
        timeout: '2s',
        match: [{uri: {prefix: '/a/b'}, headers: {x: {exact: 'v'}}}],
        route: [{destination: {host: 'b.pay.svc.cluster.local'}}],
      });
      expect(found).toHaveLength(2);
    });

    test.each([
      ['a path outside of the root', 'match: [{uri: {prefix: /a}}], ', 'match: [{uri: {prefix: /b}}], ', ''],
      [
        'an exact path where a longer one is asked for',
        'match: [{uri: {exact: /a}}], ',
        'match: [{uri: {prefix: /a}}], ',
        '',
      ],
      ['an expression within a prefix', 'match: [{uri: {prefix: /a}}], ', 'match: [{uri: {regex: /a.*}}], ', ''],
      ['another port', 'match: [{port: 80}], ', 'match: [{port: 81}], ', ''],
      ['a delegate that is not exported', '', '', "exportTo: ['.'], "],
    ])('lose a route for %s', (_, above, below, exportTo) => {
      expect(merged(root(above), part(below, exportTo))).toHaveLength(1);
    });
  });
});

describe('DestinationRules', () => {
  const rule = (name: string, spec: string, namespace = 'shop') => networking('DestinationRule', name, spec, namespace);
  const chosen = (...objects: string[]) =>
    sidecarContext(service('a', 'http:80', {namespace: 'pay'}), ...objects).scope.destinationRule(
      'a.pay.svc.cluster.local',
    );
  const A = 'host: a.pay.svc.cluster.local';

  test.each([
    ["the client's namespace first", [rule('theirs', `{${A}}`, 'pay'), rule('own', `{${A}}`)], 'own'],
    ["then the service's", [rule('root', `{${A}}`, 'istio-system'), rule('theirs', `{${A}}`, 'pay')], 'theirs'],
    ['then the root namespace', [rule('root', `{${A}}`, 'istio-system')], 'root'],
    ['none that is not exported', [rule('theirs', `{${A}, exportTo: ['.']}`, 'pay')], undefined],
    [
      'the host itself before a wildcard',
      [rule('wild', "{host: '*.pay.svc.cluster.local'}"), rule('exact', `{${A}}`)],
      'exact',
    ],
    [
      'the longer wildcard',
      [rule('short', "{host: '*.local'}"), rule('long', "{host: '*.pay.svc.cluster.local'}")],
      'long',
    ],
    [
      'one that selects the proxy',
      [rule('all', `{${A}}`), rule('some', `{${A}, workloadSelector: {matchLabels: {app: client}}}`)],
      'some',
    ],
    ['none that selects others', [rule('some', `{${A}, workloadSelector: {matchLabels: {app: other}}}`)], undefined],
  ])('count in this order: %s', (_, objects, name) => {
    expect(chosen(...objects)?.name).toBe(name);
  });

  test('of one host are joined: subsets of both, the policy of the older', () => {
    const found = chosen(
      rule('first', `{${A}, subsets: [{name: v1, labels: {version: v1}}]}`),
      rule(
        'second',
        `{${A}, trafficPolicy: {tls: {mode: SIMPLE}}, subsets: [{name: v1, labels: {other: v}}, {name: v2, labels: {version: v2}}]}`,
      ),
    );
    expect(found).toMatchObject({
      name: 'first',
      spec: {
        trafficPolicy: {tls: {mode: 'SIMPLE'}},
        subsets: [
          {name: 'v1', labels: {version: 'v1'}},
          {name: 'v2', labels: {version: 'v2'}},
        ],
      },
    });
  });

  test('exported to different namespaces are not joined', () => {
    const found = chosen(
      rule('first', `{${A}, exportTo: ['*']}`),
      rule('second', `{${A}, exportTo: [shop], subsets: [{name: v2}]}`),
    );
    expect(found).toMatchObject({name: 'second', spec: {subsets: [{name: 'v2'}]}});
  });
});
