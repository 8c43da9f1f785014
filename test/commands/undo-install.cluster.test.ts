// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {afterEach, expect, test} from 'vitest';
import {findInstalled} from '../../src/install/undo/uninstall.js';
import {describeOnControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {meshUnderTest} from './mesh-under-test.js';

describeOnControlPlane('installs that do not come to their end', () => {
  const mesh = meshUnderTest();
  afterEach(() => {
    mesh.image = 'good';
  });

  test('ends when interrupted, and says how far it got', {timeout: 300_000}, async () => {
    mesh.image = 'missing';
    const env = {...process.env, KUBECONFIG: mesh.kubeconfig(), HOME: '/nonexistent'};
    const args = ['bin/run.js', 'install', '-y', '--revision', 'canary'];
    const child = spawn(process.execPath, args, {env, timeout: 200_000, killSignal: 'SIGKILL'});
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (text.includes('Waiting for Deployment/istio-system/istiod-canary')) child.kill('SIGINT');
    });
    const [exitCode] = await once(child, 'close');
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /Error: interrupted; objects applied: Base 16\/16, Pilot (\d+)\/\1\nHint: The same command goes on/,
    );
    mesh.image = 'good';
    expect((await mesh.run('uninstall --purge -y')).exitCode).toBe(0);
  });

  test('a failed install can be undone', {timeout: 300_000}, async () => {
    expect((await mesh.run('install -y --set profile=minimal --readiness-timeout 100s')).exitCode).toBe(0);
    const contents = async () =>
      (await findInstalled(mesh.cluster(), {purge: true})).map(({kind, metadata, spec, data}) => [
        kind,
        metadata.name,
        metadata.labels,
        spec,
        data,
      ]);
    const before = await contents();
    mesh.image = 'missing';
    const {exitCode, stderr} = await mesh.run(
      'install -y --set profile=demo --set meshConfig.rootNamespace=other --rollback-on-failure --readiness-timeout 3s',
    );
    mesh.image = 'good';
    expect(exitCode).toBe(124);
    expect(stderr).toMatch(/\nRolled back: \d+ objects? restored, \d+ new ones? removed\.\n/);
    await eventually('the Deployments of gateways are gone', async (saw) => {
      const installed = await mesh.installed();
      saw(installed);
      return !installed.some((name) => name.includes('gateway') && name.startsWith('Deployment'));
    });
    expect(await contents()).toEqual(before);
    expect((await mesh.run('uninstall --purge -y')).exitCode).toBe(0);
  });
});
