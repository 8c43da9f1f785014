// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'authn.ServicePortAnalyzer';
const policy = (port: number, spec: object = {selector: {matchLabels: {app: 'cart'}}}) =>
  object('PeerAuthentication', 'shop/cart', {spec: {...spec, portLevelMtls: {[port]: {mode: 'DISABLE'}}}});
const service = (ports: object[], name = 'cart') =>
  object('Service', `shop/${name}`, {spec: {selector: {app: 'cart'}, ports}});
const pod = (ports: object[] = []) =>
  object('Pod', 'shop/cart-1', {labels: {app: 'cart'}, spec: {containers: [{name: 'app', ports}]}});
const mapped = service([{port: 80, targetPort: 8080}]);

test('says to which port of the workload the Service leads', async () => {
  expect(await analyze(ANALYZER, [policy(80), mapped, pod()])).toEqual([
    {
      about: 'ISTX414 PeerAuthentication shop/cart spec.portLevelMtls.80',
      text:
        'Port 80 is one of Service "shop/cart", which leads to port 8080 of the workload: portLevelMtls goes by the port ' +
        'of the workload, so the mode has no effect. Write 8080.',
    },
  ]);
});

test('a named port is one of the workload, too', async () => {
  const named = service([{port: 80, targetPort: 'http'}]);
  const found = await findings(ANALYZER, [policy(80), named, pod([{name: 'http', containerPort: 8080}])]);
  expect(found).toEqual(['ISTX414 PeerAuthentication shop/cart spec.portLevelMtls.80']);
});

test.each([
  ['the port of the workload', [policy(8080), mapped, pod()]],
  ['a port that is both', [policy(80), service([{port: 80}]), pod()]],
  ['a port that a container lists', [policy(80), mapped, pod([{containerPort: 80}])]],
  ['a port to which another Service leads', [policy(80), mapped, service([{port: 81, targetPort: 80}], 'b'), pod()]],
  ['a port of nothing', [policy(9000), mapped, pod()]],
  ['unknown pods', [policy(80), mapped]],
  [
    'a Service of other pods',
    [
      policy(80),
      object('Service', 'shop/p', {spec: {selector: {app: 'p'}, ports: [{port: 80, targetPort: 8080}]}}),
      pod(),
    ],
  ],
  ['no selector, without which there are no modes of ports', [policy(80, {}), mapped, pod()]],
])('%s: not reported', async (_, objects) => {
  expect(await findings(ANALYZER, objects)).toEqual([]);
});
