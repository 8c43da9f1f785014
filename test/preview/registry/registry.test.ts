// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {readMesh} from '../../../src/preview/read/mesh.js';
import {networking, service} from '../sidecar-context.js';

const NODE = `
apiVersion: v1
kind: Node
metadata: {name: n1, labels: {topology.kubernetes.io/region: eu, topology.kubernetes.io/zone: eu-a}}
`;

function pod(name: string, address: string, {labels = {app: name}, ready = true, ports = '[]'} = {}): string {
  return `
apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop, labels: ${JSON.stringify(labels)}}
spec: {serviceAccountName: ${name}, nodeName: n1, containers: [{name: app, ports: ${ports}}]}
status: {podIP: ${address}, phase: Running, conditions: [{type: Ready, status: '${ready ? 'True' : 'False'}'}]}
`;
}

function slice(name: string, endpoints: string): string {
  return `
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: ${name}-1, namespace: shop, labels: {kubernetes.io/service-name: ${name}}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: ${endpoints}
`;
}

function mesh(...objects: string[]) {
  return readMesh([{name: 'mesh.yaml', text: objects.join('\n---\n')}]);
}

function endpointsOf(hostname: string, ...objects: string[]) {
  return mesh(...objects).endpoints({hostname, namespace: 'shop'});
}

const CART = 'cart.shop.svc.cluster.local';

describe('endpoints of a Kubernetes Service', () => {
  test('know the workload, its identity and its place', () => {
    const found = endpointsOf(
      CART,
      NODE,
      service('cart', 'http:80'),
      pod('cart', '10.1.0.2', {labels: {app: 'cart', 'security.istio.io/tlsMode': 'istio'} as {app: string}}),
      slice('cart', '[{addresses: [10.1.0.2], targetRef: {kind: Pod, name: cart, namespace: shop}}]'),
    );
    expect(found).toMatchObject([
      {
        addresses: ['10.1.0.2'],
        port: 8080,
        portName: 'http',
        locality: 'eu/eu-a/',
        serviceAccount: 'spiffe://cluster.local/ns/shop/sa/cart',
        tlsMode: 'istio',
        health: 'healthy',
        labels: {app: 'cart', 'topology.kubernetes.io/zone': 'eu-a', 'kubernetes.io/hostname': 'n1'},
      },
    ]);
  });

  test.each([
    ['ready', '{ready: true}', 'healthy'],
    ['without conditions', '{}', 'healthy'],
    ['not ready', '{ready: false, terminating: false}', 'unhealthy'],
    ['about to go', '{ready: false, serving: true, terminating: true}', 'terminating'],
  ])('are %s', (_, conditions, health) => {
    const found = endpointsOf(
      CART,
      service('cart', 'http:80'),
      slice('cart', `[{addresses: [10.9.9.9], conditions: ${conditions}}]`),
    );
    expect(found.map((one) => one.health)).toEqual([health]);
  });

  test('are none where the pod that they name does not exist', () => {
    const named = '[{addresses: [10.1.0.2], targetRef: {kind: Pod, name: gone, namespace: shop}}]';
    expect(endpointsOf(CART, service('cart', 'http:80'), slice('cart', named))).toEqual([]);
  });

  test('are none where nobody sees the Service', () => {
    const hidden = service('cart', 'http:80').replace(
      'namespace: shop}',
      "namespace: shop, annotations: {networking.istio.io/exportTo: '~'}}",
    );
    expect(endpointsOf(CART, hidden, slice('cart', '[{addresses: [10.9.9.9]}]'))).toEqual([]);
  });

  test('include the WorkloadEntries that it selects, by the name of the port', () => {
    const entry = '{address: 172.16.0.1, labels: {app: cart}, ports: {http: 9999}, serviceAccount: vm}';
    const found = endpointsOf(CART, service('cart', 'http:80'), networking('WorkloadEntry', 'vm', entry));
    expect(found).toMatchObject([{addresses: ['172.16.0.1'], port: 9999, portName: 'http', tlsMode: 'istio'}]);
  });

  test('leave out a WorkloadEntry whose health is checked and not known', () => {
    const entry = networking('WorkloadEntry', 'vm', '{address: 172.16.0.1, labels: {app: cart}}').replace(
      'namespace: shop}',
      "namespace: shop, annotations: {proxy.istio.io/health-checks-enabled: 'true'}}",
    );
    expect(endpointsOf(CART, service('cart', 'http:80'), entry)).toEqual([]);
    const healthy = `${entry}status: {conditions: [{type: Healthy, status: 'True'}]}\n`;
    expect(endpointsOf(CART, service('cart', 'http:80'), healthy)).toHaveLength(1);
  });
});

