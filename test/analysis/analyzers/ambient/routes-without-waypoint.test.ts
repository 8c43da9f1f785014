// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {defaultMeshConfig} from '../../../../src/analysis/model/mesh-config.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'ambient.RouteWaypointAnalyzer';
const AMBIENT = {'istio.io/dataplane-mode': 'ambient'};
const WAYPOINT = {'istio.io/use-waypoint': 'wp'};
const SIDECARS = {'istio-injection': 'enabled'};
const containers = [{name: 'app'}];

const shop = object('Namespace', 'shop', {labels: AMBIENT});
const service = object('Service', 'shop/cart', {spec: {selector: {app: 'cart'}, ports: [{port: 80}]}});
const pod = (name: string, labels: object = {app: 'cart'}, spec: object = {containers}) =>
  object('Pod', name, {labels: {...labels}, spec});
const virtualService = (spec: object = {}) => object('VirtualService', 'shop/cart', {spec: {hosts: ['cart'], ...spec}});
const rule = (spec: object = {}) => object('DestinationRule', 'shop/cart', {spec: {host: 'cart', ...spec}});
const attached = (kind: 'HTTPRoute' | 'GRPCRoute' | 'TCPRoute' | 'TLSRoute', namespace = 'shop', parent: object = {}) =>
  object(kind, `${namespace}/cart`, {
    spec: {parentRefs: [{group: '', kind: 'Service', name: 'cart', namespace: 'shop', ...parent}]},
  });
const ambient = [shop, service, pod('shop/cart-1')];

test('says which object is ignored, and what has no waypoint', async () => {
  expect(await analyze(ANALYZER, [...ambient, virtualService()])).toEqual([
    {
      about: 'ISTX112 VirtualService shop/cart spec.hosts.0',
      text:
        'ztunnel ignores a VirtualService, and Service shop/cart has no waypoint: the object has no effect. ' +
        'Label it istio.io/use-waypoint.',
    },
  ]);
});

describe('reported', () => {
  test.each([
    ['a VirtualService', [virtualService()], 'VirtualService shop/cart spec.hosts.0'],
    ['one bound to mesh alone', [virtualService({gateways: ['mesh']})], 'VirtualService shop/cart spec.hosts.0'],
    ['a DestinationRule', [rule()], 'DestinationRule shop/cart spec.host'],
    ['an HTTPRoute', [attached('HTTPRoute')], 'HTTPRoute shop/cart spec.parentRefs.0.name'],
    ['a GRPCRoute', [attached('GRPCRoute')], 'GRPCRoute shop/cart spec.parentRefs.0.name'],
    ['a TCPRoute', [attached('TCPRoute')], 'TCPRoute shop/cart spec.parentRefs.0.name'],
    ['a route of another namespace', [attached('HTTPRoute', 'web')], 'HTTPRoute web/cart spec.parentRefs.0.name'],
    [
      'sidecars where the rule is not exported',
      [rule({exportTo: ['.']}), object('Namespace', 'web', {labels: SIDECARS}), pod('web/a')],
      'DestinationRule shop/cart spec.host',
    ],
    [
      'a gateway that does not route to the host',
      [rule(), object('KubernetesGateway', 'shop/front', {spec: {gatewayClassName: 'istio'}})],
      'DestinationRule shop/cart spec.host',
    ],
  ])('%s', async (_, objects, about) => {
    expect(await findings(ANALYZER, [...ambient, ...objects])).toEqual([`ISTX112 ${about}`]);
  });

  test('a namespace that says none, though the label of the Service is taken away', async () => {
    const home = object('Namespace', 'shop', {labels: {...AMBIENT, ...WAYPOINT}});
    const without = object('Service', 'shop/cart', {
      labels: {'istio.io/use-waypoint': 'none'},
      spec: {selector: {app: 'cart'}},
    });
    expect(await findings(ANALYZER, [home, without, rule()])).toEqual(['ISTX112 DestinationRule shop/cart spec.host']);
  });

  test('a gateway of a chart, where it serves no Ingress objects', async () => {
    const gateway = pod('front/gateway', {istio: 'ingressgateway'}, {containers: [{name: 'istio-proxy', image: 'p'}]});
    const meshConfig = {...defaultMeshConfig, ingressControllerMode: 'OFF'};
    expect(await findings(ANALYZER, [...ambient, gateway, rule()], {meshConfig})).toHaveLength(1);
    expect(await findings(ANALYZER, [...ambient, gateway, rule()])).toEqual([]);
    expect(await findings(ANALYZER, [...ambient, gateway, virtualService()])).toHaveLength(1);
  });
});

