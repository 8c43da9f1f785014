// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {previewedDumps} from '../../src/actions/preview/request-mesh.js';
import {type RequestToRecord, recordedTest} from '../../src/actions/test/record.js';
import {runTest, type TestedMesh} from '../../src/actions/test/run.js';
import {IstioctlError} from '../../src/errors.js';
import {readTests} from '../../src/mesh-test/read.js';
import {readMesh} from '../../src/preview/read/mesh.js';
import {random} from '../preview/generate/random.js';
import {world} from '../preview/generate/world.js';
import {istioctl} from '../support/run.js';
import {EDGE, oneTest, runIn} from './mesh.js';

const FRONT = '--client deploy/front.shop';

/** Runs a recorded test in the mesh that it is of, which has to pass at once, and returns it. */
async function recorded(objects: string, args: string): Promise<string> {
  const {stdout, stderr, exitCode} = await runIn(objects, `--record ${args}`);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  expect(await runIn(objects, '-', {tests: stdout})).toMatchObject({exitCode: 0, stderr: ''});
  return stdout;
}

const virtualService = (http: string): string =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: reviews, namespace: shop}\nspec: {hosts: [reviews], http: [${http}]}\n`;

describe('test --record', () => {
  test('all that is known of a request', async () => {
    const http = `{match: [{uri: {prefix: /v1/}}], rewrite: {uri: /, authority: inner.shop}, timeout: 1500ms, retries: {attempts: 3, retryOn: 5xx},
      headers: {request: {add: {x-added: a}, remove: [x-gone]}}, mirror: {host: reviews, subset: v2},
      fault: {delay: {fixedDelay: 250ms, percentage: {value: 100}}, abort: {httpStatus: 503, percentage: {value: 50}}},
      route: [{destination: {host: reviews, subset: v1}, weight: 90}, {destination: {host: reviews, subset: v2}, weight: 10}]}`;
    expect(await recorded(virtualService(http), `http://reviews.shop/v1/x ${FRONT} -H x-gone:1 -H x-kept:1`)).toBe(
      `apiVersion: istioctl/v1
kind: MeshTest
tests:
- name: GET http://reviews.shop/v1/x from deploy/front.shop
  from:
    workload: deploy/front.shop
  request:
    headers:
      x-gone: "1"
      x-kept: "1"
    url: http://reviews.shop/v1/x
  expect:
    allowed: true
    by: AuthorizationPolicy shop/allow-front, rule 0
    fault:
      abort: 503
      delay: 0.25s
    headers:
      x-added: a
      x-gone: null
    mirror: reviews.shop/v2
    mtls: true
    retries: 3
    rewrite:
      host: inner.shop
      path: /x
    timeout: 1.5s
    to:
    - service: reviews.shop/v1
      weight: 90
    - service: reviews.shop/v2
      weight: 10
`,
    );
  });

  test.each([
    [
      'a redirect',
      '{redirect: {uri: /new, redirectCode: 302}}',
      '',
      ['redirect: http://reviews.shop/new', 'status: 302'],
    ],
    ['an answer of the proxy', '{directResponse: {status: 410}}', '', ['status: 410']],
    [
      'a method that nobody may use',
      '{route: [{destination: {host: reviews}}]}',
      '-X POST',
      ['allowed: false', 'status: 403', 'method: POST'],
    ],
    [
      'what differs between destinations',
      '{route: [{destination: {host: reviews, subset: v1}, weight: 50, headers: {request: {set: {x-v: a}}}}, {destination: {host: reviews, subset: v2}, weight: 50, headers: {request: {set: {x-v: b}}}}]}',
      '',
      ['# left out: headers: it is not the same on all ways that the request may take', 'allowed: true'],
    ],
    [
      'a header that only Envoy can fill in',
      '{route: [{destination: {host: reviews}}], headers: {request: {set: {x-v: "%START_TIME%"}}}}',
      '',
      [
        '# left out: the header x-v: it is changed in a way that is not followed here',
        '# left out: allowed, by and status: ',
      ],
    ],
  ])('%s', async (_, http, args, lines) => {
    const text = await recorded(virtualService(http), `http://reviews.shop/ ${FRONT} ${args}`);
    for (const line of lines) expect(text).toContain(`  ${line}`);
  });

  test('a gateway, with who sends the request', async () => {
    const objects = `${EDGE}---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: edge, namespace: shop}
spec: {hosts: [shop.example], gateways: [edge], http: [{route: [{destination: {host: reviews, subset: v1}}]}]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: near, namespace: shop}
spec: {selector: {matchLabels: {istio: edge}}, action: DENY, rules: [{from: [{source: {notIpBlocks: [10.0.0.0/8]}}]}]}
`;
    const far = await recorded(objects, 'http://shop.example/ --gateway edge.shop --source-ip 192.0.2.1');
    expect(far).toContain('    gateway: edge.shop\n    sourceIP: 192.0.2.1\n');
    expect(far).toContain('by: AuthorizationPolicy shop/near, rule 0\n');
    // It is refused before its route: nothing is said of that.
    expect(far).not.toMatch(/^ {4}(?:to|timeout|retries|mtls):/m);
    const near = await recorded(objects, 'http://shop.example/ --gateway edge -n shop --source-ip 10.1.2.3');
    expect(near).toContain('    gateway: edge.shop\n');
    expect(near).toContain('    to: reviews.shop/v1\n');
  });

  test('a connection', async () => {
    const db =
      'apiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: shop}\nspec: {selector: {app: reviews}, clusterIP: 10.0.0.9, ports: [{name: tcp, port: 3306, targetPort: 9080}]}\n';
    const text = await recorded(db, `db.shop:3306 ${FRONT}`);
    expect(text).toMatch(/expect:\n(?: {4}.*\n)* {4}mtls: true\n {4}to: db.shop\n/);
    expect(text).not.toContain('timeout');
  });

  test.each([
    ['http://reviews.shop/', 64, 'test --record requires either --client or --gateway'],
    [`http://reviews.shop/ ${FRONT} --gateway edge`, 64, 'either --client or --gateway, not both'],
    [`junk ${FRONT}`, 64, 'cannot trace "junk"'],
    [`http://reviews.shop/ ${FRONT} tests.yaml`, 64, 'cannot use --record with files of tests'],
    [`http://reviews.shop/ ${FRONT} --run x`, 64, 'cannot use --record with --run'],
    [`http://reviews.shop/ ${FRONT} --coverage`, 64, 'cannot use --record with --coverage'],
    [`http://reviews.shop/ ${FRONT} -H x:1 -H X:2`, 64, 'a test cannot send the header x twice'],
    ['http://reviews.shop/ --client deploy/nobody', 1, 'cannot find deploy/nobody'],
  ])('%s is refused', async (args, exitCode, message) => {
    const run = await runIn('', `--record ${args}`);
    expect(run).toEqual({exitCode, stdout: '', stderr: expect.stringContaining(message)});
  });

  test('nothing is recorded where a part that decides is not simulated', async () => {
    const plugin =
      'apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: w, namespace: shop}\nspec: {url: "oci://x"}\n';
    expect(await runIn(plugin, `--record http://reviews.shop/ ${FRONT}`)).toEqual({
      exitCode: 80,
      stdout: '',
      stderr: expect.stringContaining('cannot record http://reviews.shop/: WasmPlugin shop/w is not simulated'),
    });
  });

  test.each(['client', 'gateway'])('--%s is for tests that name no client', async (flag) => {
    const {exitCode, stderr} = await runIn('', `- --${flag} x`, {tests: oneTest('http://reviews.shop/')});
    expect({exitCode, stderr}).toEqual({exitCode: 64, stderr: expect.stringContaining(`cannot use --${flag}: `)});
  });

  test('hostile texts come back as they were', async () => {
    const folder = 'test/testdata/examples/mesh';
    const args = [
      '--record',
      'http://reviews.shop/a\nb: "c" # d',
      '--client',
      'deploy/front.shop',
      '-H',
      'x-a: {"b": 1} # c',
      '--config',
      folder,
    ];
    const {stdout, exitCode} = await istioctl(['test', ...args]);
    expect(exitCode).toBe(0);
    const [one] = await readTests([{name: 'recorded.yaml', text: stdout}]);
    expect(one?.request).toEqual({url: args[1], headers: {'x-a': '{"b": 1} # c'}});
    expect(one?.name).toBe(`GET ${args[1]} from deploy/front.shop`);
    expect(await istioctl(`test - --config ${folder}`, {stdin: stdout})).toMatchObject({exitCode: 0});
  });

  test.each(['header', 'jwt', 'method', 'source-ip'])('--%s belongs to --record', async (flag) => {
    const value = flag === 'source-ip' ? '10.0.0.1' : 'a:b';
    const {exitCode, stderr} = await istioctl(`test - --${flag} ${value}`, {stdin: oneTest('http://x/')});
    expect({exitCode, stderr}).toEqual({exitCode: 64, stderr: expect.stringContaining(`--${flag} without --record`)});
  });
});

