// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const folder = mkdtempSync(join(tmpdir(), 'istioctl-install-'));
afterAll(() => rmSync(folder, {recursive: true}));

const closedPort = join(folder, 'closed-port');
writeFileSync(
  closedPort,
  JSON.stringify({
    clusters: [{name: 'prod', cluster: {server: 'https://127.0.0.1:1'}}],
    contexts: [{name: 'work', context: {cluster: 'prod'}}],
    'current-context': 'work',
  }),
);

describe('without a cluster', () => {
  test('a dry run of the client lists what would be applied', async () => {
    const {exitCode, stdout} = await istioctl('install --dry-run=client --set profile=minimal');
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining(['Deployment istio-system/istiod', 'ClusterRole istiod-clusterrole-istio-system']),
    );
  });

  test.each<[string, number, string]>([
    ['install --dry-run=maybe', 64, 'invalid argument "maybe" for "--dry-run" flag: must be server or client'],
    ['install --dry-run server', 64, 'accepts 0 arg(s), received 1'],
    ['install --dry-run=false -y', 1, 'cannot reach cluster "prod"'],
    ['--dry-run install', 1, 'cannot reach cluster "prod"'],
    ['install --diff', 2, 'cannot reach cluster "prod"'],
    ['install --diff --context home', 2, 'context "home" is not in kubeconfig'],
    ['install --dry-run=client --from-cluster', 64, '--from-cluster needs a cluster'],
    ['upgrade --plan more', 64, 'accepts at most 0 arg(s), received 1'],
    ['upgrade --plan ignored --compat 1.30', 1, 'cannot reach cluster "prod"'],
    [
      'uninstall',
      64,
      'at least one of the --revision (or --set revision=<revision>), --filename or --purge flags must be set',
    ],
    ['uninstall --purge all', 64, 'istioctl uninstall does not take arguments'],
    [
      'install --kubeclient-timeout=soon',
      64,
      'invalid argument "soon" for "--kubeclient-timeout" flag: must be a duration',
    ],
    [
      'install --kubeclient-timeout=soon --compat 1.30',
      1,
      'error parsing kubeclient-timeout: time: invalid duration "soon"',
    ],
    ['tag list', 1, 'cannot reach cluster "prod"'],
    ['installed show', 1, 'cannot reach cluster "prod"'],
    ['create-remote-secret', 1, 'cannot reach cluster "prod"'],
  ])('%s ends with %i', async (commandLine, exitCode, message) => {
    const run = await istioctl(commandLine, {env: {KUBECONFIG: closedPort}});
    expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(`Error: ${message}`)]);
  });

  test.each<[string, string, string]>([
    [
      'install -y',
      join(folder, 'missing'),
      `no cluster to talk to: KUBECONFIG names ${folder}/missing, which does not exist`,
    ],
    ['uninstall --purge -y', join(folder, 'missing'), 'no cluster to talk to: KUBECONFIG names'],
    ['install -y', '', 'no cluster to talk to: ~/.kube/config does not exist'],
    [`install -y --kubeconfig ${folder}/other`, closedPort, `kubeconfig ${folder}/other does not exist`],
    ['install -y', '/dev/null', 'kubeconfig /dev/null names no current context'],
    ['install -y --context home', closedPort, 'context "home" is not in kubeconfig'],
    [
      'install -y',
      closedPort,
      'cannot reach cluster "prod" (https://127.0.0.1:1): connection refused; context work from',
    ],
    ['apply -y', closedPort, 'cannot reach cluster "prod"'],
    ['manifest install -y', closedPort, 'cannot reach cluster "prod"'],
    ['uninstall -r canary -y', closedPort, 'could not list revisions: cannot reach cluster "prod"'],
    ['install --revision=-x', closedPort, 'invalid revision specified: -x'],
  ])('%s says at once what is wrong', async (commandLine, KUBECONFIG, message) => {
    const {exitCode, stdout, stderr} = await istioctl(commandLine, {env: {KUBECONFIG}});
    // A kubeconfig that cannot be read is input that cannot.
    const unreadable = message === `kubeconfig ${folder}/other does not exist`;
    expect({exitCode, stdout}).toEqual({exitCode: unreadable ? 65 : 1, stdout: ''});
    // At once: it would say before that it tries again.
    expect(stderr.startsWith(`Error: ${message}`), stderr).toBe(true);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
