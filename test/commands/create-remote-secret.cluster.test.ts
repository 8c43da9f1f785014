// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {textIn, treeIn} from '../../src/manifest/input/tree.js';
import {parseYaml, parseYamlDocuments} from '../../src/yaml/parse.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';

describeOnControlPlane('create-remote-secret as users type it', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-remote-'));
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    rmSync(folder, {recursive: true});
    cluster.close();
    await plane.stop();
  });

  const run = (commandLine: string): Promise<Run> =>
    istioctl(`create-remote-secret ${commandLine}`, {env: {KUBECONFIG: plane.kubeconfig}});

  test.each([
    ['--type other', 'unsupported type: other', 64],
    ['--auth-type basic', 'unsupported authentication type: basic', 64],
    ['--name Big_Name', 'Big_Name is not a valid DNS 1123 label', 64],
    ['--create-service-account=false', 'could not get access token to read resources from local kube-apiserver:', 1],
    ['--type config', 'could not get access token to read resources from local kube-apiserver:', 1],
  ])('%s is refused', async (flags, message, code) => {
    const {exitCode, stdout, stderr} = await run(flags);
    expect([exitCode, stdout, stderr]).toEqual([code, '', expect.stringContaining(`Error: ${message}`)]);
  });

  test('makes an account that may read, and a kubeconfig that works', async () => {
    const {exitCode, stdout, stderr} = await run('--name west');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^warning: https:\/\/127\.0\.0\.1:\d+ is this machine/);
    expect(stdout.endsWith('\n---\n')).toBe(true);
    const [secret] = parseYamlDocuments(stdout);
    expect(treeIn(secret, ['metadata'])).toEqual({
      annotations: {'networking.istio.io/cluster': 'west'},
      labels: {'istio/multiCluster': 'true'},
      name: 'istio-remote-secret-west',
      namespace: 'istio-system',
    });
    const kubeconfig = join(folder, 'west');
    writeFileSync(kubeconfig, textIn(secret, ['stringData', 'west']) ?? '', {mode: 0o600});
    const remote = await connect({kubeconfig});
    expect(remote.origin.context).toBe('west');
    expect((await remote.list({apiVersion: 'v1', kind: 'Namespace'})).length).toBeGreaterThan(3);
    const namespace = {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'no'}};
    await expect(remote.create(namespace, {fieldManager: 'test'})).rejects.toMatchObject({status: 403});
    remote.close();
    expect((await run('--name west')).stdout).toBe(stdout);
  });

  test('rotates its credential without an outage', async () => {
    const tokenIn = (secret: string): string => {
      const file = join(folder, 'rotated');
      writeFileSync(file, textIn(parseYamlDocuments(secret)[0], ['stringData', 'west']) ?? '', {mode: 0o600});
      return file;
    };
    const mayRead = async (secret: string): Promise<boolean> => {
      const remote = await connect({kubeconfig: tokenIn(secret)});
      try {
        return (await remote.list({apiVersion: 'v1', kind: 'Namespace'})).length > 0;
      } catch (error) {
        expect(error).toMatchObject({status: 401});
        return false;
      } finally {
        remote.close();
      }
    };
    const before = await run('--name west');
    const none = await run('--delete-old-tokens -y');
    expect([none.exitCode, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toContain('There is no older token of istio-reader-service-account');
    const after = await run('--name west --rotate');
    const first = 'istio-reader-service-account-istio-remote-secret-token';
    expect(after.stderr).toContain(
      `The token is in Secret istio-system/${first}-2; what is in ${first} stays valid until --delete-old-tokens.`,
    );
    expect(after.stdout).not.toBe(before.stdout);
    expect([await mayRead(before.stdout), await mayRead(after.stdout)]).toEqual([true, true]);
    const kept = await istioctl('create-remote-secret --delete-old-tokens', {
      env: {KUBECONFIG: plane.kubeconfig},
      stdin: 'n\n',
    });
    expect([kept.exitCode, kept.stderr]).toEqual([0, expect.stringContaining('Aborting operation.')]);
    expect(await mayRead(before.stdout)).toBe(true);
    const deleted = await run('--delete-old-tokens -y');
    expect([deleted.exitCode, deleted.stdout]).toEqual([0, '']);
    expect(deleted.stderr).toContain(`Deleted from namespace istio-system: ${first}\n`);
    // The API server remembers for ten seconds what a token may do.
    await eventually('the old token is not allowed', async () => !(await mayRead(before.stdout)), {within: 45_000});
    expect([await mayRead(before.stdout), await mayRead(after.stdout)]).toEqual([false, true]);
    expect((await run('--name west')).stdout).toBe(after.stdout);
  });

  test('names the cluster by kube-system, and writes what it is told', async () => {
    const kubeSystem = await cluster.get({apiVersion: 'v1', kind: 'Namespace'}, {name: 'kube-system'});
    const uid = kubeSystem?.metadata.uid ?? '';
    const {exitCode, stdout, stderr} = await run(
      '--server https://west.test --tls-server-name west --auth-type plugin --auth-plugin-name gcp --auth-plugin-config a=1,b=2=3',
    );
    expect([exitCode, stderr]).toEqual([0, '']);
    const config = parseYaml(textIn(parseYamlDocuments(stdout)[0], ['stringData', uid]) ?? '');
    expect(config).toMatchObject({
      clusters: [{name: uid, cluster: {server: 'https://west.test', 'tls-server-name': 'west'}}],
      users: [{name: uid, user: {'auth-provider': {name: 'gcp', config: {a: '1', b: '2=3'}}}}],
    });
  });

  test('takes the Secret it is told, if it is of that account', async () => {
    expect((await run('--secret-name nosuch')).stderr).toContain('could not get specified secret istio-system/nosuch');
    const metadata = {namespace: 'istio-system', name: 'other'};
    await cluster.create({apiVersion: 'v1', kind: 'Secret', metadata}, {fieldManager: 'test'});
    expect((await run('--secret-name other')).stderr).toContain(
      'secret istio-system/other does not reference ServiceAccount istio-reader-service-account',
    );
  });
});
