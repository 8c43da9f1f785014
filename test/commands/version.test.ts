// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {type FaultServer, startBlackHole, startFaultServer, writeKubeconfig} from '../io/kube/fault-server.js';
import {istioctl, type Run} from '../support/run.js';

const running: FaultServer[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.stop();
});

async function closedPort(): Promise<FaultServer> {
  const {url, stop} = await startFaultServer((_, response) => void response.end());
  stop();
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-closed-'));
  return {url, kubeconfig: writeKubeconfig(folder, url), stop: () => rmSync(folder, {recursive: true})};
}

const FORBIDDEN = {
  kind: 'Status',
  message: 'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "istio-system"',
};

const faults: [string, () => Promise<FaultServer>, RegExp][] = [
  [
    'refuses connections',
    closedPort,
    /^Error: cannot reach cluster "prod" \(http:\/\/\S+\): connection refused; context work from \S+\n/,
  ],
  [
    'is a black hole',
    startBlackHole,
    /^Error: (cannot reach )?cluster "prod" .* within 0\.8s; context work from \S+\n/,
  ],
  [
    'forbids everything',
    () =>
      startFaultServer((request, response) => {
        // Who may do nothing may still learn what there is.
        const group = '/apis/admissionregistration.k8s.io/v1';
        if (request.url !== group)
          return response.writeHead(403, {'Content-Type': 'application/json'}).end(JSON.stringify(FORBIDDEN));
        response.setHeader('Content-Type', 'application/json');
        return response.end(
          JSON.stringify({resources: [{name: 'mutatingwebhookconfigurations', kind: 'MutatingWebhookConfiguration'}]}),
        );
      }),
    /^Error: (could not contact sidecar: )?(cannot reach )?cluster "prod" .*\n/,
  ],
  [
    'stalls in the middle of an answer',
    () => startFaultServer((_, response) => void response.writeHead(200, {'Content-Length': '100'}).write('{')),
    /^Error: cluster "prod" .* did not send the rest of the answer .* within 0\.8s; context work from \S+\n/,
  ],
];

describe.each(faults)('a cluster that %s', (_, start, message) => {
  async function run(words: string): Promise<Run> {
    const server = await start();
    running.push(server);
    const env = {KUBECONFIG: server.kubeconfig};
    return istioctl(`${words} --kubeclient-timeout 800ms`, {env, timeout: 20_000});
  }

  test.each([
    ['version', 'client version: 1.30.3\n'],
    ['version -r default', 'client version: 1.30.3\n'],
    ['x version', 'client version: 1.30.3\n'],
    ['proxy-status', ''],
    ['proxy-status web-1.shop', ''],
    ['x internal-debug syncz', ''],
    ['proxies outdated', ''],
    ['wait vs/cart', ''],
  ])('%s', async (words, stdout) => {
    const answer = await run(words);
    expect(answer.stdout).toBe(stdout);
    expect(answer.stderr).toMatch(message);
    expect(answer.stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
    expect(answer.exitCode).toBe(1);
  });

  test('version -o json still is one document', async () => {
    const {stdout, exitCode} = await run('version -o json');
    expect(JSON.parse(stdout)).toMatchObject({clientVersion: {version: '1.30.3'}});
    expect(exitCode).toBe(1);
  });

  test('version --compat 1.30 says what the reference says', async () => {
    const {stdout, stderr, exitCode} = await run('version --compat 1.30');
    expect(stdout).toBe('client version: 1.30.3\n');
    expect(stderr).toMatch(/^Istio is not present in the cluster: /);
    expect(exitCode).toBe(0);
  });
});

test.each([
  ['version --remote=false', /^client version: 1\.30\.3\n$/],
  [
    'version --remote=false --short=false',
    /^client version: version\.BuildInfo\{Version:"1\.30\.3", GitRevision:"\w+", .*\}\n$/,
  ],
  [
    'version --remote=false -o yaml',
    /^clientVersion:\n {2}golang_version: ""\n {2}revision: \w+\n {2}status: Clean\n {2}tag: 1\.30\.3\n {2}version: 1\.30\.3\n\n$/,
  ],
])('%s', async (words, stdout) => {
  const answer = await istioctl(words);
  expect(answer).toMatchObject({stderr: '', exitCode: 0});
  expect(answer.stdout).toMatch(stdout);
});

test('version -o xyz', async () => {
  const {stderr, exitCode} = await istioctl('version -o xyz');
  const hint = "Hint: run 'istioctl version --help' for usage\n";
  expect({stderr, exitCode}).toEqual({stderr: `Error: --output must be 'yaml' or 'json'\n${hint}`, exitCode: 64});
});