describe('endpoints of a ServiceEntry', () => {
  const port = 'ports: [{number: 443, name: tls, protocol: TLS, targetPort: 8443}]';

  test.each([
    ['the host itself', `{hosts: [a.example], resolution: DNS, ${port}}`, [['a.example', 8443]]],
    [
      'what is listed',
      `{hosts: [a.example], resolution: STATIC, ${port}, endpoints: [{address: 1.1.1.1}]}`,
      [['1.1.1.1', 8443]],
    ],
    [
      'the port of an endpoint first',
      `{hosts: [a.example], resolution: STATIC, ${port}, endpoints: [{address: 1.1.1.1, ports: {tls: 1}}]}`,
      [['1.1.1.1', 1]],
    ],
    ['a socket', `{hosts: [a.example], resolution: STATIC, ${port}, endpoints: [{address: 'unix:///s'}]}`, [['/s', 0]]],
    ['nothing without resolution', `{hosts: [a.example], resolution: NONE, ${port}}`, []],
  ])('are %s', (_, spec, wanted) => {
    const found = endpointsOf('a.example', networking('ServiceEntry', 'se', spec));
    expect(found.map(({addresses, port: number}) => [addresses[0], number])).toEqual(wanted);
  });

  test('are pods and WorkloadEntries that it selects; those with names only where names are looked up', () => {
    const entries = [
      networking('WorkloadEntry', 'vm', '{address: 172.16.0.1, labels: {tier: db}}'),
      networking('WorkloadEntry', 'named', '{address: db.example, labels: {tier: db}}'),
      pod('db', '10.1.0.9', {labels: {tier: 'db'} as unknown as {app: string}}),
      pod('unready', '10.1.0.8', {labels: {tier: 'db'} as unknown as {app: string}, ready: false}),
    ];
    const select = (resolution: string) =>
      networking(
        'ServiceEntry',
        'se',
        `{hosts: [a.example], resolution: ${resolution}, ${port}, workloadSelector: {labels: {tier: db}}}`,
      );
    const addresses = (resolution: string) =>
      endpointsOf('a.example', select(resolution), ...entries).map((one) => one.addresses[0]);
    expect(addresses('STATIC')).toEqual(['10.1.0.9', '172.16.0.1']);
    expect(addresses('DNS')).toEqual(['10.1.0.9', 'db.example', '172.16.0.1']);
  });
});

describe('endpoints of ServiceEntries of one host', () => {
  const entry = (name: string, resolution: string, address: string) =>
    networking(
      'ServiceEntry',
      name,
      `{hosts: [a.example], resolution: ${resolution}, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: ${address}}]}`,
    );

  test.each([
    ['are those of all', 'DNS', ['x.example', 'y.example']],
    ['are the oldest alone where one name is looked up', 'DNS_ROUND_ROBIN', ['x.example']],
  ])('%s', (_, resolution, wanted) => {
    const found = endpointsOf(
      'a.example',
      entry('one', resolution, 'x.example'),
      entry('two', resolution, 'y.example'),
    );
    expect(found.map(({addresses}) => addresses[0])).toEqual(wanted);
  });
});

describe('services', () => {
  test('of a ServiceEntry: one for each host and address', () => {
    const spec = '{hosts: [a.example, b.example], addresses: [1.1.1.1/32, 10.0.0.0/8], ports: []}';
    const {services} = mesh(networking('ServiceEntry', 'se', spec));
    expect(services.map(({hostname, addresses}) => [hostname, ...addresses])).toEqual([
      ['a.example', '1.1.1.1'],
      ['a.example', '10.0.0.0/8'],
      ['b.example', '1.1.1.1'],
      ['b.example', '10.0.0.0/8'],
    ]);
  });

  test('of type ExternalName are aliases of what they lead to, through others', () => {
    const alias = (name: string, externalName: string) =>
      `\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: shop}\nspec: {type: ExternalName, externalName: ${externalName}}\n`;
    const {services} = mesh(
      service('cart', 'http:80'),
      alias('a', CART),
      alias('b', 'a.shop.svc.cluster.local'),
      alias('x', 'y.shop.svc.cluster.local'),
      alias('y', 'x.shop.svc.cluster.local'),
    );
    expect(services[0]?.aliases.map(({hostname}) => hostname)).toEqual([
      'a.shop.svc.cluster.local',
      'b.shop.svc.cluster.local',
    ]);
    expect(services.slice(1).every(({aliases}) => aliases.length === 0)).toBe(true);
  });
});

describe('targets of a pod', () => {
  const ports = '[{name: web, containerPort: 8080}]';

  test('are the ports of Services that select it, names of ports looked up, the same port once', () => {
    const cart = service('cart', 'http:80 http-too:81 tcp:82')
      .replace('port: 80, protocol: TCP', 'port: 80, protocol: TCP, targetPort: web')
      .replace('port: 81, protocol: TCP', 'port: 81, protocol: TCP, targetPort: 8080');
    const found = mesh(cart, pod('cart', '10.1.0.2', {ports}));
    const [own] = found.pods;
    expect(own && found.targets(own).map(({port, targetPort}) => [port.name, targetPort])).toEqual([
      ['http', 8080],
      ['tcp', 82],
    ]);
  });

  test('are those of Services without selector whose endpoints list it', () => {
    const cart = service('cart', 'http:80').replace(', selector: {app: cart}', '');
    const found = mesh(cart, pod('cart', '10.1.0.2'), slice('cart', '[{addresses: [10.1.0.2]}]'));
    const [own] = found.pods;
    expect(own && found.targets(own).map(({port, targetPort}) => [port.port, targetPort])).toEqual([[80, 8080]]);
  });

  test('include ServiceEntries with its address', () => {
    const entry =
      '{hosts: [a.example], resolution: STATIC, ports: [{number: 90, name: tcp, protocol: TCP, targetPort: 9090}], endpoints: [{address: 10.1.0.2}]}';
    const found = mesh(networking('ServiceEntry', 'se', entry), service('cart', 'http:80'), pod('cart', '10.1.0.2'));
    const [own] = found.pods;
    expect(own && found.targets(own).map(({service: {hostname}, targetPort}) => [hostname, targetPort])).toEqual([
      ['a.example', 9090],
      [CART, 80],
    ]);
  });
});
