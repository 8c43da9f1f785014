// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {analyze, findings, object} from '../../analyzed.js';

const ANALYZER = 'virtualservice.DestinationHostAnalyzer';
const web = object('Service', 'a/web', {spec: {ports: [{port: 80}, {port: 443}]}});
const one = object('Service', 'a/one', {spec: {ports: [{port: 80}]}});
const outside = (host: string, exportTo: string[] = []) =>
  object('ServiceEntry', 'b/out', {spec: {hosts: [host], exportTo, ports: [{number: 443, name: 'tls'}]}});
const to = (destination: object, name = 'a/vs') =>
  object('VirtualService', name, {spec: {http: [{route: [{destination}]}]}});
const AT = 'VirtualService a/vs spec.http.0.route.0.destination.host';

test.each([
  [{host: 'gone'}, 'IST0101', 'Referenced host not found: "gone"'],
  [{host: 'web'}, 'IST0112', 'a service "web" that exposes multiple ports [80 443].'],
  [{host: 'one', port: {number: 81}}, 'IST0101', 'Referenced host:port not found: "one:81"'],
])('a route to %j is reported', async (destination, code, text) => {
  const found = await analyze(ANALYZER, [web, one, to(destination)]);
  expect(found.map(({about}) => about)).toEqual([`${code} ${AT}`]);
  expect(found[0]?.text).toContain(text);
});

test('mirrors are looked up too, and a destination that is left out', async () => {
  const http = [{route: [{}], mirror: {host: 'm1'}, mirrors: [{destination: {host: 'm2'}}]}];
  const found = await analyze(ANALYZER, [web, object('VirtualService', 'a/vs', {spec: {http}})]);
  expect(found.map(({text}) => text)).toEqual([
    'Referenced host not found: ""',
    'Referenced mirror host not found: "m1"',
    'Referenced mirror host not found: "m2"',
  ]);
});

test.each([
  ['a port', [web, to({host: 'web', port: {number: 443}})]],
  ['the only port', [one, to({host: 'one'})]],
  ['a full name', [one, to({host: 'one.a.svc.cluster.local'}, 'z/vs')]],
  ['a wildcard', [outside('*.example.com'), to({host: 'db.example.com'})]],
  ['a host for this namespace', [outside('db.example.com', ['a']), to({host: 'db.example.com'})]],
])('a route to %s is fine', async (_, resources) => {
  expect(await findings(ANALYZER, resources)).toEqual([]);
});

test('hosts are seen only where they are exported to', async () => {
  const found = await findings(ANALYZER, [outside('db.example.com', ['.']), to({host: 'db.example.com'})]);
  expect(found).toEqual([`IST0101 ${AT}`]);
  const hidden = object('Service', 'b/s', {annotations: {'networking.istio.io/exportTo': 'c, .'}});
  expect(await findings(ANALYZER, [hidden, to({host: 's.b.svc.cluster.local'})])).toEqual([`IST0101 ${AT}`]);
});

test('subsets of a host do not count for a gateway that sends to the host as a whole', async () => {
  const spec = (hosts: string[], destination: object) => ({hosts, http: [{route: [{destination}]}]});
  const split = object('VirtualService', 'a/split', {spec: spec(['one'], {host: 'one', subset: 'v1'})});
  const ingress = object('VirtualService', 'a/in', {spec: {gateways: ['g'], ...spec(['x.com'], {host: 'one'})}});
  const inside = object('VirtualService', 'a/mesh', {spec: spec(['y.com'], {host: 'one'})});
  expect(await analyze(ANALYZER, [one, split, ingress, inside])).toEqual([
    {
      about: 'IST0140 VirtualService a/in',
      text: 'Subset in virtual service a/split has no effect on ingress gateway a/in requests',
    },
  ]);
});
