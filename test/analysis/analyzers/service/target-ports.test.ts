// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {linesOf} from '../../analyze.js';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'service.TargetPortAnalyzer';
const service = (targetPort: number | string | undefined, spec: object = {}) =>
  object('Service', 'shop/cart', {spec: {selector: {app: 'cart'}, ports: [{port: 80, targetPort}], ...spec}});
const app = (...ports: object[]) => ({name: 'app', image: 'a', ports});
const http = {name: 'http', containerPort: 8080};
const pod = (spec: object = {containers: [app(http)]}, name = 'cart') =>
  object('Pod', `shop/${name}`, {labels: {app: 'cart'}, spec});

test('says which workload has no such port', async () => {
  const deployment = object('Deployment', 'shop/cart', {
    spec: {template: {metadata: {labels: {app: 'cart'}}, spec: {containers: [app(http)]}}},
  });
  expect(await analyze(ANALYZER, [service('htpp'), deployment])).toEqual([
    {
      about: 'ISTX603 Service shop/cart spec.ports.0.targetPort',
      text:
        'Port 80 leads to targetPort "htpp", and no container of Deployment "shop/cart" has a port of that name: there ' +
        'are no endpoints.',
    },
  ]);
  expect(await analyze(ANALYZER, [service(8081), deployment])).toEqual([
    {
      about: 'ISTX604 Service shop/cart spec.ports.0.targetPort',
      text:
        'Port 80 leads to targetPort 8081, which no container of Deployment "shop/cart" lists. That is legal; check the ' +
        'number.',
    },
  ]);
});

test.each([
  ['a name, where containers list no ports', service('http'), [pod({containers: [app()]})], ['ISTX603']],
  ['a name, on several pods', service('grpc'), [pod(), pod(undefined, 'b')], ['ISTX603']],
  ['a number that is the port', service(undefined), [pod()], ['ISTX604']],
])('%s: reported', async (_, object_, pods, codes) => {
  expect(await findings(ANALYZER, [object_, ...pods])).toEqual(
    codes.map((code) => `${code} Service shop/cart spec.ports.0.targetPort`),
  );
});

test('a Deployment that lists no ports need not be what is behind the Service', async () => {
  const template = {metadata: {labels: {app: 'cart'}}, spec: {containers: [app()]}};
  const other = object('Deployment', 'shop/other', {spec: {template}});
  expect(await findings(ANALYZER, [service('http'), other], {whole: new Set()})).toEqual([]);
});

test.each(['Job', 'CronJob'])('a %s with the labels of servers is none', async (kind) => {
  const metadata = {name: 'task', namespace: 'shop'};
  const template = {metadata: {labels: {app: 'cart'}}, spec: {containers: [app({name: 'metrics', containerPort: 1})]}};
  const job = kind === 'Job' ? {template} : {schedule: '@daily', jobTemplate: {spec: {template}}};
  const served = {selector: {app: 'cart'}, ports: [{port: 80, targetPort: 'http'}]};
  const files = [
    {apiVersion: 'batch/v1', kind, metadata, spec: job},
    {apiVersion: 'v1', kind: 'Service', metadata: {...metadata, name: 'cart'}, spec: served},
  ];
  const lines = await linesOf(files.map((each) => JSON.stringify(each)).join('\n---\n'), {complete: true});
  expect(lines.filter((line) => line.includes('ISTX603'))).toEqual([]);
});

test.each([
  ['a name that there is', service('http'), [pod()]],
  [
    'one of a sidecar of Kubernetes',
    service('side'),
    [pod({containers: [app(http)], initContainers: [{name: 'i', ports: [{name: 'side', containerPort: 1}]}]})],
  ],
  [
    'one of some of the pods',
    service('grpc'),
    [pod(), pod({containers: [app({name: 'grpc', containerPort: 9})]}, 'b')],
  ],
  ['one that the injector adds', service('http-envoy-prom'), [pod()]],
  ['a number that is listed', service(8080), [pod()]],
  ['a number, where a container lists no ports', service(8081), [pod({containers: [app(http), app()]})]],
  ['a number of the proxy', service(15_020), [pod()]],
  ['no pods', service('grpc'), []],
  ['no selector', service('grpc', {selector: {}}), [pod()]],
  ['a name elsewhere', service('grpc', {type: 'ExternalName'}), [pod()]],
  ['pods whose containers others choose', service('grpc'), [pod({containers: []})]],
  [
    'a gateway whose container the injector fills in',
    service('grpc'),
    [pod({containers: [{name: 'istio-proxy', image: 'auto'}]})],
  ],
  [
    'a number on which a gateway listens',
    service(80),
    [pod(), object('Gateway', 'web/front', {spec: {selector: {app: 'cart'}, servers: [{port: {number: 80}}]}})],
  ],
  [
    'a number of a gateway whose Gateways nobody knows',
    service(80),
    [pod({containers: [{name: 'istio-proxy', image: 'p', ports: [{containerPort: 15_021}]}]})],
  ],
])('%s: not reported', async (_, object_, pods) => {
  expect(await findings(ANALYZER, [object_, ...pods])).toEqual([]);
});
