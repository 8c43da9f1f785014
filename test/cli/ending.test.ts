// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, describe, expect, onTestFinished, test} from 'vitest';
import {type FaultServer, startBlackHole, startFaultServer} from '../io/kube/fault-server.js';
import {eventually} from '../support/eventually.js';
import {istioctl} from '../support/run.js';

const late = (limit: string): string => `Error: the command was not done within ${limit}, its --deadline`;

describe('the time limit of a command', () => {
  let folder: string;
  let input: string;
  let silent: FaultServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'istioctl-deadline-'));
    input = join(folder, 'service.yaml');
    const ports = [{name: 'http', port: 80}];
    const metadata = {name: 'web', namespace: 'shop'};
    writeFileSync(input, JSON.stringify({apiVersion: 'v1', kind: 'Service', metadata, spec: {ports}}));
    silent = await startBlackHole();
  });
  afterAll(() => {
    silent.stop();
    rmSync(folder, {recursive: true});
  });

  test.each<[string, string, Record<string, string>]>([
    ['as a flag', 'tag list --deadline 0.5s', {}],
    ['as a variable', 'tag list', {ISTIOCTL_DEADLINE: '500ms'}],
    ['for a command that takes longer than each of its requests may', 'install -y --deadline 500ms', {}],
  ])('%s ends it with one line and exit code 124', async (_, line, env) => {
    // The server never answers: nothing but the limit ends it, or else `istioctl` kills it, which has no exit code.
    const run = await istioctl(line, {env: {KUBECONFIG: silent.kubeconfig, ...env}, timeout: 50_000});
    expect(run).toMatchObject({exitCode: 124, stdout: ''});
    const waited = /; it waited for get \/\S+ from cluster "prod" \(\S+\): a longer --deadline gives it more time\n$/;
    expect(run.stderr.startsWith(late('0.5s'))).toBe(true);
    expect(run.stderr.slice(late('0.5s').length)).toMatch(waited);
  });

  test('lets a command say what was done, as Ctrl-C does', async () => {
    // Long enough to have begun: before that there is nothing to say.
    const run = await istioctl(['analyze', '--use-kube=false', '--watch', '--deadline', '10s', input]);
    expect(run).toMatchObject({exitCode: 124});
    expect(run.stderr).toMatch(new RegExp(`${late('10s')}: interrupted\\n$`));
  });

  test('ends a wait in the middle of a command', {timeout: 150_000}, async () => {
    // Here the Secret of the account never gets its token.
    let asked = 0;
    const server = await startFaultServer(({method, url = ''}, response) => {
      response.setHeader('Content-Type', 'application/json');
      const resources = [
        {name: 'namespaces', kind: 'Namespace', namespaced: false},
        {name: 'serviceaccounts', kind: 'ServiceAccount', namespaced: true},
        {name: 'secrets', kind: 'Secret', namespaced: true},
      ];
      if (url === '/api/v1') return response.end(JSON.stringify({kind: 'APIResourceList', resources}));
      if (url.includes('/secrets?')) return response.end(JSON.stringify({kind: 'SecretList', items: []}));
      if (method === 'GET' && url.includes('/secrets/')) asked++;
      const [, kind] = /\/(namespaces|serviceaccounts|secrets)\/[^/]*$/.exec(url) ?? [];
      const name = url.split('/').at(-1) ?? '';
      const kinds: Record<string, string> = {namespaces: 'Namespace', serviceaccounts: 'ServiceAccount'};
      const object = {apiVersion: 'v1', kind: kinds[kind ?? ''] ?? 'Secret', metadata: {name, uid: 'u'}};
      return response.end(JSON.stringify({...object, type: 'kubernetes.io/service-account-token'}));
    });
    const env = {KUBECONFIG: server.kubeconfig};
    onTestFinished(() => server.stop());
    // It waits for five seconds; a machine that is slow to start it needs a later end to be in the middle of them.
    let limit = 2;
    const run = await eventually(
      'the time is over after the Secret was looked at',
      async (saw) => {
        limit *= 1.5;
        asked = 0;
        const ended = await istioctl(`create-remote-secret --name east --deadline ${limit}s`, {env, timeout: 30_000});
        saw(ended.stderr);
        return asked > 0 && ended;
      },
      {within: 90_000},
    );
    expect([run.exitCode, run.stderr]).toEqual([124, `${late(`${limit}s`)}: interrupted\n`]);
  });

  // One that is kept is killed by `istioctl` long before an hour is over, and has no exit code.
  test.each(['0', '1h', '9999h'])('does not matter to a command that is done before %s, nor keep it', async (limit) => {
    const run = await istioctl(`version --remote=false --deadline ${limit}`, {timeout: 50_000});
    expect(run).toMatchObject({exitCode: 0, stderr: ''});
  });

  test('must be a duration', async () => {
    const {exitCode, stderr} = await istioctl('version --remote=false --deadline soon');
    expect([exitCode, stderr]).toEqual([
      64,
      'Error: invalid argument "soon" for "--deadline" flag: must be a duration such as 30s or 1h30m\n' +
        "Hint: run 'istioctl version --help' for usage\n",
    ]);
  });

  test('is not what Ctrl-C is told as', async () => {
    const args = [resolve('bin/run.js'), 'analyze', '--use-kube=false', '--watch', '--deadline', '60s', input];
    const child = spawn(process.execPath, args, {env: {...process.env, HOME: '/nonexistent'}});
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    // It says what it found once the watch goes on.
    await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    expect([code, stderr]).toEqual([130, expect.stringMatching(/Error: interrupted\n$/)]);
  });
});
