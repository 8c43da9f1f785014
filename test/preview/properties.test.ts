// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {EnvoyMessage} from '../../src/preview/model/json.js';
import {readMesh} from '../../src/preview/read/mesh.js';
import {previewOf} from '../../src/preview/resources.js';
import {networking, service} from './sidecar-context.js';

const POD = `
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop, labels: {app: client}}
spec: {containers: [{name: app}]}
status: {podIP: 10.1.0.1, conditions: [{type: Ready, status: 'True'}]}
`;

const OBJECTS = [
  POD,
  service('cart', 'http:80 grpc:90'),
  service('pay', 'tcp:3306', {clusterIP: '10.96.0.2'}),
  networking('VirtualService', 'cart', '{hosts: [cart], http: [{route: [{destination: {host: cart, subset: v1}}]}]}'),
  networking('DestinationRule', 'cart', '{host: cart, subsets: [{name: v1, labels: {version: v1}}]}'),
];

function byName(list: readonly EnvoyMessage[]): Readonly<Record<string, EnvoyMessage>> {
  return Object.fromEntries(list.map((one) => [JSON.stringify(one['name'] ?? one['cluster_name']), one]));
}

/** The answer for `client`, each resource by its name. */
async function answer(objects: readonly string[]): Promise<unknown> {
  const mesh = readMesh([{name: 'k8s.yaml', text: objects.join('\n---\n')}]);
  const pod = mesh.pods.find(({name}) => name === 'client') ?? expect.fail('no pod');
  const {resources} = await previewOf(pod, mesh);
  const {clusters, endpoints, listeners, routes} = resources;
  return [clusters, endpoints, listeners, routes].map(byName);
}

describe('a preview', () => {
  test('does not depend on the order of objects of different kinds', async () => {
    const wanted = await answer(OBJECTS);
    for (let turn = 1; turn < OBJECTS.length; turn++) {
      expect(await answer([...OBJECTS.slice(turn), ...OBJECTS.slice(0, turn)])).toEqual(wanted);
    }
  });

  test.each([
    [
      'what nobody exports to the proxy',
      networking('VirtualService', 'x', "{hosts: [cart], exportTo: ['.'], http: []}", 'other'),
    ],
    ['a Sidecar of another namespace', networking('Sidecar', 'x', "{egress: [{hosts: ['./*']}]}", 'other')],
    [
      'a policy of another namespace',
      '\napiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: {name: x, namespace: other}\nspec: {}\n',
    ],
    [
      'a kind that istiod does not know',
      '\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x, namespace: shop}\nspec: {}\n',
    ],
    ['an object that is written twice', OBJECTS[3] ?? ''],
  ])('is the same with %s', async (_, object) => {
    expect(await answer([...OBJECTS, object])).toEqual(await answer(OBJECTS));
  });

  test('is the same for all proxies of a workload, one after the other', async () => {
    const mesh = readMesh([
      {
        name: 'k8s.yaml',
        text: [...OBJECTS, POD.replace('name: client,', 'name: other,').replace('10.1.0.1', '10.1.0.2')].join(
          '\n---\n',
        ),
      },
    ]);
    const [first, second] = await Promise.all(mesh.pods.map((pod) => previewOf(pod, mesh)));
    expect(second?.resources.clusters).toEqual(first?.resources.clusters);
    expect(second?.resources.endpoints).toEqual(first?.resources.endpoints);
    expect(second?.resources.routes).toEqual(first?.resources.routes);
  });
});

test('listeners for what leaves the workload come before those for what comes in, as from istiod', async () => {
  const sidecar = networking(
    'Sidecar',
    'own',
    '{ingress: [{port: {number: 80, protocol: HTTP, name: http}, bind: 0.0.0.0, captureMode: NONE, defaultEndpoint: "127.0.0.1:81"}]}',
  );
  const mesh = readMesh([{name: 'k8s.yaml', text: [...OBJECTS, sidecar].join('\n---\n')}]);
  const pod = mesh.pods.find(({name}) => name === 'client') ?? expect.fail('no pod');
  const {listeners} = (await previewOf(pod, mesh)).resources;
  const directions = listeners.filter(({name}) => name === '0.0.0.0_80').map((one) => one['traffic_direction']);
  expect(directions).toEqual(['OUTBOUND', 'INBOUND']);
});
