// SPDX-License-Identifier: Apache-2.0
// What becomes of random requests: by the preview of a mesh, and by what a control plane was recorded to send for it.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {dumpText} from '../../src/actions/preview/dump-text.js';
import {type ConfigDump, readConfigDump} from '../../src/envoy/dump/config-dump.js';
import {parseRequest, type TraceRequest} from '../../src/envoy/trace/request.js';
import {type TraceOptions, traceRequest} from '../../src/envoy/trace/trace.js';
import {IstioctlError} from '../../src/errors.js';
import type {ProxyResources} from '../../src/preview/model/context.js';
import type {EnvoyMessage} from '../../src/preview/model/json.js';
import type {Mesh} from '../../src/preview/model/mesh.js';
import {readMesh} from '../../src/preview/read/mesh.js';
import {previewOf} from '../../src/preview/resources.js';
import {type Random, random} from './generate/random.js';

const GOLDENS = '../shared/goldens/preview';
const REQUESTS = 2000;
const SEED = 15;

type Recorded = Record<keyof ProxyResources, Readonly<Record<string, EnvoyMessage>>>;

interface Case {
  name: string;
  config: string;
  /** `POD.NAMESPACE`. */
  proxy: string;
}

const cases = (): Case[] => JSON.parse(readFileSync(join(GOLDENS, 'cases.json'), 'utf8'));
const recordedFor = ({name}: Case): Recorded =>
  JSON.parse(readFileSync(join(GOLDENS, 'expected', `${name}.json`), 'utf8'));
const meshOf = ({config}: Case): Mesh =>
  readMesh([{name: config, text: readFileSync(join(GOLDENS, 'input', config), 'utf8')}], {compat: true});

test(`${REQUESTS} random requests fare as with what was recorded`, async () => {
  const all = cases();
  const choices = random(SEED);
  const meshes = new Map<string, Mesh>();
  const outcomes = new Map<string, number>();
  for (const [index, one] of all.entries()) {
    const mesh = meshes.get(one.config) ?? meshOf(one);
    meshes.set(one.config, mesh);
    const pod = mesh.pods.find(({name, namespace}) => `${name}.${namespace}` === one.proxy);
    const {proxy, resources} = await previewOf(pod ?? expect.fail(`no pod ${one.proxy}`), mesh, {
      compat: true,
    });
    const recorded = recordedFor(one);
    const ours = readConfigDump(dumpText({proxy, resources}));
    const theirs = readConfigDump(dumpText({proxy, resources: inOrderOf(resources, recorded)}));
    const places = placesIn(recorded);
    for (let n = shareUpTo(index, all.length); n < shareUpTo(index + 1, all.length); n++) {
      const {request, options} = randomRequest(choices, places);
      const wanted = traced(theirs, request, options);
      expect(traced(ours, request, options), `${one.name}: ${JSON.stringify({request, options})}`).toEqual(wanted);
      outcomes.set(wanted.outcome, (outcomes.get(wanted.outcome) ?? 0) + 1);
    }
  }
  expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  // Requests that meet nothing would prove nothing.
  expect(outcomes.get('routed')).toBeGreaterThan(REQUESTS / 3);
  expect(outcomes.get('refused')).toBeGreaterThan(REQUESTS / 20);
}, 120_000);

/** Every proxy gets its share of the requests: so many do all up to this one. */
function shareUpTo(index: number, count: number): number {
  return Math.floor((REQUESTS * index) / count);
}

