// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {outboundListeners} from '../../../src/preview/listeners/outbound/listeners.js';
import type {EnvoyMessage} from '../../../src/preview/model/json.js';
import {contextFor} from '../../../src/preview/read/context.js';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {sidecarRoutes} from '../../../src/preview/routes/sidecar/routes.js';
import {networking, service} from '../sidecar-context.js';

/** The more a mesh has of what proxies differ in, the more a shared answer could be that of another proxy. */
const MESH = [
  service('cart', 'http:80 tcp:81 plain:7000'),
  service('db', 'tcp:5432', {clusterIP: 'None'}),
  `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, namespace: shop, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
endpoints: [{addresses: [10.1.0.1]}, {addresses: [10.1.0.2]}]
ports: [{name: tcp, port: 5432}]`,
  networking(
    'VirtualService',
    'v',
    `{hosts: [cart], http: [{match: [{sourceLabels: {app: a}}], redirect: {uri: /a}}, {route: [{destination: {host: cart}}]}],
      tcp: [{match: [{sourceLabels: {app: b}}], route: [{destination: {host: cart, subset: b}}]}]}`,
  ),
  networking(
    'DestinationRule',
    'd',
    '{host: cart, workloadSelector: {matchLabels: {app: a}}, trafficPolicy: {connectionPool: {tcp: {idleTimeout: 7s}}, loadBalancer: {consistentHash: {useSourceIp: true}}}}',
  ),
];

const PODS: [string, string, string][] = [
  ['a', 'shop', '10.1.0.1'],
  ['b', 'shop', '10.1.0.2'],
  ['a', 'pay', '10.1.0.3'],
  ['c', 'shop', '10.1.0.4'],
  ['c', 'shop', '2001:db8::1'],
];

function pod([app, namespace, address]: [string, string, string], index: number): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: p${index}, namespace: ${namespace}, labels: {app: ${app}}, annotations: {preview/proxy: sidecar}}
spec: {serviceAccountName: default, containers: [{name: app}]}
status: {podIP: "${address}", conditions: [{type: Ready, status: 'True'}]}`;
}

const text = [...PODS.map(pod), ...MESH].join('\n---\n');

/** What the proxies of these pods get, read from one mesh or each from its own. */
function answers(names: readonly string[], alone: boolean): EnvoyMessage[][] {
  const together = readMesh([{name: 'mesh.yaml', text}]);
  return names.map((name) => {
    const mesh = alone ? readMesh([{name: 'mesh.yaml', text}]) : together;
    const found = mesh.pods.find((one) => one.name === name);
    if (!found) throw new Error(name);
    const {context} = contextFor(found, mesh);
    const listeners = outboundListeners(context);
    return [...listeners, ...sidecarRoutes(context, listeners)];
  });
}

const NAMES = PODS.map((_, index) => `p${index}`);

describe('what proxies of one mesh share', () => {
  test.each([
    ['in one order', NAMES],
    ['in the other', [...NAMES].reverse()],
    ['twice', [...NAMES, ...NAMES]],
  ])('is what each gets alone, %s', (_, names) => {
    expect(answers(names, false)).toEqual(answers(names, true));
  });

  test('and they do differ', () => {
    const distinct = new Set(answers(NAMES, true).map((answer) => JSON.stringify(answer)));
    expect(distinct.size).toBe(NAMES.length);
  });
});
