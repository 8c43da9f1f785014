// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {type MtlsObjects, type MtlsRow, mtlsRows} from '../../src/describe/mtls.js';
import type {KubeObject} from '../../src/io/kube/cluster.js';
import {mtlsTable} from '../../src/writer/describe/mtls.js';
import {expectGolden} from '../support/golden.js';

const object = (kind: string, key: string, spec: object, metadata: object = {}): KubeObject => {
  const [name = '', namespace = ''] = key.split('.');
  return {apiVersion: 'v1', kind, metadata: {name, namespace, ...metadata}, spec};
};
const service = (key: string, ports: object[] = [{port: 80, name: 'http', targetPort: 8080}]) =>
  object('Service', key, {selector: {app: key.split('.')[0]}, ports});
const pod = (key: string, containers: string[], metadata: object = {}): KubeObject => ({
  ...object(
    'Pod',
    key,
    {containers: containers.map((name) => ({name}))},
    {
      labels: {app: key.split(/[-.]/)[0]},
      ...metadata,
    },
  ),
  status: {phase: 'Running'},
});
const MESHED = ['app', 'istio-proxy'];
const policy = (key: string, spec: object) => object('PeerAuthentication', key, spec);
const rule = (key: string, host: string, spec: object) => object('DestinationRule', key, {host, ...spec});
const tls = (mode: string) => ({tls: {mode}});

function rows(more: Partial<MtlsObjects>): MtlsRow[] {
  return mtlsRows({
    services: [service('cart.shop')],
    pods: [pod('cart-0.shop', MESHED)],
    peerAuthentications: [],
    destinationRules: [],
    rootNamespace: 'istio-system',
    autoMtls: true,
    ...more,
  });
}