describe('not reported', () => {
  const route = [{route: [{destination: {host: 'cart.shop.svc.cluster.local'}}]}];
  test.each([
    ['a waypoint of the namespace', [object('Namespace', 'shop', {labels: {...AMBIENT, ...WAYPOINT}}), service]],
    ['a waypoint of the Service', [shop, object('Service', 'shop/cart', {labels: WAYPOINT, spec: {}})]],
    ['an unknown namespace', [service, pod('shop/cart-1', {app: 'cart', ...AMBIENT})]],
    ['a namespace that is not ambient', [object('Namespace', 'shop'), service, pod('shop/cart-1')]],
    [
      'pods that stay out of ambient mode',
      [shop, service, pod('shop/cart-1', {app: 'cart', 'istio.io/dataplane-mode': 'none'})],
    ],
    ['sidecars beside it', [...ambient, pod('shop/web', {'sidecar.istio.io/inject': 'true'})]],
    ['sidecars of another namespace', [...ambient, object('Namespace', 'web', {labels: SIDECARS}), pod('web/a')]],
    [
      'a machine outside Kubernetes',
      [...ambient, pod('shop/vm', {}, {containers: [{name: 'istio-proxy', image: 'p'}, ...containers]})],
    ],
    ['an unknown Service', [shop]],
  ])('%s', async (_, objects) => {
    const all = [virtualService(), rule(), attached('HTTPRoute')];
    expect(await findings(ANALYZER, [...objects, ...all])).toEqual([]);
  });

  test.each([
    ['a VirtualService of a gateway too', [virtualService({gateways: ['mesh', 'front']})]],
    ['a VirtualService of hosts of which one is unknown', [virtualService({hosts: ['cart', 'example.com']})]],
    ['a VirtualService for any host', [virtualService({hosts: ['*.shop.svc.cluster.local']})]],
    ['a delegate', [virtualService({hosts: []})]],
    ['a rule for any host', [rule({host: '*.shop.svc.cluster.local'})]],
    [
      'a rule of a host to which a gateway sends',
      [rule(), virtualService({hosts: ['a.com'], gateways: ['front'], http: route})],
    ],
    [
      'a rule of a host to which a route of a Gateway sends',
      [
        rule(),
        object('HTTPRoute', 'shop/front', {
          spec: {parentRefs: [{name: 'front'}], rules: [{backendRefs: [{name: 'cart'}]}]},
        }),
      ],
    ],
    [
      'a rule of a host to which a waypoint may send',
      [
        rule(),
        object('Service', 'shop/other', {labels: WAYPOINT, spec: {}}),
        virtualService({hosts: ['other'], http: route}),
      ],
    ],
    [
      'a rule where a gateway passes TLS on',
      [rule(), object('Gateway', 'shop/g', {spec: {servers: [{tls: {mode: 'AUTO_PASSTHROUGH'}}]}})],
    ],
    ['a route of a Gateway', [attached('HTTPRoute', 'shop', {group: 'gateway.networking.k8s.io', kind: 'Gateway'})]],
  ])('%s', async (_, objects) => {
    expect(await findings(ANALYZER, [...ambient, ...objects])).toEqual([]);
  });

  test('a part of the cluster', async () => {
    expect(await findings(ANALYZER, [...ambient, rule()], {whole: new Set(['DestinationRule', 'Service'])})).toEqual(
      [],
    );
  });
});

describe('a ServiceEntry', () => {
  const entry = (labels: Record<string, string> = {}) =>
    object('ServiceEntry', 'shop/db', {labels, spec: {hosts: ['db.example.com']}});
  const route = object('HTTPRoute', 'shop/db', {
    spec: {parentRefs: [{group: 'networking.istio.io', kind: 'ServiceEntry', name: 'db'}]},
  });

  test('without a waypoint', async () => {
    const objects = [shop, entry(), route, rule({host: 'db.example.com'})];
    expect(await findings(ANALYZER, objects)).toEqual([
      'ISTX112 DestinationRule shop/cart spec.host',
      'ISTX112 HTTPRoute shop/db spec.parentRefs.0.name',
    ]);
  });

  test('with one', async () => {
    expect(await findings(ANALYZER, [shop, entry(WAYPOINT), route])).toEqual([]);
  });
});
