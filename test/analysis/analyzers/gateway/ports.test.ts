// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'gateway.IngressGatewayPortAnalyzer';
const AT = 'Gateway a/g spec.selector.app';
const pod = object('Pod', 'ingress/g-1', {labels: {app: 'g', tier: 't'}});
const gateway = (number: number) =>
  object('Gateway', 'a/g', {spec: {selector: {app: 'g'}, servers: [{port: {number}}]}});
const service = (port: object, selector = {tier: 't'}, name = 'ingress/s') =>
  object('Service', name, {spec: {selector, ports: [{protocol: 'TCP', ...port}]}});

test('a port that no Service leads to is reported', async () => {
  const found = await analyze(ANALYZER, [pod, gateway(8080), service({port: 80})]);
  expect(found.map(({about}) => about)).toEqual([`IST0162 ${AT}`]);
  expect(found[0]?.text).toContain('target port (port 8080)');
  expect(found[0]?.text).toContain('(Pod selector app=g)');
});

test.each([
  ['of other pods', service({port: 8080}, {tier: 'x'})],
  ['of another namespace', service({port: 8080}, {tier: 't'}, 'a/s')],
  ['for UDP', service({port: 8080, protocol: 'UDP'})],
])('a Service %s does not count', async (_, other) => {
  expect(await findings(ANALYZER, [pod, gateway(8080), other])).toEqual([`IST0162 ${AT}`]);
});

test.each([{port: 8080}, {port: 80, targetPort: 8080}, {port: 8080, targetPort: 80}, {port: 8080, targetPort: 'http'}])(
  'a Service with %j leads to 8080',
  async (port) => {
    expect(await findings(ANALYZER, [pod, gateway(8080), service(port)])).toEqual([]);
  },
);

test('a gateway without pods is reported for that alone', async () => {
  expect(await findings(ANALYZER, [gateway(8080)])).toEqual([`IST0101 ${AT}`]);
});
