// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.ListenerAnalyzer';
const certificateRefs = [{name: 'c'}];
const tls = {certificateRefs};
const gateway = (listeners: object[], gatewayClassName = 'istio') =>
  object('KubernetesGateway', 's/g', {spec: {gatewayClassName, listeners}});
const listener = (protocol: string, more: object = {}) => ({name: 'l', port: 80, protocol, ...more});
const gatewayClass = (name: string, controllerName: string) => object('GatewayClass', name, {spec: {controllerName}});
const textsOf = async (...resources: Parameters<typeof analyze>[1]) =>
  (await analyze(ANALYZER, resources)).map(({text}) => text);

describe('protocols', () => {
  test.each([
    ['UDP', 'istio', 'protocol "UDP" is unsupported.'],
    ['example.com/own', 'istio', 'protocol "example.com/own" is unsupported.'],
    ['https', 'istio', 'protocol "https" is unsupported (did you mean "HTTPS"?).'],
    ['HBONE', 'istio', 'only waypoints and east-west gateways take protocol HBONE.'],
    ['HTTP', 'istio-waypoint', 'a waypoint takes protocol HBONE on port 15008 and nothing else.'],
    ['HBONE', 'istio-waypoint', 'a waypoint takes protocol HBONE on port 15008 and nothing else.'],
    ['HTTP', 'istio-east-west', 'on ports other than 15008 an east-west gateway takes protocol TLS'],
  ])('%s in class %s', async (protocol, className, reason) => {
    const [found, ...more] = await analyze(ANALYZER, [gateway([listener(protocol)], className)]);
    expect(found?.about).toBe('ISTX207 Gateway s/g spec.listeners.0.protocol');
    expect(found?.text).toContain(`Istio does not accept listener "l": ${reason}`);
    expect(more).toEqual([]);
  });

  const hbone = {port: 15_008};
  test.each([
    ['HTTP', 'istio', listener('HTTP')],
    ['HTTPS', 'istio', listener('HTTPS', {tls})],
    ['TCP', 'istio', listener('TCP')],
    ['TLS', 'istio', listener('TLS', {tls: {mode: 'Passthrough'}})],
    ['HBONE', 'istio-waypoint', listener('HBONE', hbone)],
    [
      'HBONE',
      'istio-east-west',
      listener('HBONE', {...hbone, tls: {options: {'gateway.istio.io/tls-terminate-mode': 'ISTIO_MUTUAL'}}}),
    ],
    ['TLS', 'istio-east-west', listener('TLS', {tls: {mode: 'Passthrough'}})],
    ['anything', 'istio-remote', listener('UDP')],
    ['anything', 'nginx', listener('UDP')],
    ['nothing', 'istio', {name: 'l', port: 80}],
  ])('%s may be in class %s', async (_, className, one) => {
    expect(await findings(ANALYZER, [gateway([one], className)])).toEqual([]);
  });

  test('classes are judged by their controllers', async () => {
    const own = gateway([listener('UDP')], 'own');
    expect(await findings(ANALYZER, [own, gatewayClass('own', 'istio.io/gateway-controller')])).toHaveLength(1);
    expect(await findings(ANALYZER, [own, gatewayClass('own', 'example.com/controller')])).toEqual([]);
    const istio = gateway([listener('UDP')]);
    expect(await findings(ANALYZER, [istio, gatewayClass('istio', 'example.com/controller')])).toEqual([]);
    expect(await textsOf(own, gatewayClass('own', 'istio.io/mesh-controller'))).toEqual([
      'Istio does not accept listener "l": a waypoint takes protocol HBONE on port 15008 and nothing else. It takes no connections.',
    ]);
  });
});

