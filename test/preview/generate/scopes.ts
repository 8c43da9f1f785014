// SPDX-License-Identifier: Apache-2.0

import {connectionPool} from './destination-rules.js';
import {type KubeObject, object, type Place} from './place.js';
import type {Random} from './random.js';

/** Makes the Sidecars of a mesh, at most one without a selector in each namespace. */
export function sidecars(place: Place): KubeObject[] {
  const {random, namespaces} = place;
  return namespaces.flatMap((namespace) => [
    ...(random.chance(25) ? [object('networking', 'Sidecar', 'default', namespace, sidecar(place))] : []),
    ...(random.chance(20)
      ? [
          object('networking', 'Sidecar', 'own', namespace, {
            workloadSelector: {labels: {version: 'v1'}},
            ...sidecar(place),
          }),
        ]
      : []),
  ]);
}

function sidecar(place: Place): object {
  const {random} = place;
  const made = {
    ...(random.chance(80) && {egress: egress(place)}),
    ...(random.chance(25) && {ingress: ingress(random)}),
    ...random.fields(25, {
      outboundTrafficPolicy: () =>
        random.chance(50)
          ? {mode: 'REGISTRY_ONLY'}
          : {mode: 'ALLOW_ANY', ...random.fields(40, {egressProxy: () => egressProxy(place)})},
      inboundConnectionPool: () => connectionPool(random),
    }),
  };
  return Object.keys(made).length > 0 ? made : {egress: egress(place)};
}

function egressProxy({random, hosts}: Place): object {
  const host = random.one(...hosts);
  return {host: host.full.replace('*', 'x'), port: {number: random.one(...host.ports).number}};
}

function egress(place: Place): object[] {
  const {random, namespaces, hosts} = place;
  const own = () =>
    random.some(
      [
        './*',
        `${random.one(...namespaces)}/*`,
        `*/${random.one(...hosts).full}`,
        '*/*',
        'istio-system/*',
        `./${random.one(...hosts).full}`,
      ],
      1,
    );
  if (random.chance(60)) return [{hosts: own()}];
  const port = random.one<object>(
    {number: 80, protocol: 'HTTP', name: 'http'},
    {number: 9000, protocol: 'TCP', name: 'tcp'},
    {number: 7777, protocol: 'HTTP', name: 'odd'},
  );
  return [
    {
      port,
      hosts: own(),
      ...random.fields(25, {
        bind: random.one('127.0.0.1', '0.0.0.0'),
        captureMode: random.one('NONE', 'IPTABLES', 'DEFAULT'),
      }),
    },
    {hosts: own()},
  ];
}

function ingress(random: Random): object[] {
  const ports = random.some([8080, 9000, 7000], 1);
  return ports.map((number) => ingressListener(random, number, random.chance(12)));
}

function ingressListener(random: Random, number: number, endsTls: boolean): object {
  const protocol = endsTls
    ? random.one('HTTPS', 'TLS')
    : random.one('HTTP', 'TCP', 'GRPC', 'HTTP2', 'TLS', 'HTTPS', 'MONGO');
  return {
    port: {number, protocol, name: `in-${number}`},
    ...(random.chance(85) && {defaultEndpoint: random.one('127.0.0.1:8081', '0.0.0.0:8082', 'unix:///tmp/x.sock')}),
    ...random.fields(15, {
      bind: '0.0.0.0',
      captureMode: random.one('NONE', 'IPTABLES', 'DEFAULT'),
      connectionPool: () => connectionPool(random),
    }),
    ...(endsTls && {
      tls: random.one<object>(
        {mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k'},
        {mode: 'MUTUAL', serverCertificate: '/c', privateKey: '/k', caCertificates: '/ca'},
      ),
    }),
  };
}
