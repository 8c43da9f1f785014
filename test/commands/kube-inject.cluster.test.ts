// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {labelled} from '../../src/revision/labels.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {render} from '../install/render.js';
import {istioctl, type Run} from '../support/run.js';

const APP = 'test/testdata/examples/app.yaml';

/** What a Node has to say of itself, besides the version of its kubelet. */
const EMPTY_INFO = Object.fromEntries(
  ['architecture', 'bootID', 'containerRuntimeVersion', 'kernelVersion', 'kubeProxyVersion']
    .concat(['machineID', 'operatingSystem', 'osImage', 'systemUUID'])
    .map((field) => [field, '']),
);

describeOnControlPlane('kube-inject with what stands in the cluster', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.create(
      {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'istio-system'}},
      {fieldManager: 'test'},
    );
    await injectorOf([]);
    await injectorOf(['revision=canary', 'values.global.proxy.logLevel=debug']);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });

  const run = (commandLine: string): Promise<Run> => istioctl(commandLine, {env: {KUBECONFIG: plane.kubeconfig}});

  /** The ConfigMaps that the injector of an install reads. */
  async function injectorOf(set: string[]): Promise<void> {
    const {objects} = await render(['profile=minimal', ...set]);
    const maps = objects.filter(({kind, component}) => kind === 'ConfigMap' && component === 'Pilot');
    for (const object of maps) await cluster.apply(labelled(object.value(), {}), {fieldManager: 'test'});
  }

  test('gives what the same settings give without a cluster', async () => {
    // Nodes, which only a cluster has, must not decide.
    const env = {ENABLE_NATIVE_SIDECARS: 'false'};
    const here = await istioctl(`kube-inject -f ${APP}`, {env: {...env, KUBECONFIG: plane.kubeconfig}});
    expect(here).toMatchObject({exitCode: 0, stdout: expect.stringContaining('name: istio-proxy')});
    expect(here.stdout).toBe((await istioctl(`kube-inject -f ${APP} --set profile=minimal`, {env})).stdout);
  });

  test.each([
    ['v1.33.2', {}, true],
    ['v1.33.2', {ENABLE_NATIVE_SIDECARS: 'false'}, false],
    ['v1.32.4', {}, false],
    ['v1.32.4', {ENABLE_NATIVE_SIDECARS: 'true'}, true],
  ])('makes native sidecars as kubelets %s and %j allow: %j', async (kubeletVersion, env, isNative) => {
    const status = {nodeInfo: {...EMPTY_INFO, kubeletVersion}};
    const node = {apiVersion: 'v1', kind: 'Node'};
    await cluster.apply({...node, metadata: {name: 'own'}}, {fieldManager: 'test'});
    await cluster.patch(node, {name: 'own'}, {status}, {type: 'merge', subresource: 'status'});
    const others = (await cluster.list(node)).filter(({metadata}) => metadata.name !== 'own');
    for (const {metadata} of others) {
      await cluster.patch(node, metadata, {status}, {type: 'merge', subresource: 'status'});
    }
    const {stdout, exitCode} = await istioctl(`kube-inject -f ${APP}`, {env: {KUBECONFIG: plane.kubeconfig, ...env}});
    expect(exitCode).toBe(0);
    expect(stdout.includes('restartPolicy: Always')).toBe(isNative);
  });

  test('takes the injector of the revision that is asked for', async () => {
    const {stdout, exitCode} = await run(`kube-inject -f ${APP} --revision canary`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--proxyLogLevel=debug');
    expect(stdout).toContain('istio.io/rev: canary');
  });

  test('names the ConfigMap that is not there, and prints nothing', async () => {
    const result = await run(`kube-inject -f ${APP} --revision nope`);
    expect(result).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringContaining('"istio-sidecar-injector-nope"'),
    });
  });
});
