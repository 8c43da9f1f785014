// SPDX-License-Identifier: Apache-2.0
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {execa} from 'execa';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';
import {breaksIn} from './breaks.js';

const DEPLOYMENT = {apiVersion: 'apps/v1', kind: 'Deployment'};

interface Finding {
  id: string;
  level: string;
  text: string;
  details: string[];
}

describeOnControlPlane('what becomes of checks', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  const run = (line: string): Promise<Run> => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 120_000});

  const {labelNamespace} = breaksIn(() => cluster);

  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    expect(await run('install -y --set profile=minimal')).toMatchObject({exitCode: 0});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  test('waits until it is healthy, or for as long as it is told', {timeout: 300_000}, async () => {
    const waits = 'Waiting: namespace default chooses revision or tag nope, which does not exist\n';
    await labelNamespace('default', {'istio.io/rev': 'nope'});
    try {
      // Long enough for a first look before the end, also where one takes seconds.
      const late = await run('check --only C035 --wait 10s');
      expect([late.exitCode, late.stderr]).toEqual([124, `${waits}Error: 1 check failed\n`]);
      const args = ['bin/run.js', 'check', '--only', 'ISTIOCTL-C035', '--wait', '1h'];
      const env = {KUBECONFIG: plane.kubeconfig, HOME: '/nonexistent', ISTIOCTL_COMPAT: ''};
      const waiting = execa(process.execPath, args, {env, timeout: 200_000, reject: false});
      const [line] = await once(createInterface(waiting.stderr), 'line');
      expect([`${line}\n`, waiting.exitCode]).toEqual([waits, null]);
      await labelNamespace('default', {'istio.io/rev': null});
      expect(await waiting).toMatchObject({exitCode: 0, stderr: waits.trim()});
    } finally {
      await labelNamespace('default', {'istio.io/rev': null});
    }
  });

  test('what may not be read is skipped, and counts with --strict', {timeout: 300_000}, async () => {
    const {exitCode, stdout} = await run('check --certs --as nobody');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      '  --  the root certificate is valid   ISTIOCTL-C060\n      cluster "test" forbids to list ConfigMap',
    );
    expect(stdout).toContain('\n0 ok, 0 failed, 0 warnings, 3 skipped\n');
    expect((await run('check --certs --as nobody --strict')).exitCode).toBe(80);
  });

  test('before an install: the version, and the rights', {timeout: 300_000}, async () => {
    const mine = await run('check --pre');
    expect(mine.stdout).toContain('  ok  you may do all that an install does\n');
    const theirs = await run('check --pre --only C002 --as nobody');
    expect(theirs.stdout).toContain('!!  you may not create namespaces, patch namespaces, delete namespaces');
    expect([mine.exitCode, theirs.exitCode]).toEqual([0, 79]);
  });

  test('one cause is one finding: an istiod that is scaled to 0', {timeout: 300_000}, async () => {
    const istiod = {namespace: 'istio-system', name: 'istiod'};
    await cluster.patch(DEPLOYMENT, istiod, {spec: {replicas: 0}}, {type: 'merge'});
    const found = await eventually('only istiod is found', async (saw) => {
      const {stdout} = await run('check -o json');
      const {results}: {results: Finding[]} = JSON.parse(stdout);
      const findings = results.filter(({level}) => level === 'failed');
      saw(findings);
      return findings.length === 1 && findings[0]?.text.includes('0/0 ready') && findings[0];
    });
    expect(found).toMatchObject({id: 'C020', text: 'istiod of revision default: 0/0 ready, 1.30.3'});
    expect(found.details).toEqual([
      'Deployment istio-system/istiod is scaled to 0',
      expect.stringMatching(
        /^so: Service istio-system\/istiod has no ready endpoint, and is called by webhooks .*istio-sidecar-injector/,
      ),
      'so: who is connected is not known for sure',
      expect.stringMatching(/^so: namespace istio-system has no ConfigMap/),
    ]);
  });
});
