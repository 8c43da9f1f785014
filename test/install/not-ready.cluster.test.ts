// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Cluster} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {deadWebhook, registerWebhook, startWebhook} from '../cluster/webhook.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';
import {runMeanwhile} from './meanwhile.js';
import {untilSaid} from './until-said.js';

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};

describeOnControlPlane('an install that does not become ready says why', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  let folder: string;
  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    folder = mkdtempSync(join(tmpdir(), 'istioctl-not-ready-'));
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    rmSync(folder, {recursive: true});
    cluster.close();
    await plane.stop();
  });

  /** Makes the namespace; each test has a revision and namespace of its own, so that none sees what another left. */
  async function makeNamespace(name: string, metadata: object = {}): Promise<void> {
    await cluster.create({...NAMESPACE, metadata: {name, ...metadata}}, {fieldManager: 'test'});
  }

  async function annotate(name: string, annotations: Record<string, string>): Promise<void> {
    await cluster.patch(NAMESPACE, {name}, {metadata: {annotations}}, {type: 'merge'});
  }

  const line = (name: string, timeout: string): string =>
    `install -y --set profile=minimal -r ${name} -i ${name} --set values.global.istioNamespace=${name} --readiness-timeout ${timeout}`;
  const install = (name: string, more = '', timeout = '2s'): Promise<Run> =>
    istioctl(`${line(name, timeout)} ${more}`, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 200_000});

  /**
   * Installs once without waiting, waits until the cluster says all of `signs`, and installs again. That install finds
   * the final state at its first look already, so that its short timeout decides nothing.
   *
   * @param signs Parts of the statuses and events in the namespace, spelled as in JSON.
   */
  async function installOnto(signs: readonly string[], name: string, more = ''): Promise<Run> {
    const first = await install(name, `${more} --wait=false`);
    expect(first.exitCode, first.stderr).toBe(0);
    await untilSaid(cluster, name, signs);
    return install(name, more);
  }

  /** The last lines, from `Error:` on, without what is random. */
  function errorOf({stderr}: Run): string {
    return stderr
      .slice(stderr.indexOf('Error:'))
      .replaceAll(
        /((?:istiod|istio-cni-node|ztunnel)(?:-[a-z0-9]+)*?)-[a-z0-9]{8,10}-[a-z0-9]{5}(?![a-z0-9-])/g,
        '$1-SET-POD',
      )
      .replaceAll(/(istio-cni-node|ztunnel)-[a-z0-9]{5}\b/g, '$1-POD')
      .replaceAll(/(istiod-\w+)-[a-z0-9]{8,10}(?=[-:"])/g, '$1-SET')
      .replaceAll(/\([0-9a-f-]{36}\)/g, '(UID)')
      .replaceAll(/ \(\d+ times\)/g, '');
  }

  const title = 'failed to wait for resource: resources not ready after 2s: context deadline exceeded';
  const notReady = (name: string, reason: string, ...lines: string[]): string =>
    [
      `Error: failed to install manifests: ${title}`,
      `  Deployment/${name}/istiod-${name} (0 of 1 replicas are ready; ${reason})`,
      ...lines.map((line) => `      ${line}`),
      '',
    ].join('\n');
  const image =
    'hint: the image cannot be had from its registry; `istioctl images list` prints all images, --set hub=HUB takes them from another registry';

  describe('pods whose node gives up on them', () => {
    const pod = (name: string): string => `pod istiod-${name}-SET-POD on node node-1`;
    test.for<
      [what: string, name: string, fate: string, message: string, signs: string[], reason: string, ...lines: string[]]
    >([
      [
        'an image that is not there',
        'image',
        'ImagePullBackOff',
        'not found',
        ['Back-off pulling image', 'Error: ImagePullBackOff: not found'],
        'container discovery failed to start: ImagePullBackOff: Back-off pulling image "registry.istio.io/release/pilot:1.30.3": not found',
        'event: Failed: Error: ImagePullBackOff: not found',
        image,
      ],
      [
        'a crash loop',
        'crash',
        'CrashLoopBackOff',
        'panic: no mesh',
        ['back-off 40s restarting', 'Back-off restarting'],
        'container discovery failed to start: CrashLoopBackOff: back-off 40s restarting failed container=discovery pod=istiod-crash-SET-POD_crash(UID): last exit code 1 (Error): panic: no mesh',
        'event: BackOff: Back-off restarting failed container discovery in pod istiod-crash-SET-POD',
        'hint: its log says more: kubectl logs --previous',
      ],
      [
        'too little memory',
        'memory',
        'OOMKilled',
        '',
        ['back-off 40s restarting', 'Back-off restarting'],
        'container discovery failed to start: CrashLoopBackOff: back-off 40s restarting failed container=discovery pod=istiod-memory-SET-POD_memory(UID): last exit code 137 (OOMKilled)',
        'event: BackOff: Back-off restarting failed container discovery in pod istiod-memory-SET-POD',
        'hint: its log says more: kubectl logs --previous',
      ],
      [
        'a missing Secret',
        'config',
        'CreateContainerConfigError',
        'secret "cacerts" not found',
        ['CreateContainerConfigError', 'Error: CreateContainerConfigError'],
        'container discovery failed to start: CreateContainerConfigError: secret "cacerts" not found',
        'hint: a Secret or ConfigMap it needs is missing',
      ],
      [
        'a probe that fails',
        'probe',
        'NotReady',
        'connection refused',
        ['Readiness probe failed', 'ContainersNotReady'],
        'container discovery runs, but is not ready; Unhealthy: Readiness probe failed: connection refused',
      ],
      ['an eviction', 'evicted', 'Evicted', 'low on memory', ['low on memory', 'Evicted'], 'Evicted: low on memory'],
      [
        'a node that is silent',
        'silent',
        'Pending',
        '',
        ['node-1'],
        'its node has not started it, and says nothing of it',
      ],
    ])('%s', {timeout: 300_000}, async ([, name, fate, message, signs, reason, ...lines]) => {
      await makeNamespace(name, {annotations: {'node.test/fate': fate, 'node.test/message': message}});
      const run = await installOnto(signs, name);
      expect([run.exitCode, errorOf(run)]).toEqual([124, notReady(name, `${pod(name)}: ${reason}`, ...lines)]);
    });

    test('a slow one, which is waited for as long as it is told', {timeout: 300_000}, async () => {
      await makeNamespace('slow', {annotations: {'node.test/after': '1h'}});
      const run = await installOnto(['ContainerCreating'], 'slow');
      expect([run.exitCode, errorOf(run)]).toEqual([
        124,
        notReady('slow', `${pod('slow')}: container discovery waits: ContainerCreating`),
      ]);
      const patient = await runMeanwhile(
        plane.kubeconfig,
        line('slow', '100s'),
        ({components = []}) => components.some(({waitedFor, ready}) => waitedFor > ready),
        () => annotate('slow', {'node.test/after': '0s'}),
      );
      expect(patient.exitCode, patient.stderr).toBe(0);
    });

    test('one that is not to be waited for (D6)', {timeout: 300_000}, async () => {
      await makeNamespace('unwaited', {annotations: {'node.test/fate': 'ImagePullBackOff'}});
      const run = await install('unwaited', '--verify --wait=false', '100s');
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).not.toContain('nothing has changed');
      const deployment = {apiVersion: 'apps/v1', kind: 'Deployment'};
      const key = {namespace: 'unwaited', name: 'istiod-unwaited'};
      await eventually('the Deployment has a replica that is unavailable', async () => {
        expect(await cluster.get(deployment, key)).toMatchObject({status: {unavailableReplicas: 1}});
        return true;
      });
    });

    test('an init container', {timeout: 300_000}, async () => {
      const annotations = {'node.test/fate': 'Init:CrashLoopBackOff', 'node.test/message': 'no iptables'};
      await makeNamespace('init', {annotations});
      const value = [{name: 'prepare', image: 'registry.test/prepare:1'}];
      const patches = [{path: 'spec.template.spec.initContainers', value}];
      const overlays = [{apiVersion: 'apps/v1', kind: 'Deployment', name: 'istiod-init', patches}];
      const operator = {
        apiVersion: 'install.istio.io/v1alpha1',
        kind: 'IstioOperator',
        spec: {components: {pilot: {k8s: {overlays}}}},
      };
      writeFileSync(join(folder, 'init.yaml'), JSON.stringify(operator));
      const signs = ['back-off 40s restarting', 'Back-off restarting'];
      const run = await installOnto(signs, 'init', `-f ${folder}/init.yaml`);
      expect([run.exitCode, errorOf(run)]).toEqual([
        124,
        notReady(
          'init',
          `${pod('init')}: init container prepare failed to start: CrashLoopBackOff: back-off 40s restarting failed container=prepare pod=istiod-init-SET-POD_init(UID): last exit code 1 (Error): no iptables`,
          'event: BackOff: Back-off restarting failed container prepare in pod istiod-init-SET-POD',
          'hint: its log says more: kubectl logs --previous',
        ),
      ]);
    });

    test('DaemonSets, with their node; what comes after them is not begun', {timeout: 300_000}, async () => {
      const annotations = {'node.test/fate': 'ImagePullBackOff', 'node.test/message': 'not found'};
      await makeNamespace('daemons', {annotations});
      const signs = ['install-cni:1.30.3-distroless\\": not found', 'ztunnel:1.30.3-distroless\\": not found'];
      const run = await installOnto(signs, 'daemons', '--set profile=ambient');
      expect(run.exitCode).toBe(124);
      expect(errorOf(run)).toContain(
        '  DaemonSet/daemons/istio-cni-node (0 of 1 pods are ready; pod istio-cni-node-POD on node node-1: container install-cni failed to start: ImagePullBackOff: Back-off pulling image "registry.istio.io/release/install-cni:1.30.3-distroless": not found)\n',
      );
      expect(run.stderr).toContain('- Ztunnel not begun: CNI failed\n');
      expect(errorOf(run)).not.toContain('DaemonSet/daemons/ztunnel');
    });
  });

  describe('pods that cannot be', () => {
    const set = (name: string): string => `ReplicaSet istiod-${name}-SET`;

    test('no node has room', {timeout: 300_000}, async () => {
      await makeNamespace('room');
      const run = await installOnto(['Insufficient cpu'], 'room', '--set values.pilot.resources.requests.cpu=1000');
      const scheduler =
        '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.';
      expect([run.exitCode, errorOf(run)]).toEqual([
        124,
        notReady(
          'room',
          `pod istiod-room-SET-POD: cannot be scheduled: ${scheduler}`,
          'hint: no node has so much room: add nodes, or ask for less in components.*.k8s.resources',
        ),
      ]);
    });

    test('the quota is used up', {timeout: 300_000}, async () => {
      await makeNamespace('quota');
      const metadata = {namespace: 'quota', name: 'none'};
      await cluster.create(
        {apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: {hard: {pods: '0'}}},
        {fieldManager: 'test'},
      );
      await eventually('the quota counts', async () => {
        const quota = await cluster.get({apiVersion: 'v1', kind: 'ResourceQuota'}, metadata);
        return quota !== undefined && 'status' in quota;
      });
      const run = await installOnto(['exceeded quota: none'], 'quota');
      expect([run.exitCode, errorOf(run)]).toEqual([
        124,
        notReady(
          'quota',
          `${set('quota')}: pods "istiod-quota-SET-POD" is forbidden: exceeded quota: none, requested: pods=1, used: pods=0, limited: pods=0`,
          'hint: a ResourceQuota of the namespace is used up: raise it, or ask for less with --set',
        ),
      ]);
    });

    test('a priority class is missing', {timeout: 300_000}, async () => {
      await makeNamespace('priority');
      const flag = '--set values.global.priorityClassName=nope';
      const run = await installOnto(['no PriorityClass with name nope'], 'priority', flag);
      expect(run.exitCode).toBe(124);
      expect(errorOf(run)).toContain(
        `${set('priority')}: pods "istiod-priority-SET-" is forbidden: no PriorityClass with name nope was found)\n`,
      );
      expect(errorOf(run)).toContain('hint: the priority class is not in the cluster, or only for kube-system\n');
    });

    test('Pod Security forbids it', {timeout: 300_000}, async () => {
      await makeNamespace('security', {labels: {'pod-security.kubernetes.io/enforce': 'baseline'}});
      const signs = ['istio-cni-node-', 'ztunnel-'].map((name) => `pods \\"${name}`);
      const run = await installOnto(['"readyReplicas":1', ...signs], 'security', '--set profile=ambient');
      expect(run.exitCode).toBe(124);
      expect(run.stderr).toContain('✔ Istiod installed 🧠\n');
      expect(errorOf(run)).toContain(
        '  DaemonSet/security/istio-cni-node (0 of 1 pods have its last change; DaemonSet istio-cni-node: pods "istio-cni-node-POD" is forbidden: violates PodSecurity "baseline:latest": ',
      );
      expect(run.stderr).toContain('- Ztunnel not begun: CNI failed\n');
      expect(errorOf(run).match(/label pod-security.kubernetes.io\/enforce=privileged/g)).toHaveLength(1);
      expect(errorOf(run)).not.toContain('event:');
    });

    test.for([
      ['a webhook refuses', 'refused', 'admission webhook "refused.test.example" denied the request: not on a Friday'],
      [
        'a webhook is dead',
        'dead',
        'Internal error occurred: failed calling webhook "dead.test.example": failed to call webhook: Post "https://127.0.0.1:1/?timeout=2s": dial tcp 127.0.0.1:1: connect: connection refused',
      ],
    ] as const)('%s', {timeout: 300_000}, async ([, name, reason], {skip}) => {
      if (plane.dir === undefined) return skip('needs the certificates of the control plane');
      await makeNamespace(name);
      const webhook = await startWebhook(plane.dir, () => 'not on a Friday');
      const clientConfig = name === 'dead' ? deadWebhook(plane.dir) : webhook.clientConfig;
      const unregister = await registerWebhook(cluster, {name, clientConfig, resources: ['pods'], namespace: name});
      const run = await installOnto(
        [name === 'dead' ? 'connect: connection refused' : 'not on a Friday'],
        name,
      ).finally(async () => {
        await unregister();
        webhook.stop();
      });
      expect([run.exitCode, errorOf(run)]).toEqual([
        124,
        notReady(
          name,
          `${set(name)}: ${reason}`,
          'hint: an admission webhook stands in the way: see that its Service runs, or remove its configuration if it is a leftover',
        ),
      ]);
    });
  });

  test('once that is mended, the same command comes to its end', {timeout: 300_000}, async () => {
    await annotate('image', {'node.test/fate': 'Ready'});
    const run = await install('image', '', '100s');
    expect([run.exitCode, run.stderr]).toEqual([0, expect.stringContaining('✔ Installation complete\n')]);
  });
});
