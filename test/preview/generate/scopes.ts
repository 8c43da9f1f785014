// SPDX-License-Identifier: Apache-2.0
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
      outboundTrafficPolicy: {mode: random.one('REGISTRY_ONLY', 'ALLOW_ANY')},
      inboundConnectionPool: {http: {http2MaxRequests: 5, maxRetries: 2}, tcp: {maxConnections: 3}},
    }),
  };
  return Object.keys(made).length > 0 ? made : {egress: egress(place)};
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
  return ports.map((number) => ({
    port: {number, protocol: random.one('HTTP', 'TCP', 'GRPC'), name: `in-${number}`},
    ...(random.chance(85) && {defaultEndpoint: random.one('127.0.0.1:8081', '0.0.0.0:8082', 'unix:///tmp/x.sock')}),
    ...random.fields(15, {
      bind: '0.0.0.0',
      captureMode: random.one('NONE', 'DEFAULT'),
      connectionPool: {http: {maxRetries: 7}},
    }),
  }));
}
