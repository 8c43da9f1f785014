// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane} from '../../cluster/control-plane.js';
import {applyAll, startEmptyMesh} from '../../cluster/empty-mesh.js';
import {istioctl, type Run} from '../../support/run.js';

const MESH = readFileSync('test/testdata/analysis/live/mesh.yaml', 'utf8');
const EVERYWHERE = readFileSync('test/testdata/analysis/live/injects-everywhere.yaml', 'utf8');

describeOnControlPlane('checks of a cluster', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  beforeAll(async () => {
    plane = await startEmptyMesh();
    cluster = await connect({kubeconfig: plane.kubeconfig});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  const run = (commandLine: string, env: Record<string, string> = {}): Promise<Run> =>
    istioctl(commandLine, {env: {KUBECONFIG: plane.kubeconfig, ...env}});

  describe('precheck', () => {
    test('finds nothing in an empty cluster, and says so', async () => {
      const {stdout, stderr, exitCode} = await run('x precheck');
      expect([stdout, exitCode]).toEqual(['', 0]);
      expect(stderr).toMatch(
        /^✔ No issues found when checking the cluster\. Istio is safe to install or upgrade!\n {2}To/,
      );
      expect((await run('precheck -o json')).stdout).toBe('[]\n');
      expect((await run('precheck -o json', {ISTIOCTL_COMPAT: '1.30'})).stdout).toBe('');
    });

    test('fails where rights are missing', async () => {
      await applyAll(cluster, readFileSync('test/testdata/analysis/live/viewer.yaml', 'utf8'));
      const {stdout, stderr, exitCode} = await run('x precheck --as viewer');
      expect(stdout.split('\n')[0]).toBe(
        'Error [IST0141] (Cluster) Missing required permission to create resource clusterrolebindings (permission denied)',
      );
      expect(stdout.split('\n')).toHaveLength(12);
      expect(stderr).toMatch(/^Error: Issues found when checking the cluster\. Istio may not be safe to install/);
      expect(exitCode).toBe(1);
      const coloured = await run('x precheck --as viewer', {ISTIOCTL_COMPAT: '1.30'});
      expect(coloured.stdout).toMatch(/^\u001b\[1;31mError\u001b\[0m \[IST0141\] \(Cluster\)/);
    });

    test('refuses a format that it does not have', async () => {
      const {stderr, exitCode} = await run('x precheck -o xml');
      expect([stderr.split('\n')[0], exitCode]).toEqual([
        'Error: invalid format, expected one of [log json yaml] but got "xml"',
        64,
      ]);
    });

    test('shows what may still change where that is asked for', async () => {
      await applyAll(
        cluster,
        'apiVersion: v1\nkind: Namespace\nmetadata: {name: alpha, annotations: {topology.istio.io/controlPlaneClusters: a}}\n',
      );
      const shown = await run('x precheck --output-threshold info -n alpha -o json');
      expect(JSON.parse(shown.stdout)).toEqual([
        {
          code: 'IST0136',
          documentationUrl: 'https://istio.io/v1.30/docs/reference/config/analysis/ist0136/',
          level: 'Info',
          message: expect.stringContaining(
            '"topology.istio.io/controlPlaneClusters" is part of an alpha-phase feature',
          ),
          origin: 'Namespace alpha',
        },
      ]);
      expect(shown.exitCode).toBe(0);
      expect((await run('x precheck --output-threshold info -n default -o json')).stdout).toBe('[]\n');
    });
  });

  describe('check-inject', () => {
    test('says where there is nothing that injects', async () => {
      expect((await run('x check-inject -l app=x')).stdout).toBe('ERROR: no Istio injection hooks present.\n');
      expect((await run('x injector list')).stdout).toBe(
        'No Istio injected namespaces present.\n\nNo Istio injection hooks present.\n',
      );
    });

    test('says which webhook injects a pod, and why', async () => {
      await applyAll(cluster, MESH);
      expect((await run('x check-inject cart-1.shop')).stdout).toBe(
        'WEBHOOK                        REVISION  INJECTED  REASON\n' +
          'istio-sidecar-injector-canary  canary    ✘         No matching namespace labels (istio.io/rev=canary) or pod labels ()\n',
      );
      expect((await run('x check-inject -n stage -l app=x')).stdout).toContain(
        'canary    ✔         Namespace label istio.io/rev=canary matches\n',
      );
      expect((await run('x check-inject -n stage -l sidecar.istio.io/inject=false')).stdout).toContain(
        '✘         Pod has sidecar.istio.io/inject=false label, preventing injection\n',
      );
    });

    test('lays coloured marks out as the reference does', async () => {
      const {stdout} = await run('x check-inject -n stage -l app=x', {ISTIOCTL_COMPAT: '1.30'});
      expect(stdout).toBe(
        'WEBHOOK                        REVISION  INJECTED      REASON\n' +
          'istio-sidecar-injector-canary  canary    \u001b[32m✔\u001b[0m             Namespace label istio.io/rev=canary matches\n',
      );
    });

    test('warns of several that inject', async () => {
      await applyAll(cluster, EVERYWHERE);
      const {stdout} = await run('x check-inject -n stage -l app=x');
      expect(stdout).toContain(
        'Namespace label kubernetes.io/metadata.name=stage matches (Automatic injection is enabled in all namespaces).\n',
      );
      expect(stdout).toMatch(/\nERROR: multiple webhooks will inject, which can lead to errors$/);
      await cluster.delete(
        {apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration'},
        {name: 'istio-sidecar-injector-everywhere'},
      );
    });

    test.each([
      [
        'x check-inject',
        'check-inject requires only [<resource-type>/]<resource-name>[.<namespace>], or specify labels flag',
        64,
      ],
      ['x check-inject a -l b=c', 'check-inject requires only', 64],
      ['x check-inject nope -n shop', 'pods "nope" not found', 1],
      [
        'x check-inject deployment/nope',
        'failed retrieving: deployments.apps "nope" not found in the "default" namespace',
        1,
      ],
      ['x check-inject -n nope -l a=b', 'namespaces "nope" not found', 1],
    ])('%s fails', async (commandLine, problem, code) => {
      const {stderr, exitCode} = await run(commandLine);
      expect([stderr, exitCode]).toEqual([expect.stringContaining(`Error: ${problem}`), code]);
    });
  });

  test('injector list shows who serves which namespace, and which pods need a restart', async () => {
    expect((await run('x injector list')).stdout).toBe(
      'NAMESPACE ISTIO-REVISION          POD-REVISIONS\n' +
        'shop      MISSING/istio-injection <non-Istio>: 2 NEEDS RESTART: 2\n' +
        'stage     canary                  <no pods>\n' +
        '\n' +
        'NAMESPACES INJECTOR-HOOK                 ISTIO-REVISION SIDECAR-IMAGE\n' +
        'stage      istio-sidecar-injector-canary canary         \n',
    );
    const shop = await run('x injector list -n shop');
    expect(shop.stdout).not.toContain('\nstage ');
    expect(shop.stdout).toContain('\nDOES NOT AUTOINJECT istio-sidecar-injector-canary canary         \n');
    expect((await run('x injector list -n nope')).stdout).toContain('\nstage ');
  });
});