describe('mtlsRows', () => {
  const modes = (found: MtlsRow[]) => found.map(({server, client, result}) => [server, client, result]);
  const strict = [policy('default.shop', {mtls: {mode: 'STRICT'}})];
  const off = [policy('default.shop', {mtls: {mode: 'DISABLE'}})];
  const plain = {pods: [pod('cart-0.shop', ['app'])]};
  const says = (mode: string) => ({destinationRules: [rule('cart.shop', 'cart', {trafficPolicy: tls(mode)})]});

  test.each<[string, Partial<MtlsObjects>, string[]]>([
    ['nobody says anything', {}, ['PERMISSIVE', 'auto', 'mutual TLS']],
    ['auto to a strict server', {peerAuthentications: strict}, ['STRICT', 'auto', 'mutual TLS']],
    ['auto to one that does without', {peerAuthentications: off}, ['DISABLE', 'auto', 'plain text']],
    ['auto to one without a proxy', plain, ['none', 'auto', 'plain text']],
    ['auto is off', {autoMtls: false}, ['PERMISSIVE', 'plain', 'plain text']],
    ['auto is off, strict', {autoMtls: false, peerAuthentications: strict}, ['STRICT', 'plain', 'CONFLICT']],
    [
      'plain text to a strict server',
      {peerAuthentications: strict, ...says('DISABLE')},
      ['STRICT', 'DISABLE', 'CONFLICT'],
    ],
    ['plain text to another', says('DISABLE'), ['PERMISSIVE', 'DISABLE', 'plain text']],
    ['mutual TLS to none', {...plain, ...says('ISTIO_MUTUAL')}, ['none', 'ISTIO_MUTUAL', 'CONFLICT']],
    [
      'mutual TLS to plain text',
      {peerAuthentications: off, ...says('ISTIO_MUTUAL')},
      ['DISABLE', 'ISTIO_MUTUAL', 'CONFLICT'],
    ],
    ['TLS of its own', says('SIMPLE'), ['PERMISSIVE', 'SIMPLE', "the application's TLS"]],
    [
      'TLS of its own to a strict server',
      {peerAuthentications: strict, ...says('MUTUAL')},
      ['STRICT', 'MUTUAL', 'CONFLICT'],
    ],
    [
      'ambient',
      {pods: [pod('cart-0.shop', ['app'], {annotations: {'ambient.istio.io/redirection': 'enabled'}})]},
      ['PERMISSIVE', 'auto', 'mutual TLS'],
    ],
  ])('%s', (_, objects, expected) => {
    expect(modes(rows(objects))).toEqual([expected]);
  });

  test('a port of the pod may have a mode of its own', () => {
    const own = {
      selector: {matchLabels: {app: 'cart'}},
      mtls: {mode: 'STRICT'},
      portLevelMtls: {8080: {mode: 'DISABLE'}},
    };
    const ports = [
      {port: 80, targetPort: 8080},
      {port: 81, targetPort: 8081},
    ];
    const found = rows({services: [service('cart.shop', ports)], peerAuthentications: [policy('cart.shop', own)]});
    expect(found.map(({port, server, serverFrom}) => [port, server, serverFrom])).toEqual([
      [80, 'DISABLE', 'cart.shop'],
      [81, 'STRICT', 'cart.shop'],
    ]);
  });

  test('settings of a port stand in the place of all others, those of a subset beside them', () => {
    const trafficPolicy = {...tls('DISABLE'), portLevelSettings: [{port: {number: 80}, ...tls('ISTIO_MUTUAL')}]};
    const subsets = [
      {name: 'v1', trafficPolicy: tls('DISABLE')},
      {name: 'v2', trafficPolicy: {loadBalancer: {}}},
    ];
    const found = rows({
      services: [service('cart.shop', [{port: 80}, {port: 81}])],
      destinationRules: [rule('cart.shop', 'cart.shop.svc.cluster.local', {trafficPolicy, subsets})],
    });
    expect(found.map(({port, subset, client}) => [port, subset, client])).toEqual([
      [80, '', 'ISTIO_MUTUAL'],
      [80, 'v1', 'DISABLE'],
      [81, '', 'DISABLE'],
      [81, 'v1', 'DISABLE'],
    ]);
  });

  test('rules by namespace and by the longest host', () => {
    const found = rows({
      destinationRules: [
        rule('all.istio-system', '*.local', {trafficPolicy: tls('SIMPLE')}),
        rule('wide.shop', '*.shop.svc.cluster.local', {trafficPolicy: tls('DISABLE')}),
        rule('own.shop', 'cart', {trafficPolicy: tls('ISTIO_MUTUAL')}),
        rule('theirs.edge', 'cart.shop.svc.cluster.local', {trafficPolicy: tls('DISABLE')}),
        rule('other.edge', 'cart', {trafficPolicy: tls('SIMPLE')}),
      ],
    });
    expect(found.map(({client, clientFrom, clientsOf}) => [client, clientFrom, clientsOf])).toEqual([
      ['ISTIO_MUTUAL', 'own.shop', ''],
      ['DISABLE', 'theirs.edge', 'edge'],
    ]);
  });

  test.each<[string, MtlsObjects['destinationRules'], Partial<MtlsObjects>, [string, string, string][]]>([
    [
      'a rule for its own namespace',
      [rule('cart.shop', 'cart', {exportTo: ['.'], trafficPolicy: tls('DISABLE')})],
      {},
      [
        ['auto', '', ''],
        ['DISABLE', 'cart.shop', 'shop'],
      ],
    ],
    [
      'a rule for some namespaces, and one for all others',
      [
        rule('cart.shop', 'cart', {exportTo: ['edge', '.'], trafficPolicy: tls('DISABLE')}),
        rule('all.istio-system', '*.local', {trafficPolicy: tls('SIMPLE')}),
      ],
      {},
      [
        ['SIMPLE', 'all.istio-system', ''],
        ['DISABLE', 'cart.shop', 'edge'],
        ['DISABLE', 'cart.shop', 'shop'],
      ],
    ],
    [
      'a rule of the root namespace for itself',
      [
        rule('all.istio-system', '*.local', {exportTo: ['.'], trafficPolicy: tls('SIMPLE')}),
        rule('cart.shop', 'cart', {trafficPolicy: tls('DISABLE')}),
      ],
      {},
      [
        ['DISABLE', 'cart.shop', ''],
        ['SIMPLE', 'all.istio-system', 'istio-system'],
      ],
    ],
    [
      'rules that the mesh keeps to their namespaces',
      [rule('cart.shop', 'cart', {trafficPolicy: tls('DISABLE')})],
      {exportTo: ['.']},
      [
        ['auto', '', ''],
        ['DISABLE', 'cart.shop', 'shop'],
      ],
    ],
    [
      'a rule for some clients',
      [
        rule('cart.shop', 'cart', {
          workloadSelector: {matchLabels: {app: 'web'}},
          trafficPolicy: tls('DISABLE'),
        }),
      ],
      {},
      [['auto', '', '']],
    ],
    [
      'a rule of clients, whoever else it is exported to',
      [rule('cart.edge', 'cart.shop.svc.cluster.local', {exportTo: ['pay'], trafficPolicy: tls('DISABLE')})],
      {},
      [
        ['auto', '', ''],
        ['DISABLE', 'cart.edge', 'edge'],
      ],
    ],
  ])('%s', (_, destinationRules, more, expected) => {
    const found = rows({destinationRules, ...more});
    expect(found.map(({client, clientFrom, clientsOf}) => [client, clientFrom, clientsOf])).toEqual(expected);
  });

  test('for people', () => {
    const found = rows({
      services: [service('cart.shop'), service('pay.shop'), {...service('out.shop'), spec: {}}],
      pods: [
        pod('cart-0.shop', MESHED),
        pod('cart-1.shop', MESHED),
        pod('pay-0.shop', MESHED),
        pod('pay-1.shop', ['app']),
      ],
      peerAuthentications: strict,
      destinationRules: [
        rule('pay.shop', 'pay', {
          trafficPolicy: tls('ISTIO_MUTUAL'),
          subsets: [{name: 'v1', trafficPolicy: tls('DISABLE')}],
        }),
      ],
    });
    expectGolden(mtlsTable(found, {colour: false}), 'test/testdata/describe/mtls.txt');
  });
});
