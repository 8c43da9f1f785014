// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {previewOf} from '../../../src/preview/resources.js';
import {service} from '../sidecar-context.js';

const NAMESPACE = '\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n';

function workload(
  kind: string,
  name: string,
  {labels = `{app: ${name}}`, wrap = (template: string) => `{template: ${template}}`} = {},
): string {
  const template = `{metadata: {labels: ${labels}}, spec: {serviceAccountName: ${name}, containers: [{name: app, ports: [{name: web, containerPort: 8080}]}]}}`;
  return `\napiVersion: apps/v1\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${wrap(template)}\n`;
}

function mesh(...objects: string[]) {
  return readMesh([{name: 'k8s.yaml', text: objects.join('\n---\n')}]);
}

describe('workloads without pods', () => {
  test.each([
    ['Deployment', workload('Deployment', 'cart')],
    ['Rollout', workload('Rollout', 'cart')],
    ['CronJob', workload('CronJob', 'cart', {wrap: (template) => `{jobTemplate: {spec: {template: ${template}}}}`})],
  ])('stand for one: a %s', (_, object) => {
    expect(mesh(object).pods).toMatchObject([
      {name: 'cart', workloadName: 'cart', serviceAccount: 'cart', addresses: [], implied: true},
    ]);
  });

  test('are those whose pods are not written', () => {
    const pod =
      '\napiVersion: v1\nkind: Pod\nmetadata: {name: cart-abc-1, namespace: shop, generateName: cart-abc-, labels: {pod-template-hash: abc}, ownerReferences: [{kind: ReplicaSet, name: cart-abc, controller: true}]}\nspec: {containers: []}\n';
    expect(mesh(workload('Deployment', 'cart'), pod).pods.map(({name}) => name)).toEqual(['cart-abc-1']);
  });

  test.each([
    ['of a namespace with injection', NAMESPACE, '{app: cart}', 'istio'],
    ['that do not want it', NAMESPACE, "{app: cart, sidecar.istio.io/inject: 'false'}", undefined],
    ['that want it by themselves', '', "{app: cart, sidecar.istio.io/inject: 'true'}", 'istio'],
    ['of a namespace without injection', '', '{app: cart}', undefined],
  ])('take mutual TLS where they get a proxy: %s', (_, namespace, labels, mode) => {
    const [pod] = mesh(namespace, workload('Deployment', 'cart', {labels})).pods;
    expect(pod?.labels['security.istio.io/tlsMode']).toBe(mode);
  });

  test('give services their identities; their addresses are said to be missing', async () => {
    const found = mesh(
      NAMESPACE,
      service('cart', 'http:80'),
      workload('Deployment', 'cart'),
      workload('Deployment', 'client'),
    );
    const client = found.pods.find(({name}) => name === 'client');
    const {resources, notSimulated} = await previewOf(client ?? expect.fail('no pod'), found);
    const cart = resources.clusters.find(({name}) => name === 'outbound|80||cart.shop.svc.cluster.local');
    expect(JSON.stringify(cart)).toContain('spiffe://cluster.local/ns/shop/sa/cart');
    expect(resources.endpoints).toEqual([{cluster_name: 'outbound|80||cart.shop.svc.cluster.local'}]);
    expect(notSimulated).toEqual(['endpoints of Service shop/cart']);
  });

  test('have ports of their services by name', async () => {
    const named = service('cart', 'http:80').replace('protocol: TCP', 'protocol: TCP, targetPort: web');
    const found = mesh(NAMESPACE, named, workload('Deployment', 'cart'));
    const [pod] = found.pods;
    expect(found.targets(pod ?? expect.fail('no pod')).map(({targetPort}) => targetPort)).toEqual([8080]);
  });

  test.each([
    ['a number', 9080, [9080]],
    ['the name of a port', 'web', [8080]],
    ['left out', undefined, [80]],
    ['a name that the pod does not have', 'other', []],
  ])('are endpoints on the port that the Service leads to: %s', (_, targetPort, ports) => {
    const target = targetPort === undefined ? '' : `, targetPort: ${targetPort}`;
    const cart = `\napiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {selector: {app: cart}, ports: [{name: http, port: 80${target}}]}\n`;
    const {endpoints, services} = mesh(workload('Deployment', 'cart'), cart);
    const found = services.flatMap((one) => endpoints(one));
    expect(found.map(({port, addresses}) => ({port, addresses}))).toEqual(ports.map((port) => ({port, addresses: []})));
  });

  test('have an address where requests are to be followed to them', () => {
    const both = [workload('Deployment', 'a'), workload('Deployment', 'b')];
    const podsOf = (objects: string[]) =>
      readMesh([{name: 'k8s.yaml', text: objects.join('---')}], {placeholders: true}).pods;
    const [a, b] = podsOf(both);
    expect(a).toMatchObject({
      name: 'a',
      addresses: [expect.stringMatching(/^198\.1[89]\.\d+\.\d+$/)],
      alive: true,
      ready: true,
    });
    expect(b?.addresses).not.toEqual(a?.addresses);
    // Workloads that come and go do not change it.
    expect(podsOf([workload('Deployment', 'b')])).toMatchObject([{name: 'b', addresses: b?.addresses}]);
  });
});