describe('TLS', () => {
  const REFUSED = 'the API server refuses the Gateway.';
  const DEAD = 'the listener takes no connections.';
  const three = ['a', 'b', 'c'].map((name) => ({name}));
  test.each([
    ['tls', listener('HTTP', {tls}), `protocol HTTP takes no tls; ${REFUSED}`],
    ['tls', listener('TCP', {tls: {}}), `protocol TCP takes no tls; ${REFUSED}`],
    ['protocol', listener('HTTPS'), `protocol HTTPS needs tls; ${DEAD}`],
    ['protocol', listener('TLS'), `protocol TLS needs tls; ${DEAD}`],
    ['tls.mode', listener('HTTPS', {tls: {mode: 'Passthrough'}}), `Passthrough goes with protocol TLS; ${REFUSED}`],
    ['tls.mode', listener('TLS', {tls: {mode: 'SIMPLE'}}), `mode "SIMPLE" is unknown; ${REFUSED}`],
    ['tls', listener('HTTPS', {tls: {}}), `mode Terminate needs certificateRefs; ${REFUSED}`],
    ['tls', listener('TLS', {tls: {mode: 'Terminate'}}), `mode Terminate needs certificateRefs; ${REFUSED}`],
    ['tls', listener('HTTPS', {tls: {options: {'gateway.istio.io/tls-cipher-suites': 'X'}}}), DEAD],
    ['tls.certificateRefs.2.name', listener('HTTPS', {tls: {certificateRefs: three}}), DEAD],
  ])('at %s of %j', async (path, one, text) => {
    const [found, ...more] = await analyze(ANALYZER, [gateway([one])]);
    expect(found?.about).toBe(`ISTX208 Gateway s/g spec.listeners.0.${path}`);
    expect(found?.text).toContain(text);
    expect(more).toEqual([]);
    expect(await findings(ANALYZER, [gateway([one], 'nginx')])).toEqual([]);
  });

  test.each([
    listener('HTTPS', {tls}),
    listener('HTTPS', {tls: {mode: 'Terminate', certificateRefs: [{name: 'rsa'}, {name: 'ecdsa'}]}}),
    listener('HTTPS', {tls: {options: {'gateway.istio.io/tls-terminate-mode': 'ISTIO_SIMPLE'}}}),
    listener('HTTPS', {tls: {certificateRefs, options: {'gateway.istio.io/tls-terminate-mode': 'MUTUAL'}}}),
    // The API server fills in mode Terminate.
    listener('TLS', {tls}),
    listener('TLS', {tls: {mode: 'Passthrough'}}),
  ])('is right in %j', async (one) => {
    expect(await findings(ANALYZER, [gateway([one])])).toEqual([]);
  });

  test('may be left to ListenerSets', async () => {
    const spec = {gatewayClassName: 'istio', listeners: [listener('HTTPS')]};
    const allowing = (from: string) =>
      object('KubernetesGateway', 's/g', {spec: {...spec, allowedListeners: {namespaces: {from}}}});
    expect(await findings(ANALYZER, [allowing('Same')])).toEqual([]);
    expect(await findings(ANALYZER, [allowing('None')])).toHaveLength(1);
  });

  test('of a protocol that is unsupported nothing more is said', async () => {
    expect(await findings(ANALYZER, [gateway([listener('https', {tls: {mode: 'X'}})])])).toEqual([
      'ISTX207 Gateway s/g spec.listeners.0.protocol',
    ]);
  });
});

describe('duplicates', () => {
  const a = {name: 'a', port: 80, protocol: 'HTTP'};
  const b = {...a, name: 'b'};
  test.each([
    ['names', [a, {...a, port: 81}], '1.name', 'Listener "a" is a duplicate: another listener has this name.'],
    ['any host', [a, b], '1.port', 'listener "a" has the same port, protocol and hostname (any)'],
    [
      'hosts',
      [
        {...a, hostname: 'x.com'},
        {...b, hostname: 'x.com'},
      ],
      '1.hostname',
      'port, protocol and hostname.',
    ],
    ['the same thing', [a, a], '1.name', 'The API server refuses the Gateway.'],
  ])('of %s are found, whoever runs the Gateway', async (_, listeners, path, text) => {
    for (const className of ['istio', 'nginx']) {
      const found = await analyze(ANALYZER, [gateway(listeners, className)]);
      expect(found.map(({about}) => about)).toEqual([`ISTX209 Gateway s/g spec.listeners.${path}`]);
      expect(found[0]?.text).toContain(text);
    }
  });

  test.each([
    ['ports', [a, {...b, port: 81}]],
    [
      'hosts',
      [
        {...a, hostname: 'x.com'},
        {...b, hostname: '*.x.com'},
      ],
    ],
    ['hosts, one of them any', [a, {...b, hostname: 'x.com'}]],
    ['protocols', [a, {...b, protocol: 'TCP'}]],
  ])('differ in %s', async (_, listeners) => {
    expect(await findings(ANALYZER, [gateway(listeners)])).toEqual([]);
  });
});

describe('allowed kinds', () => {
  const kinds = (...names: (string | object)[]) => ({
    allowedRoutes: {kinds: names.map((kind) => (typeof kind === 'string' ? {kind} : kind))},
  });
  test.each([
    [
      listener('HTTP', kinds('HTTPRoute', 'TCPRoute')),
      1,
      'allows TCPRoute, which protocol HTTP does not carry (it carries HTTPRoute and GRPCRoute)',
    ],
    [listener('TCP', kinds('HTTPRoute')), 0, 'it carries TCPRoute'],
    [listener('HTTP', kinds({group: 'example.com', kind: 'HTTPRoute'})), 0, 'allows HTTPRoute'],
    [listener('TLS', {tls: {mode: 'Passthrough'}, ...kinds('TCPRoute')}), 0, 'it carries TLSRoute'],
    [listener('HTTP', kinds('HttpRoute')), 0, 'allows HttpRoute'],
  ])('%j has one in vain', async (one, index, text) => {
    const [found, ...more] = await analyze(ANALYZER, [gateway([one])]);
    expect(found?.about).toBe(`ISTX211 Gateway s/g spec.listeners.0.allowedRoutes.kinds.${index}.kind`);
    expect(found?.text).toContain(text);
    expect(more).toEqual([]);
  });

  test.each([
    listener('HTTP', kinds('HTTPRoute', 'GRPCRoute')),
    listener('HTTP', kinds({group: 'gateway.networking.k8s.io', kind: 'GRPCRoute'})),
    listener('TLS', {tls, ...kinds('TCPRoute', 'TLSRoute')}),
  ])('%j has none', async (one) => {
    expect(await findings(ANALYZER, [gateway([one])])).toEqual([]);
  });
});