/** The recorded resources in the order of the preview's: their own says nothing. */
function inOrderOf(resources: ProxyResources, recorded: Recorded): ProxyResources {
  const section = (name: keyof ProxyResources) => {
    const order = new Map(resources[name].map((one, index) => [one['name'] ?? one['cluster_name'], index]));
    return Object.entries(recorded[name])
      .sort(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
      .map(([, one]) => one);
  };
  return {
    clusters: section('clusters'),
    listeners: section('listeners'),
    routes: section('routes'),
    endpoints: section('endpoints'),
  };
}

/** What a request meets. Filter chains that were passed over are named in their order, which has no meaning. */
function traced(dump: ConfigDump, request: TraceRequest, options: TraceOptions) {
  try {
    const {passedOver, filterChain, ...rest} = traceRequest(dump, request, options);
    const chain = filterChain && {...filterChain, passedOver: sorted(filterChain.passedOver)};
    return {...rest, passedOver: sorted(passedOver), filterChain: chain};
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    return {outcome: 'failed', text: error.message.replace(/^.*?: /, '')};
  }
}

function sorted(list: readonly object[]): string[] {
  return list.map((one) => JSON.stringify(one)).sort();
}

/** Where requests may go. */
interface Place {
  host: string;
  port: number;
  schemes: readonly string[];
}

interface Places {
  /** What the proxy has routes or listeners for. */
  outbound: readonly Place[];
  /** Ports of its workload. */
  inbound: readonly number[];
}

function placesIn({routes, listeners}: Recorded): Places {
  const routed = Object.entries(routes).flatMap(([name, {virtual_hosts: hosts}]) => {
    const port = Number(/^(?:https?\.|.*:)?(\d+)/.exec(name)?.[1] ?? 80);
    const schemes = name.startsWith('https') ? ['https'] : ['http'];
    return listsIn('domains', hosts).map((host) => ({host, port, schemes}));
  });
  const listened = Object.values(listeners).flatMap((listener) => {
    const port = Number(/"port_value":(\d+)/.exec(JSON.stringify(listener['address']))?.[1] ?? 80);
    const address = /"address":"([^"]*)"/.exec(JSON.stringify(listener['address']))?.[1] ?? '';
    const names = listsIn('server_names', listener).map((host) => ({host, port, schemes: ['tls', 'https']}));
    return [...names, {host: address.replace('0.0.0.0', 'elsewhere.example'), port, schemes: ['http', 'https', 'tcp']}];
  });
  const usable = [...routed, ...listened]
    .map((place) => ({...place, host: place.host.replace(/:\d+$/, '').replace('*', 'any')}))
    .filter(({host}) => /^[a-z0-9.-]+$/.test(host));
  const ports = [...JSON.stringify(listeners).matchAll(/"destination_port":(\d+)/g)].map(([, port]) => Number(port));
  return {outbound: [...usable, ELSEWHERE], inbound: [...new Set([...ports, 8080])]};
}

const ELSEWHERE = {host: 'elsewhere.example', port: 80, schemes: ['http', 'tls']};

/** The texts of all lists of a name in a message. */
function listsIn(name: string, message: unknown): string[] {
  const found = (JSON.stringify(message) ?? '').matchAll(new RegExp(`"${name}":(\\[[^\\]]*\\])`, 'g'));
  return [...found].flatMap(([, list = '[]']): string[] => JSON.parse(list));
}

function randomRequest(choices: Random, {outbound, inbound}: Places) {
  const comesIn = choices.chance(25);
  const {host, port, schemes} = comesIn
    ? {host: 'app', port: choices.one(...inbound), schemes: ['http', 'http', 'tcp']}
    : choices.one(...outbound);
  const scheme = choices.one(...schemes);
  const path = choices.one('/', '/', '/e', '/p', '/p/x', '/r1', '/d/x', '/d/y', '/slash/', '/a?q=1', '/t/1/u');
  const target = `${scheme}://${host}:${port}`;
  const http = scheme.startsWith('http');
  const request = parseRequest(http ? `${target}${path}` : target, {
    ...(http && {
      method: choices.one('GET', 'GET', 'POST', 'DELETE'),
      headers: choices.some(['x-a: b', 'x-user: qa', 'user-agent: Mozilla', 'x-root: r', 'cookie: user=x']),
    }),
  });
  const options: TraceOptions = {
    inbound: comesIn,
    plaintext: comesIn && choices.chance(40),
    ip: choices.one(undefined, '10.0.0.1', '192.0.2.1'),
    principal: choices.one(undefined, 'cluster.local/ns/shop/sa/default'),
    claims: choices.one(undefined, {iss: 'iss', sub: 'sub', groups: ['exact']}),
  };
  return {request, options};
}
