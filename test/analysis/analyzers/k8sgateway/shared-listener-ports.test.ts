// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'k8sgateway.SharedPortAnalyzer';
const gateway = (listeners: object[], gatewayClassName = 'istio') =>
  object('KubernetesGateway', 's/g', {spec: {gatewayClassName, listeners}});
const listener = (name: string, protocol: string, more: object = {}) => ({name, port: 443, protocol, ...more});
const tls = {tls: {certificateRefs: [{name: 'c'}]}};
const passthrough = {tls: {mode: 'Passthrough'}};

test('TLS behind plain HTTP takes no effect', async () => {
  expect(await analyze(ANALYZER, [gateway([listener('web', 'HTTPS', tls), listener('plain', 'HTTP')])])).toEqual([
    {
      about: 'ISTX504 Gateway s/g spec.listeners.0.port',
      text: 'Port 443 serves HTTPS here and HTTP in listener "plain", on the same pods: only listener "plain" takes effect.',
    },
  ]);
});

test('one SNI belongs to one listener', async () => {
  const pair = [
    listener('b', 'HTTPS', {...tls, hostname: 'x.com'}),
    listener('a', 'TLS', {...passthrough, hostname: 'x.com'}),
  ];
  expect(await analyze(ANALYZER, [gateway(pair)])).toEqual([
    {
      about: 'ISTX505 Gateway s/g spec.listeners.0.hostname',
      text: 'TLS host "x.com" on port 443 is also in listener "a", on the same pods: only listener "a" takes effect.',
    },
  ]);
});

test('names are sorted as istiod sorts those of its own Gateways', async () => {
  const pair = [listener('a', 'HTTP'), listener('a-b', 'TCP')];
  expect(await findings(ANALYZER, [gateway(pair)])).toEqual(['ISTX504 Gateway s/g spec.listeners.0.port']);
});

test.each([
  ['plain HTTP behind TLS', [listener('a', 'HTTPS', tls), listener('b', 'HTTP')]],
  ['hosts of TLS', [listener('a', 'HTTPS', {...tls, hostname: 'x.com'}), listener('b', 'TLS', passthrough)]],
  ['HTTP of several hosts', [listener('a', 'HTTP', {hostname: 'x.com'}), listener('b', 'HTTP')]],
  ['other ports', [listener('a', 'HTTP', {port: 80}), listener('b', 'HTTPS', tls)]],
  ['what ISTX209 says', [listener('a', 'TCP'), listener('b', 'TCP')]],
  ['what is not valid anyway', [listener('a', 'HTTP'), listener('b', 'HTTPS')]],
])('%s can share a Gateway', async (_, listeners) => {
  expect(await findings(ANALYZER, [gateway(listeners)])).toEqual([]);
});

test('Gateways of others have their own rules', async () => {
  const pair = [listener('a', 'HTTP'), listener('b', 'TCP')];
  expect(await findings(ANALYZER, [gateway(pair)])).toHaveLength(1);
  expect(await findings(ANALYZER, [gateway(pair, 'nginx')])).toEqual([]);
});
