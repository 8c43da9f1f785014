// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'destinationrule.MutualTLSAnalyzer';
const shop = object('Namespace', 'shop', {labels: {'istio-injection': 'enabled'}});
const service = object('Service', 'shop/cart', {
  spec: {
    selector: {app: 'cart'},
    ports: [
      {name: 'http', port: 80, targetPort: 8080},
      {name: 'admin', port: 81, targetPort: 'admin'},
    ],
  },
});
const containers = [{name: 'app', ports: [{name: 'admin', containerPort: 9090}]}];
const pod = (version = 'v1', annotations: Record<string, string> = {}) =>
  object('Pod', `shop/cart-${version}`, {labels: {app: 'cart', version}, annotations, spec: {containers}});
const policy = (name: string, mode: string | undefined, spec: object = {}, created?: string) => ({
  ...object('PeerAuthentication', name, {spec: {...(mode && {mtls: {mode}}), ...spec}}),
  ...(created && {created}),
});
const rule = (spec: object, name = 'shop/cart') => object('DestinationRule', name, {spec: {host: 'cart', ...spec}});
const tls = (mode?: string) => ({tls: {...(mode && {mode})}});
const selector = {matchLabels: {app: 'cart'}};
const mesh = [shop, service, pod()];
const strict = policy('shop/default', 'STRICT');
const about = (code: string, path: string) => `${code} DestinationRule shop/cart spec.${path}`;

test('says what is sent to which port, and who refuses it', async () => {
  const disable = rule({trafficPolicy: tls('DISABLE')});
  expect((await analyze(ANALYZER, [...mesh, strict, disable])).map(({text}) => text)).toEqual([
    'tls.mode DISABLE sends plain text to port 80 of Service "shop/cart", and PeerAuthentication "shop/default" is STRICT ' +
      'there: connections are refused. Use ISTIO_MUTUAL, or remove tls.',
  ]);
  const simple = rule({trafficPolicy: tls('SIMPLE')});
  expect((await analyze(ANALYZER, [...mesh, strict, simple]))[0]?.text).toMatch(
    /^tls.mode SIMPLE sends TLS without a client certificate to port 80/,
  );
  const mutual = rule({trafficPolicy: tls('ISTIO_MUTUAL')});
  expect((await analyze(ANALYZER, [...mesh, policy('shop/default', 'DISABLE'), mutual]))[0]?.text).toBe(
    'tls.mode ISTIO_MUTUAL sends mTLS to port 80 of Service "shop/cart", and PeerAuthentication "shop/default" is DISABLE ' +
      'there: connections fail. Remove tls, or the DISABLE.',
  );
});

const forPort = (number: number, settings: object) => ({portLevelSettings: [{port: {number}, ...settings}]});
const subsets = (trafficPolicy: object, version = 'v1') => ({subsets: [{name: 's', labels: {version}, trafficPolicy}]});

describe('plain text under STRICT', () => {
  test.each([
    ['for all', {trafficPolicy: tls('DISABLE')}, 'trafficPolicy.tls.mode'],
    ['without a mode, which is DISABLE', {trafficPolicy: tls()}, 'trafficPolicy.tls.mode'],
    ['for a port', {trafficPolicy: forPort(80, tls('DISABLE'))}, 'trafficPolicy.portLevelSettings.0.tls.mode'],
    ['for a named port', {trafficPolicy: forPort(81, tls('DISABLE'))}, 'trafficPolicy.portLevelSettings.0.tls.mode'],
    ['for a subset', subsets(tls('DISABLE')), 'subsets.0.trafficPolicy.tls.mode'],
    [
      'for a port of a subset',
      subsets(forPort(80, tls('DISABLE'))),
      'subsets.0.trafficPolicy.portLevelSettings.0.tls.mode',
    ],
    [
      'for its full name',
      {host: 'cart.shop.svc.cluster.local', trafficPolicy: tls('DISABLE')},
      'trafficPolicy.tls.mode',
    ],
    ['for every host', {host: '*.local', trafficPolicy: tls('DISABLE')}, 'trafficPolicy.tls.mode'],
  ])('%s: reported', async (_, spec, path) => {
    expect(await findings(ANALYZER, [...mesh, strict, rule(spec)])).toEqual([about('ISTX406', path)]);
  });

  test.each([
    ['ISTIO_MUTUAL', {trafficPolicy: tls('ISTIO_MUTUAL')}],
    ['MUTUAL, whose certificates may be those of Istio', {trafficPolicy: tls('MUTUAL')}],
    ['no tls', {trafficPolicy: {}}],
    ['a port that no Service has', {trafficPolicy: forPort(99, tls('DISABLE'))}],
    [
      'all ports, each with settings of its own',
      {trafficPolicy: {...tls('DISABLE'), portLevelSettings: [{port: {number: 80}}, {port: {number: 81}}]}},
    ],
    ['a subset without pods', subsets(tls('DISABLE'), 'v9')],
    ['another host', {host: 'other', trafficPolicy: tls('DISABLE')}],
    ['a rule that no Envoy sees', {exportTo: ['nowhere'], trafficPolicy: tls('DISABLE')}],
  ])('%s: not reported', async (_, spec) => {
    expect(await findings(ANALYZER, [...mesh, strict, rule(spec)])).toEqual([]);
  });
});

