// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {connect} from '../../../src/io/kube/connect.js';
import {ApiError} from '../../../src/kube/api-error.js';
import {type Fault, type FaultServer, startBlackHole, startFaultServer, writeKubeconfig} from './fault-server.js';

const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment'};

const running: FaultServer[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

async function faulty(fault: Fault): Promise<FaultServer> {
  const server = await startFaultServer(fault);
  running.push(server);
  return server;
}

/** Answers discovery as a real server would, and everything else with the fault. */
function afterDiscovery(fault: Fault): Fault {
  return (request, response) => {
    if (request.url !== '/apis/apps/v1') return fault(request, response);
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({
        kind: 'APIResourceList',
        resources: [{name: 'deployments', kind: 'Deployment', namespaced: true}],
      }),
    );
  };
}

function status(code: number, body: object, headers: Record<string, string> = {}): Fault {
  return (_, response) =>
    response.writeHead(code, {'Content-Type': 'application/json', ...headers}).end(JSON.stringify(body));
}

// Long enough for all that comes before a stall, on a busy machine too.
async function failureOf(kubeconfig: string, requestTimeout = 2000): Promise<ApiError> {
  const cluster = await connect({kubeconfig, requestTimeout});
  try {
    const answer = await cluster.list(DEPLOYMENT, {namespace: 'shop'});
    throw new Error(`answered ${JSON.stringify(answer)}`);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  } finally {
    cluster.close();
  }
}

const FORBIDDEN =
  'deployments.apps is forbidden: User "jane" cannot list resource "deployments" in API group "apps" in the namespace "shop"';

describe('a server that misbehaves', () => {
  test.each<[string, Fault, Partial<ApiError>]>([
    [
      'credentials refused',
      status(401, {kind: 'Status', message: 'Unauthorized', reason: 'Unauthorized'}),
      {
        message: 'cluster "prod" does not accept the credentials of user "jane"; context work from FILE',
        status: 401,
        transient: false,
      },
    ],
    [
      'forbidden',
      status(403, {kind: 'Status', message: FORBIDDEN, reason: 'Forbidden'}),
      {
        message: `cluster "prod" forbids to list Deployment: ${FORBIDDEN}; context work from FILE`,
        hint: 'Ask for this rule in a Role in namespace shop: {apiGroups: ["apps"], resources: ["deployments"], verbs: ["list"]}.',
        status: 403,
      },
    ],
    [
      'an error of its own',
      status(500, {kind: 'Status', message: 'etcdserver: no leader'}),
      {
        message: 'cluster "prod" failed to list Deployment: etcdserver: no leader; context work from FILE',
        transient: true,
      },
    ],
    [
      'a field that the kind does not have, which it answers with 500, too',
      status(500, {
        kind: 'Status',
        message: 'failed to create typed patch object (a): .b: field not declared in schema',
      }),
      {
        message:
          'cluster "prod" failed to list Deployment: failed to create typed patch object (a): .b: field not declared in schema; context work from FILE',
        transient: false,
      },
    ],
    [
      'etcd that is full',
      status(500, {kind: 'Status', message: 'etcdserver: mvcc: database space exceeded'}),
      {transient: false, hint: expect.stringContaining('etcd is full')},
    ],
    [
      'a webhook that is gone',
      status(500, {kind: 'Status', message: 'Internal error occurred: failed calling webhook "x": no endpoints'}),
      {transient: true, hint: expect.stringContaining('admission webhook')},
    ],
    [
      'an error page of a proxy',
      (_, response) => response.writeHead(502, {'Content-Type': 'text/html'}).end('<h1>Bad gateway</h1>\n<p>'),
      {
        message:
          'cluster "prod" (http://SERVER) answered list Deployment with an HTML page (HTTP 502), not as a Kubernetes API does; context work from FILE',
        status: 502,
        transient: true,
      },
    ],
    [
      'more requests than it takes',
      status(429, {kind: 'Status', message: 'too many requests'}, {'Retry-After': '3600'}),
      {
        message:
          'cluster "prod" is overloaded and turned list Deployment away: too many requests; context work from FILE',
        status: 429,
        transient: true,
      },
    ],
    [
      'an answer that is cut off',
      (_, response) => response.writeHead(200, {'Content-Type': 'application/json'}).end('{"items": ['),
      {
        transient: true,
        message: expect.stringContaining('answered list Deployment with broken JSON (11 bytes of application/json)'),
      },
    ],
    [
      'a connection cut in the middle of the answer',
      (_, response) => {
        response.writeHead(200, {'Content-Length': '100'}).write('{"items": [', () => response.destroy());
      },
      {
        transient: true,
        message: expect.stringMatching(/^cannot reach cluster "prod" .*: (aborted|the connection was cut);/),
      },
    ],
    [
      'no answer',
      () => {},
      {transient: true, message: expect.stringContaining('did not send the answer to list Deployment within 2s; ')},
    ],
    [
      'a stall in the middle of the answer',
      (_, response) => void response.writeHead(200).write('{"items": ['),
      {
        transient: true,
        message: expect.stringContaining('did not send the rest of the answer to list Deployment within 2s; '),
      },
    ],
  ])('%s', async (_, fault, expected) => {
    const server = await faulty(afterDiscovery(fault));
    const {message, hint, status, transient} = await failureOf(server.kubeconfig);
    expect({
      message: message.replace(server.kubeconfig, 'FILE').replace(server.url, 'http://SERVER'),
      hint,
      status,
      transient,
    }).toMatchObject(expected);
  });

  test('a refused connection is reported at once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-fault-'));
    // Whoever waited for the time of a request would do so for longer than a test may take.
    const {message} = await failureOf(writeKubeconfig(folder, 'https://127.0.0.1:1'), 3_600_000);
    expect(message).toBe(
      `cannot reach cluster "prod" (https://127.0.0.1:1): connection refused; context work from ${folder}/config`,
    );
    rmSync(folder, {recursive: true});
  });

  test('a server that takes connections and says nothing is given up', async () => {
    const server = await startBlackHole();
    running.push(server);
    const {message} = await failureOf(server.kubeconfig);
    expect(message).toMatch(/^cannot reach cluster "prod" \(https:.*\): no connection within 2s; context work/);
  });

  test('a server that asks to come back later is asked again', async () => {
    let requests = 0;
    const server = await faulty(
      afterDiscovery((request, response) => {
        requests++;
        if (requests < 3) status(429, {message: 'busy'}, {'Retry-After': '0'})(request, response);
        else status(200, {kind: 'DeploymentList', metadata: {}, items: []})(request, response);
      }),
    );
    const cluster = await connect({kubeconfig: server.kubeconfig});
    expect(await cluster.list(DEPLOYMENT)).toEqual([]);
    expect(requests).toBe(3);
    cluster.close();
  });

  test('a kept connection that the server closed is replaced', async () => {
    let requests = 0;
    const server = await faulty(
      afterDiscovery((request, response) => {
        requests++;
        if (requests === 1) request.socket.destroy();
        else status(200, {kind: 'DeploymentList', metadata: {}, items: []})(request, response);
      }),
    );
    const cluster = await connect({kubeconfig: server.kubeconfig});
    expect(await cluster.list(DEPLOYMENT)).toEqual([]);
    cluster.close();
  });
});
