// SPDX-License-Identifier: Apache-2.0
import {appendFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer as createHttpServer} from 'node:http';
import {connect as connectTcp, createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../../../src/io/kube/connect.js';
import {ApiError} from '../../../../src/kube/api-error.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../../cluster/control-plane.js';
import {eventually} from '../../../support/eventually.js';
import {portOf} from '../../../support/port.js';
import {startOlderServer} from '../older-server.js';

const POD = {apiVersion: 'v1', kind: 'Pod'};
const shop = {namespace: 'default', name: 'shop'};

async function failureOf(call: Promise<unknown>): Promise<{message: string; hint: string | undefined}> {
  const error: unknown = await call.then(
    (answer) => answer,
    (error: unknown) => error,
  );
  if (error instanceof ApiError) return {message: error.message.replace(/; context .*$/, ''), hint: error.hint};
  throw new Error('expected the call to fail with an ApiError', {cause: error});
}

describeOnControlPlane('pods behind a real API server', () => {
  const big = Buffer.alloc(20 << 20, 'envoy ');
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  let folder: string;
  const servers = [
    // 1: answers; 2: repeats after the end of what it was told; 3: hangs up; 4: no HTTP; 5: says nothing; 6: stalls
    createHttpServer((request, response) =>
      response.end(request.url === '/big' ? big : `you asked for ${request.url}`),
    ),
    createServer({allowHalfOpen: true}, (socket) => {
      const heard: Buffer[] = [];
      socket.on('data', (bytes) => heard.push(bytes)).on('end', () => socket.end(Buffer.concat(heard)));
    }),
    createServer((socket) => void socket.once('data', () => socket.resetAndDestroy())),
    createServer((socket) => void socket.end('SSH-2.0-hello\r\n\r\n')),
    createServer((socket) => void socket.resume()),
    createServer((socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
  ];

  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    folder = mkdtempSync(join(tmpdir(), 'istioctl-pods-'));
    writeFileSync(join(folder, 'log'), 'one\ntwo\nthree\n');
    const ports = await Promise.all(servers.map(async (server, i) => `${i + 1}=${await portOf(server)}`));
    await pod('shop', {'node.test/ports': ports.join(','), 'node.test/log': join(folder, 'log')});
    await pod('starting', {'node.test/fate': 'CreateContainerConfigError'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    for (const server of servers) server.close();
    await plane.stop();
    rmSync(folder, {recursive: true});
  });

  async function pod(name: string, annotations: object): Promise<void> {
    const containers = [{name: 'main', image: 'i'}];
    await cluster.create(
      {...POD, metadata: {name, namespace: 'default', annotations}, spec: {containers}},
      {fieldManager: 'test'},
    );
    await eventually(`pod ${name} has come as far as it goes`, async (saw) => {
      const found = await cluster.get(POD, {namespace: 'default', name});
      saw(found?.['status']);
      return /"ready":true|"reason":"Create/.test(JSON.stringify(found));
    });
  }

  describe('ports', () => {
    test('HTTP, twenty requests at once and large answers', async () => {
      const paths = Array.from({length: 20}, (_, i) => `/${i}`);
      const answers = await Promise.all(paths.map((path) => cluster.fetch(shop, 1, {method: 'GET', path})));
      expect(answers.map(({status, body}) => `${status} ${body.toString()}`)).toEqual(
        paths.map((path) => `200 you asked for ${path}`),
      );
      const {body} = await cluster.fetch(shop, 1, {method: 'GET', path: '/big'});
      expect(body.equals(big)).toBe(true);
    });

    test('what is ended may still be answered', async () => {
      const stream = await cluster.dial(shop, 2);
      stream.end(big);
      const heard: Buffer[] = [];
      for await (const bytes of stream) heard.push(bytes);
      expect(Buffer.concat(heard).equals(big)).toBe(true);
    });

    test('a local port for whoever needs one', async () => {
      const local = await cluster.listen(shop, 2, {onError: () => {}});
      const socket = connectTcp({port: local.port, host: '127.0.0.1', allowHalfOpen: true});
      socket.end('hello');
      let heard = '';
      for await (const bytes of socket) heard += String(bytes);
      expect(heard).toBe('hello');
      await local.close();
    });

    test.each<[string, number, string]>([
      ['nobody listens', 99, 'port 99 of pod default/shop refused the connection'],
      ['the process hangs up', 3, 'the connection to port 3 of pod default/shop was cut'],
      ['no HTTP', 4, 'port 4 of pod default/shop answered something that is not HTTP'],
      ['no answer', 5, 'port 5 of pod default/shop did not send the answer within 0.5s'],
      ['half an answer', 6, 'port 6 of pod default/shop did not send the rest of the answer within 0.5s'],
    ])('%s', async (_, port, message) => {
      const {message: said, hint} = await failureOf(
        cluster.fetch(shop, port, {method: 'GET', path: '/', timeout: 500}),
      );
      expect(said).toBe(message);
      expect(hint).toBeDefined();
    });

    test('a pod that is not there', async () => {
      const {message} = await failureOf(cluster.dial({namespace: 'default', name: 'no'}, 1));
      expect(message).toBe('cannot forward a port of Pod/default/no: pods "no" not found');
    });
  });

  describe('where tunnels are not to be had', () => {
    test.skipIf(process.env['KUBECONFIG_E2E'])('an older server, which passes channels through', async () => {
      const server = await startOlderServer(plane);
      const older = await connect({kubeconfig: server.kubeconfig, requestTimeout: 5000});
      const {body} = await older.fetch(shop, 1, {method: 'GET', path: '/big'});
      expect(body.equals(big)).toBe(true);
      const {message} = await failureOf(older.fetch(shop, 99, {method: 'GET', path: '/'}));
      expect(message).toBe('port 99 of pod default/shop refused the connection');
      expect((await older.exec(shop, {command: ['sh', '-c', 'echo hi; exit 4']})).exitCode).toBe(4);
      older.close();
      server.stop();
    });

    test('who may create but not get falls back to SPDY', async () => {
      const rbac = 'rbac.authorization.k8s.io';
      const metadata = {namespace: 'default', name: 'creator'};
      const rules = [{apiGroups: [''], resources: ['pods/portforward', 'pods/exec'], verbs: ['create']}];
      const roleRef = {apiGroup: rbac, kind: 'Role', name: 'creator'};
      const subjects = [{apiGroup: rbac, kind: 'User', name: 'jane'}];
      const role = {apiVersion: `${rbac}/v1`, kind: 'Role', metadata, rules};
      const kubeconfig = plane.kubeconfig;
      const jane = await connect({kubeconfig, impersonation: {user: 'jane'}});
      const denied = await failureOf(jane.fetch(shop, 1, {method: 'GET', path: '/'}));
      expect(denied.message).toMatch(/forbids to forward a port of Pod\/default\/shop: .*cannot create resource/);
      await cluster.apply(role, {fieldManager: 'test'});
      await cluster.apply({...role, kind: 'RoleBinding', rules: undefined, roleRef, subjects}, {fieldManager: 'test'});
      await eventually(
        'jane may run commands',
        async () => (await jane.exec(shop, {command: ['true']})).exitCode === 0,
      );
      const {body} = await jane.fetch(shop, 1, {method: 'GET', path: '/big'});
      expect(body.equals(big)).toBe(true);
      const {stdout, stderr, exitCode} = await jane.exec(shop, {
        command: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      });
      expect([stdout.toString(), stderr.toString(), exitCode]).toEqual(['out\n', 'err\n', 3]);
      jane.close();
    });
  });

  describe('commands', () => {
    test('outputs and exit codes', async () => {
      const {stdout, stderr, exitCode} = await cluster.exec(shop, {
        command: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      });
      expect([stdout.toString(), stderr.toString(), exitCode]).toEqual(['out\n', 'err\n', 3]);
      expect((await cluster.exec(shop, {container: 'main', command: ['true']})).exitCode).toBe(0);
      const large = await cluster.exec(shop, {command: ['head', '-c', '5000000', '/dev/zero']});
      expect(large.stdout.length).toBe(5_000_000);
    });

    test.each<[string, object, string]>([
      ['no such program', {command: ['no-such-program']}, 'cannot run no-such-program in pod default/shop: '],
      ['too slow', {command: ['sleep', '60'], timeout: 300}, 'sleep in pod default/shop did not end within 0.3s'],
      [
        'no such container',
        {command: ['true'], container: 'x'},
        'cannot run a command in Pod/default/shop: container x is not valid for pod shop',
      ],
    ])('%s', async (_, options, message) => {
      const {message: said} = await failureOf(cluster.exec(shop, {command: [], ...options}));
      expect(said.startsWith(message) ? message : said).toBe(message);
    });

    test('a container that is not running', async () => {
      const starting = {namespace: 'default', name: 'starting'};
      const {message} = await failureOf(cluster.exec(starting, {command: ['true']}));
      expect(message).toMatch(/^cannot run true in pod default\/starting: .*container not found \("main"\)$/);
    });
  });

  describe('logs', () => {
    async function logOf(options: Parameters<ConnectedCluster['logs']>[1], name = 'shop'): Promise<string> {
      let text = '';
      for await (const piece of cluster.logs({namespace: 'default', name}, options)) text += piece;
      return text;
    }

    test('all of it, and its end', async () => {
      expect(await logOf({})).toBe('one\ntwo\nthree\n');
      expect(await logOf({tailLines: 2, container: 'main'})).toBe('two\nthree\n');
      expect(await logOf({tailLines: 0})).toBe('');
    });

    test('what comes, until told to stop', async () => {
      const ending = new AbortController();
      let text = '';
      for await (const piece of cluster.logs(shop, {follow: true, tailLines: 1, signal: ending.signal})) {
        text += piece;
        if (text === 'three\n') appendFileSync(join(folder, 'log'), 'four\n');
        if (text.includes('four')) ending.abort();
      }
      expect(text).toBe('three\nfour\n');
    });

    test('a container that is not running, or was not', async () => {
      expect((await failureOf(logOf({}, 'starting'))).message).toBe(
        'cannot read the log of Pod/default/starting: container "main" in pod "starting" is waiting to start: CreateContainerConfigError',
      );
      expect((await failureOf(logOf({previous: true}))).message).toBe(
        'cannot read the log of Pod/default/shop: previous terminated container "main" in pod "shop" not found',
      );
    });
  });
});
