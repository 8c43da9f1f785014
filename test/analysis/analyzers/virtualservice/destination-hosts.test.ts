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

const hidden = (scopes: string) => object('Service', 'b/s', {annotations: {'networking.istio.io/exportTo': scopes}});

test('with --compat 1.30 hosts are seen only from the namespace of the service', async () => {
  const compat = {compat: true};
  const found = await findings(ANALYZER, [outside('db.example.com', ['.']), to({host: 'db.example.com'})], compat);
  expect(found).toEqual([`IST0101 ${AT}`]);
  const [one, other] = [to({host: 's.b.svc.cluster.local'}), to({host: 's'}, 'b/vs')];
  expect(await findings(ANALYZER, [hidden('c, .'), one], compat)).toEqual([`IST0101 ${AT}`]);
  expect(await findings(ANALYZER, [hidden('c'), other], compat)).toHaveLength(1);
});

const only = (scope: string, destination: object) =>
  object('VirtualService', 'a/vs', {spec: {exportTo: [scope], http: [{route: [{destination}]}]}});

test.each([
  ['a service of another namespace, for its own', [hidden('.'), only('.', {host: 's.b.svc.cluster.local'})]],
  ['a service for two, for a third', [hidden('b, c'), only('d', {host: 's.b.svc.cluster.local'})]],
  ['a service for nobody', [hidden('~'), to({host: 's.b.svc.cluster.local'})]],
  ['a host outside for others', [outside('db.example.com', ['b']), only('.', {host: 'db.example.com'})]],
])('who gets the routes to %s does not see it', async (_, resources) => {
  expect(await findings(ANALYZER, resources)).toEqual([`IST0101 ${AT}`]);
});

test.each([
  ['a service of its own namespace that is for others', [hidden('web'), to({host: 's'}, 'b/vs')]],
  ['a service that is for others, with routes for all', [hidden('c, .'), to({host: 's.b.svc.cluster.local'})]],
  ['a service for all, by a star', [hidden('*'), only('z', {host: 's.b.svc.cluster.local'})]],
  ['the routes of one namespace to a service for it', [hidden('c'), only('c', {host: 's.b.svc.cluster.local'})]],
  ['a wildcard for it', [outside('*.example.com', ['a']), only('.', {host: 'db.example.com'})]],
  ['what every cluster has', [to({host: 'kubernetes.default.svc.cluster.local', port: {number: 443}})]],
  ['a namespace that is never read', [to({host: 'kube-dns.kube-system.svc.cluster.local', port: {number: 53}})]],
  ['a service of several clusters', [to({host: 's.b.svc.clusterset.local', port: {number: 80}})]],
])('%s: some proxy sees it', async (_, resources) => {
  const exists = object('Service', 'z/unused', {});
  expect((await findings(ANALYZER, [exists, ...resources])).filter((line) => line.startsWith('IST0101'))).toEqual([]);
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
