// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type FaultServer, startFaultServer} from '../io/kube/fault-server.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';

const KINDS = {pods: 'Pod', services: 'Service', namespaces: 'Namespace', secrets: 'Secret', nodes: 'Node'};

/** A port that is not named as Istio wants it. */
const SERVICE = {metadata: {name: 's', namespace: 'a'}, spec: {ports: [{name: 'other', port: 80}]}};

describe('analyze of a cluster that does not answer for its pods', () => {
  let server: FaultServer;
  /** How many requests for pods wait for an answer. */
  let unanswered = 0;
  beforeAll(async () => {
    server = await startFaultServer((request, response) => {
      const {pathname} = new URL(request.url ?? '', 'http://server');
      const plural = pathname.split('/')[3] ?? '';
      if (plural === 'pods') {
        unanswered++;
        response.once('close', () => unanswered--);
        return undefined;
      }
      response.setHeader('Content-Type', 'application/json');
      if (pathname === '/api/v1') {
        const resources = Object.entries(KINDS).map(([name, kind]) => ({name, kind, namespaced: kind !== 'Namespace'}));
        return response.end(JSON.stringify({kind: 'APIResourceList', resources}));
      }
      if (pathname === '/api/v1/namespaces/default') {
        return response.end('{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}');
      }
      if (!Object.hasOwn(KINDS, plural)) return response.writeHead(404).end('{"kind": "Status"}');
      return response.end(JSON.stringify({kind: 'List', items: plural === 'services' ? [SERVICE] : [], metadata: {}}));
    });
  });
  afterAll(() => server.stop());

  const run = (commandLine: string) => istioctl(commandLine, {env: {KUBECONFIG: server.kubeconfig}});

  test('tells what it found until its time was over, and what it did not look at', async () => {
    const running = run('analyze -A --timeout 15s');
    await eventually('pods are asked for', () => unanswered > 0, {within: 15_000});
    const {stdout, stderr, exitCode} = await running;
    expect(stdout).toContain('[IST0118] (Service a/s) Port name other');
    expect(stderr).toContain('Warning: Pod was not read: no time was left to read them\n');
    expect(stderr).toMatch(/Error: the result is incomplete: no time was left for auth\.AuthorizationPoliciesAnalyzer/);
    expect(exitCode).toBe(124);
  });

  test('reads what the chosen analyzers need and nothing else', async () => {
    const {stdout, stderr, exitCode} = await run('analyze -A --analyzer service.PortNameAnalyzer --timeout 50s');
    expect(stdout).toContain('[IST0118]');
    expect([stderr, exitCode]).toEqual(['', 0]);
  });

  test('fails within the time of a request where there is no other limit', async () => {
    const {stderr, exitCode} = await run(
      'analyze -A --kubeclient-timeout 1s --compat 1.30 --analyzer applicationUID.Analyzer',
    );
    expect(stderr).toContain('did not send the answer to list Pod within 1s');
    expect(exitCode).toBe(1);
  });
});