describe('the policy that counts', () => {
  const disable = rule({trafficPolicy: tls('DISABLE')});
  const found = [about('ISTX406', 'trafficPolicy.tls.mode')];
  const early = '2029-01-01T00:00:00Z';
  const late = '2029-02-01T00:00:00Z';
  test.each([
    ['of the mesh', [policy('istio-system/default', 'STRICT')], found],
    [
      'of the namespace before the mesh',
      [policy('istio-system/default', 'STRICT'), policy('shop/default', 'PERMISSIVE')],
      [],
    ],
    [
      'of the namespace, which says nothing',
      [policy('istio-system/default', 'STRICT'), policy('shop/default', 'UNSET')],
      found,
    ],
    ['of the workload before the namespace', [strict, policy('shop/cart', 'PERMISSIVE', {selector})], []],
    ['of the workload', [policy('shop/cart', 'STRICT', {selector})], found],
    ['of another workload', [policy('shop/pay', 'STRICT', {selector: {matchLabels: {app: 'pay'}}})], []],
    ['of another namespace', [policy('web/default', 'STRICT')], []],
    [
      'of the root namespace with a selector, which is for nobody',
      [policy('istio-system/cart', 'STRICT', {selector})],
      [],
    ],
    ['of a port', [policy('shop/cart', 'PERMISSIVE', {selector, portLevelMtls: {8080: {mode: 'STRICT'}}})], found],
    [
      'of both ports',
      [
        strict,
        policy('shop/cart', undefined, {
          selector,
          portLevelMtls: {8080: {mode: 'PERMISSIVE'}, 9090: {mode: 'DISABLE'}},
        }),
      ],
      [],
    ],
    [
      'of a port that inherits',
      [policy('shop/cart', 'STRICT', {selector, portLevelMtls: {8080: {mode: 'UNSET'}}})],
      found,
    ],
    [
      'of a port of the Service, which is none of the workload',
      [policy('shop/cart', 'PERMISSIVE', {selector, portLevelMtls: {80: {mode: 'STRICT'}}})],
      [],
    ],
    ['the older of two', [policy('shop/a', 'STRICT', {}, early), policy('shop/b', 'PERMISSIVE', {}, late)], found],
    ['the younger of two', [policy('shop/a', 'STRICT', {}, late), policy('shop/b', 'PERMISSIVE', {}, early)], []],
    ['one of two whose age is unknown', [strict, policy('shop/b', 'PERMISSIVE')], []],
    ['none', [], []],
  ])('%s', async (_, policies, expected) => {
    expect(await findings(ANALYZER, [...mesh, ...policies, disable])).toEqual(expected);
  });

  test('DISABLE against ISTIO_MUTUAL', async () => {
    const mutual = rule({trafficPolicy: tls('ISTIO_MUTUAL')});
    const off = policy('shop/cart', 'STRICT', {selector, portLevelMtls: {8080: {mode: 'DISABLE'}}});
    expect(await findings(ANALYZER, [...mesh, off, mutual])).toEqual([about('ISTX407', 'trafficPolicy.tls.mode')]);
    expect(await findings(ANALYZER, [...mesh, policy('shop/default', 'PERMISSIVE'), mutual])).toEqual([]);
    expect(await findings(ANALYZER, [...mesh, mutual])).toEqual([]);
  });
});

describe('not reported where it is not sure', () => {
  const disable = rule({trafficPolicy: tls('DISABLE')});
  test.each([
    ['no pods', [shop, service]],
    ['pods without sidecars', [object('Namespace', 'shop'), service, pod()]],
    ['an unknown namespace', [service, pod()]],
    ['ambient pods', [object('Namespace', 'shop', {labels: {'istio.io/dataplane-mode': 'ambient'}}), service, pod()]],
    [
      'pods of which one has no sidecar',
      [
        ...mesh,
        object('Pod', 'shop/x', {labels: {app: 'cart', 'sidecar.istio.io/inject': 'false'}, spec: {containers}}),
      ],
    ],
    [
      'ports that bypass the sidecar',
      [shop, service, pod('v1', {'traffic.sidecar.istio.io/excludeInboundPorts': '8080, 9090'})],
    ],
    ['ports that are not included', [shop, service, pod('v1', {'traffic.sidecar.istio.io/includeInboundPorts': '1'})]],
    ['no interception', [shop, service, pod('v1', {'sidecar.istio.io/interceptionMode': 'NONE'})]],
    ['another rule of the same host', [...mesh, rule({trafficPolicy: {}}, 'shop/other')]],
    [
      'a waypoint',
      [shop, object('Service', 'shop/cart', {labels: {'istio.io/use-waypoint': 'w'}, spec: service.spec}), pod()],
    ],
  ])('%s', async (_, objects) => {
    expect(await findings(ANALYZER, [...objects, strict, disable])).toEqual([]);
  });

  test('a wide rule behind a closer one', async () => {
    const wide = rule({host: '*.local', trafficPolicy: tls('DISABLE')}, 'shop/wide');
    expect(await findings(ANALYZER, [...mesh, strict, wide, rule({trafficPolicy: tls('ISTIO_MUTUAL')})])).toEqual([]);
  });
});