/** Requests to the services of a world by their ports, and to hosts of VirtualServices by way of gateways. */
function* requestsIn({mesh}: TestedMesh, seed: number): Generator<RequestToRecord> {
  const choices = random(seed);
  const hosts = mesh.virtualServices.flatMap(({spec}) => spec.hosts ?? []).map((host) => host.replace('*', 'any'));
  for (const pod of mesh.pods) {
    const from = pod.labels['istio']?.includes('gateway')
      ? {gateway: `${pod.workloadName}.${pod.namespace}`}
      : {from: `${pod.name}.${pod.namespace}`};
    const urls = mesh.services.flatMap(({hostname, ports}) =>
      ports.map(({port}) => `http://${hostname.replace('*', 'any')}:${port}/`),
    );
    for (const url of choices.shuffled([...urls, ...hosts.map((host) => `http://${host}/api/v1?q=1`)]).slice(0, 6)) {
      yield {...from, url, headers: ['x-user: tester'], method: choices.one('GET', 'POST')};
    }
  }
}

describe('a recorded test of a random world', () => {
  test.each([21, 22, 23])('passes at once: %i', async (seed) => {
    const mesh = readMesh([{name: 'world.yaml', text: world(seed, 2)}], {placeholders: true});
    const tested = {mesh, namespace: 'default', dumpOf: previewedDumps(mesh, false)};
    let passed = 0;
    for (const request of requestsIn(tested, seed)) {
      const text = await recordedTest(request, tested).catch((error: unknown) => {
        // What cannot be told is not recorded.
        if (!(error instanceof IstioctlError)) throw error;
        return undefined;
      });
      if (text === undefined) continue;
      const [one] = await readTests([{name: 'recorded.yaml', text}]);
      if (!one || 'notJudged' in one) throw new Error(`not read: ${text}`);
      const {outcome, complaints, problem} = await runTest(one, tested);
      expect({outcome, complaints, problem}, text).toEqual({outcome: 'passed', complaints: [], problem: undefined});
      // Of what is not unclear nothing is left out but what a test has no words for.
      expect(text).not.toMatch(/left out: (?:to|redirect|rewrite|mtls|retries|timeout): (?!it is not the same)/);
      passed++;
    }
    expect(passed).toBeGreaterThan(10);
  });
});
