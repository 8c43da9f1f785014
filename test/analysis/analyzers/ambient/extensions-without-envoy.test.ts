// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'ambient.ExtensionAnalyzer';
const AMBIENT = {'istio.io/dataplane-mode': 'ambient'};
const WAYPOINT = {'istio.io/use-waypoint': 'wp'};
const shop = object('Namespace', 'shop', {labels: AMBIENT});
const cart = object('Pod', 'shop/cart', {labels: {app: 'cart'}, spec: {containers: [{name: 'app'}]}});
const selector = {matchLabels: {app: 'cart'}};
const gatewayOf = (gatewayClassName: string) => object('KubernetesGateway', 'shop/gw', {spec: {gatewayClassName}});
const gatewayPod = object('Pod', 'shop/gw-1', {
  labels: {'gateway.networking.k8s.io/gateway-name': 'gw'},
  spec: {containers: [{name: 'istio-proxy', image: 'p'}]},
});

test('says why, and what to do', async () => {
  const plugin = object('WasmPlugin', 'shop/p', {spec: {url: 'oci://example.com/p'}});
  const telemetry = object('Telemetry', 'shop/t');
  const selective = object('Telemetry', 'shop/u', {spec: {selector}});
  expect((await analyze(ANALYZER, [shop, cart, plugin, telemetry, selective])).map(({text}) => text)).toEqual([
    'ztunnel ignores a WasmPlugin, and no pod of namespace "shop" has an Envoy: the object has no effect. ' +
      'Attach it to a waypoint with targetRefs.',
    'ztunnel ignores a Telemetry, and no pod of namespace "shop" has an Envoy: the object has no effect. ' +
      'Label the namespace istio.io/use-waypoint.',
    'ztunnel ignores a Telemetry, and no pod with the labels app=cart has an Envoy: the object has no effect. ' +
      'Attach it to a waypoint with targetRefs.',
  ]);
});

describe.each(['WasmPlugin', 'TrafficExtension', 'EnvoyFilter', 'Telemetry'] as const)('%s', (kind) => {
  const extension = (spec: object = {}, namespace = 'shop') => object(kind, `${namespace}/x`, {spec});
  const selective = kind === 'EnvoyFilter' ? {workloadSelector: {labels: {app: 'cart'}}} : {selector};

  test.each([
    ['for a namespace', {}],
    ['for a workload', selective],
  ])('%s: reported', async (_, spec) => {
    expect(await findings(ANALYZER, [shop, cart, extension(spec)])).toEqual([`ISTX113 ${kind} shop/x metadata.name`]);
  });

  test.each([
    ['attached to a waypoint', [shop, cart, extension({targetRefs: [{kind: 'Service', name: 'cart'}]})]],
    ['in a namespace that is not ambient', [object('Namespace', 'shop'), cart, extension()]],
    ['in an unknown namespace', [cart, extension()]],
    ['in the root namespace', [object('Namespace', 'istio-system', {labels: AMBIENT}), extension({}, 'istio-system')]],
    [
      'beside a sidecar',
      [shop, cart, extension(), object('Pod', 'shop/a', {labels: {'sidecar.istio.io/inject': 'true'}})],
    ],
    ['beside a gateway', [shop, cart, extension(), gatewayOf('istio'), gatewayPod]],
    ['for no pod', [shop, extension(selective)]],
  ])('%s: not reported', async (_, objects) => {
    expect(await findings(ANALYZER, objects)).toEqual([]);
  });

  test('beside a waypoint, which reads telemetry alone', async () => {
    const count = kind === 'Telemetry' ? 0 : 1;
    expect(await findings(ANALYZER, [shop, cart, extension(), gatewayOf('istio-waypoint'), gatewayPod])).toHaveLength(
      count,
    );
    const served = object('Namespace', 'shop', {labels: {...AMBIENT, ...WAYPOINT}});
    expect(await findings(ANALYZER, [served, cart, extension()])).toHaveLength(count);
    const service = object('Service', 'shop/cart', {labels: WAYPOINT, spec: {}});
    expect(await findings(ANALYZER, [shop, service, cart, extension()])).toHaveLength(count);
  });
});
