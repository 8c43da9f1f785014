// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'service.PortNameAnalyzer';
const service = (port: object, rest: {type?: string; labels?: object} = {}) =>
  object('Service', 'a/web', {labels: {...rest.labels}, spec: {type: rest.type, ports: [port]}});

test('a name that tells no protocol is reported', async () => {
  expect(await analyze(ANALYZER, [service({name: 'web', port: 8080, targetPort: 'main'})])).toEqual([
    {
      about: 'IST0118 Service a/web spec.ports.0.port',
      text: "Port name web (port: 8080, targetPort: main) doesn't follow the naming convention of Istio port.",
    },
  ]);
  expect((await analyze(ANALYZER, [service({port: 8080})]))[0]?.text).toContain(
    'Port name  (port: 8080, targetPort: 0)',
  );
});

test.each([
  {name: 'http', port: 8080},
  {name: 'HTTP2-web', port: 8080},
  {name: 'grpc-web-x', port: 8080},
  {name: 'GRPC-Webby', port: 8080},
  {name: 'web', port: 8080, appProtocol: 'https'},
  {name: 'web', port: 8080, appProtocol: 'kubernetes.io/ws'},
  {name: 'web', port: 8080, protocol: 'UDP'},
  {port: 3306},
])('%j tells it', async (port) => {
  expect(await findings(ANALYZER, [service(port)])).toEqual([]);
});

test.each([
  {name: 'http_web', port: 1},
  {name: 'http', port: 1, appProtocol: 'web'},
])('%j does not', async (port) => {
  expect(await findings(ANALYZER, [service(port)])).toHaveLength(1);
});

test('names of external ports may not be tcp either', async () => {
  const external = {type: 'ExternalName'};
  expect(await findings(ANALYZER, [service({name: 'tcp', port: 1}, external)])).toEqual([
    'IST0150 Service a/web spec.ports.0.port',
  ]);
  expect(await findings(ANALYZER, [service({name: 'tcp-db', port: 1}, external)])).toEqual([]);
});

test.each([{istio: 'ingressgateway'}, {release: 'istio'}, {'gateway.istio.io/managed': 'istio.io-mesh-controller'}])(
  'Services of Istio itself, such as with %j, are left alone',
  async (labels) => {
    expect(await findings(ANALYZER, [service({name: 'web', port: 8080}, {labels})])).toEqual([]);
  },
);
