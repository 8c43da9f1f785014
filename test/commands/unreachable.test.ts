// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {
  type Fault,
  type FaultServer,
  startBlackHole,
  startFaultServer,
  writeKubeconfig,
} from '../io/kube/fault-server.js';
import {istioctl} from '../support/run.js';

/** Commands that ask a cluster, and what they put before the reason of a failure. */
const COMMANDS: [line: string, exitCode: number, prefix?: string][] = [
  ['install -y', 1],
  ['install --diff', 2],
  ['install --dry-run', 1],
  ['upgrade --plan', 1],
  ['uninstall --purge -y', 1],
  ['uninstall -y -r canary', 1, 'could not list revisions: '],
  ['tag list', 1],
  ['tag set prod -r default -y', 1],
  ['tag remove prod -y', 1],
  ['tag generate prod -r default', 1],
  ['kube-inject -f test/testdata/inject/app.yaml', 1],
  ['create-remote-secret', 1],
  ['installed show', 1],
  ['manifest generate --cluster-specific', 1],
  ['analyze', 1],
  ['check', 1],
  ['waypoint list -A', 1],
  ['waypoint status', 1],
  ['waypoint delete --all', 1],
  ['waypoint apply', 1, 'failed to get namespace default: '],
  ['admin log', 1],
  ['dashboard kiali', 1],
  ['dashboard controlz -r default', 1],
  ['x describe pod cart', 1, 'cannot describe: '],
  ['x describe service cart', 1, 'cannot describe: '],
  ['describe mtls', 1],
  ['migrate ambient -A', 1],
  ['describe objects -A', 1],
  ['describe proxies vs/cart', 1],
  ['describe request --from cart-0 --to http://pay', 80],
  ['x metrics cart', 1],
];

/** Time for an answer that is waited for in vain, and for one that comes: nobody is to wait for that long. */
const [SHORT, FOREVER] = ['2s', '1h'];

const FAULTS: [name: string, fault: Fault | 'black hole', message: RegExp][] = [
  [
    'takes connections and says nothing',
    'black hole',
    /^cannot reach cluster "prod" \(\S+\): no connection within 2s$/,
  ],
  [
    'forbids everything',
    (_, response) => {
      const status = {kind: 'Status', reason: 'Forbidden', message: 'User "jane" cannot get path "/"'};
      response.writeHead(403, {'Content-Type': 'application/json'}).end(JSON.stringify(status));
    },
    /^cluster "prod" forbids to \S+ .+: User "jane" cannot get path "\/"$/,
  ],
  [
    'stalls in the middle of an answer',
    (_, response) => void response.writeHead(200, {'Content-Type': 'application/json'}).write('{"major": '),
    /^cluster "prod" \(\S+\) did not send the rest of the answer to \S+ .+ within 2s$/,
  ],
  [
    'sends half an answer',
    (_, response) => void response.writeHead(200, {'Content-Type': 'application/json'}).end('{"major": '),
    /^cluster "prod" \(\S+\) answered \S+ .+ with broken JSON \(10 bytes of application\/json\): .+$/,
  ],
  [
    'turns everything away',
    (_, response) => void response.writeHead(429, {'Retry-After': '7200'}).end('{"message":"too many requests"}'),
    /^cluster "prod" is overloaded and turned \S+ .+ away: too many requests$/,
  ],
];

describe.concurrent('a cluster that cannot be had is said so in one line, soon', () => {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-unreachable-'));
  // Written once: the commands of tests that run at the same time read it.
  const nobody = writeKubeconfig(folder, 'https://127.0.0.1:1');
  afterAll(() => rmSync(folder, {recursive: true}));

  /** Runs the command, and answers what it says without the parts that all these errors have in common. */
  async function failureOf(
    [line, exitCode, prefix = '']: (typeof COMMANDS)[number],
    kubeconfig: string,
    limit: string,
  ): Promise<string> {
    const env = {KUBECONFIG: kubeconfig};
    // A run that does not end by itself within the time has no exit code.
    const run = await istioctl(`${line} --kubeclient-timeout ${limit}`, {env, timeout: 50_000});
    expect([line, run.exitCode, run.stdout]).toEqual([line, exitCode, '']);
    const [, error = ''] = /^(Error: .+)\nHint: (?:(?! +at ).+\n)+$/.exec(run.stderr) ?? [];
    expect(error, run.stderr).not.toBe('');
    expect(error).toContain(`; context work from ${kubeconfig}`);
    return error.replace(`Error: ${prefix}`, '').replace(/; context work from .*$/, '');
  }

  test.each(COMMANDS)('%s: nobody listens', async (...command) => {
    expect(await failureOf(command, nobody, FOREVER)).toBe(
      'cannot reach cluster "prod" (https://127.0.0.1:1): connection refused',
    );
  });

  describe.each(FAULTS)('%s', (_, fault, message) => {
    let server: FaultServer;
    beforeAll(async () => {
      server = fault === 'black hole' ? await startBlackHole() : await startFaultServer(fault);
    });
    afterAll(() => server.stop());

    test.each(COMMANDS)('%s', async (...command) => {
      const limit = message.source.includes(`within ${SHORT}`) ? SHORT : FOREVER;
      expect(await failureOf(command, server.kubeconfig, limit)).toMatch(message);
    });
  });

  test.each([
    ['tag list --request-timeout 300ms', 1, /: no connection within 0\.3s; context work/],
    ['tag list --request-timeout 0.2s --kubeclient-timeout 60s', 1, /: no connection within 0\.2s; context work/],
    [
      'tag list --request-timeout soon',
      64,
      /^Error: invalid argument "soon" for "--request-timeout" flag: must be a duration/,
    ],
    [
      'tag list --kubeclient-timeout soon',
      64,
      /^Error: invalid argument "soon" for "--kubeclient-timeout" flag: must be a duration/,
    ],
  ])('%s', async (line, exitCode, message) => {
    const server = await startBlackHole();
    const run = await istioctl(line, {env: {KUBECONFIG: server.kubeconfig}, timeout: 50_000});
    server.stop();
    expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringMatching(message)]);
  });
});
