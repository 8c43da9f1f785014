// SPDX-License-Identifier: Apache-2.0
import type {ChildProcess} from 'node:child_process';
import type {IncomingMessage} from 'node:http';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {findInstalled, removeInstalled} from '../../src/install/undo/uninstall.js';
import type {Cluster, KubeObject} from '../../src/io/kube/cluster.js';
import {connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane, startControlPlane} from '../cluster/control-plane.js';
import {startFaultProxy, type WireFault} from '../cluster/fault-proxy.js';
import {deadWebhook, registerWebhook, startWebhook} from '../cluster/webhook.js';
import {eventually} from '../support/eventually.js';
import {istioctl, type Run} from '../support/run.js';
import {runMeanwhile, type Step} from './meanwhile.js';

const NAMESPACE = {apiVersion: 'v1', kind: 'Namespace'};
const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};
const SERVICE = {apiVersion: 'v1', kind: 'Service'};

describeOnControlPlane('an install on a control plane that breaks', () => {
  let plane: ControlPlane;
  let cluster: Cluster;
  beforeAll(async () => {
    plane = await startControlPlane({nodes: 1});
    cluster = await connect({kubeconfig: plane.kubeconfig});
    await cluster.create({...NAMESPACE, metadata: {name: 'istio-system'}}, {fieldManager: 'test'});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
  });
  afterEach(async () => {
    await repair();
    const {signal} = new AbortController();
    const left = await findInstalled(cluster, {purge: true});
    await removeInstalled(cluster, left, {progress: () => {}, signal, timeout: 100_000});
    await podsBecome({});
  }, 240_000);

  const run = (line: string): Promise<Run> => istioctl(line, {env: {KUBECONFIG: plane.kubeconfig}, timeout: 200_000});
  const INSTALL = 'install -y --set profile=minimal --readiness-timeout 100s';

  async function podsBecome(fate: Record<string, string>): Promise<void> {
    const none = {'node.test/fate': null, 'node.test/message': null, 'node.test/after': null};
    const patch = {metadata: {annotations: {...none, ...fate}}};
    await cluster.patch(NAMESPACE, {name: 'istio-system'}, patch, {type: 'merge'});
  }

  const meanwhile = (
    line: string,
    when: (step: Step) => boolean,
    act: (child: ChildProcess, steps: readonly Step[]) => unknown,
  ) => runMeanwhile(plane.kubeconfig, line, when, act);

  type Order = Parameters<NonNullable<ControlPlane['order']>>[0];
  const CURES = {'stop api-server': 'start api-server', 'fill etcd': 'empty etcd'} as const;
  let cures: Order[] = [];

  /** Puts a fault into the control plane; `repair` ends it, after a test that fails, too. */
  async function damage(fault: keyof typeof CURES): Promise<void> {
    cures.push(CURES[fault]);
    await plane.order?.(fault);
  }

  async function repair(): Promise<void> {
    const due = cures;
    cures = [];
    for (const cure of due) await plane.order?.(cure);
  }

  /** The install stands still until the fault is there, and so cannot be done before. */
  async function damageUnder(child: ChildProcess, fault: keyof typeof CURES): Promise<void> {
    child.kill('SIGSTOP');
    await damage(fault);
    child.kill('SIGCONT');
  }

  const hasApplied =
    (component: string, count: number) =>
    ({components = []}: Step): boolean =>
      components.some((one) => one.component === component && one.applied >= count);
  const waits = ({components = []}: Step): boolean =>
    components.some(({component, waitedFor, ready}) => component === 'Pilot' && waitedFor > ready);

  const errorsIn = ({steps}: {steps: Step[]}): string[] => steps.flatMap(({error}) => error ?? []);

  /** What a whole install leaves, and what it labelled: nothing half done. */
  async function expectWhole(): Promise<void> {
    const again = await run('install --set profile=minimal --diff');
    expect([again.exitCode, again.stdout, again.stderr]).toEqual([0, '', 'Nothing would change.\n']);
  }

  test('is started anew while objects are applied', {timeout: 300_000}, async ({skip}) => {
    if (plane.order === undefined) return skip('is somebody else’s cluster');
    const result = await meanwhile(INSTALL, hasApplied('Base', 6), async (child, steps) => {
      await damageUnder(child, 'stop api-server');
      await eventually('the install tries again', () => steps.some(({kind}) => kind === 'retrying'), {within: 60_000});
      await repair();
    });
    expect(result.exitCode, result.stderr).toBe(0);
    expect(errorsIn(result)[0]).toMatch(
      /^cannot reach cluster "test" \(https:\S+\): (connection refused|the connection was cut|socket hang up); context test from /,
    );
    await expectWhole();
  });

  test('is started anew while it waits', {timeout: 300_000}, async ({skip}) => {
    if (plane.order === undefined) return skip('is somebody else’s cluster');
    await podsBecome({'node.test/after': '1h'});
    const result = await meanwhile(INSTALL, waits, async (_, steps) => {
      await damage('stop api-server');
      const before = steps.length;
      // Each look at what is not ready is a step; the first one may have begun before the server was gone.
      await eventually('the install looks at it twice', () => steps.length >= before + 2, {within: 60_000});
      await repair();
      await podsBecome({});
    });
    expect(result.exitCode, result.stderr).toBe(0);
    await expectWhole();
  });

  test('is away until the deadline', {timeout: 300_000}, async ({skip}) => {
    if (plane.order === undefined) return skip('is somebody else’s cluster');
    await podsBecome({'node.test/fate': 'NotReady'});
    const line = 'install -y --set profile=minimal --readiness-timeout 15s';
    const result = await meanwhile(line, waits, () => damage('stop api-server'));
    await repair();
    expect(result.exitCode).toBe(124);
    expect(result.stderr).toMatch(
      /Error: failed to install manifests: failed to wait for resource: resources not ready after 15s: context deadline exceeded\n {2}Deployment\/istio-system\/istiod \(cannot reach cluster "test" \(https:\S+\): connection refused; context test from \S+\)\n/,
    );
    expect(result.stderr).toContain('The lock could not be given back; it expires by itself: cannot reach cluster');
    await podsBecome({});
    const again = await run(INSTALL);
    expect(again.exitCode, again.stderr).toBe(0);
    await expectWhole();
  });

  test('has an etcd that is full', {timeout: 300_000}, async ({skip}) => {
    if (plane.order === undefined) return skip('is somebody else’s cluster');
    const result = await meanwhile(INSTALL, hasApplied('Base', 6), (child) => damageUnder(child, 'fill etcd'));
    const before = await findInstalled(cluster, {purge: true});
    const refused = await run(INSTALL);
    await repair();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(
      /Error: failed to install manifests: failed to update resource with server-side apply for obj \S+: cluster "test" failed to apply \S+: etcdserver: mvcc: database space exceeded; context test from \S+\n(.*\n)*Hint: etcd is full and takes no writes: compact/,
    );
    expect(result.steps).toContainEqual({kind: 'left', component: 'Pilot', after: 'Base'});
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('database space exceeded')]);
    expect(before.length).toBeGreaterThanOrEqual(6);
    const again = await run(INSTALL);
    expect(again.exitCode, again.stderr).toBe(0);
    await expectWhole();
    const uid = ({metadata}: KubeObject): string | undefined => metadata.uid;
    const after = new Set((await findInstalled(cluster, {purge: true})).map(uid));
    expect(before.map(uid).filter((id) => !after.has(id))).toEqual([]);
  });

  test('is installed into by two at once', {timeout: 300_000}, async () => {
    await podsBecome({'node.test/after': '1h'});
    let second: Run | undefined;
    const first = await meanwhile(INSTALL, waits, async () => {
      second = await run(`${INSTALL} --set meshConfig.accessLogFile=/dev/second`);
      await podsBecome({});
    });
    expect(second?.exitCode).toBe(1);
    expect(second?.stderr).toMatch(
      /holds the lock of namespace istio-system; looking whether it is still at work\n.*Error: another install is under way in namespace istio-system: \S+@\S+, process \d+\nHint: Wait until it ends/s,
    );
    expect(first.exitCode, first.stderr).toBe(0);
    await expectWhole();
  });

  test('holds objects that others wrote', {timeout: 300_000}, async () => {
    const metadata = {namespace: 'istio-system', name: 'istio', labels: {team: 'mesh'}};
    const theirs = {...CONFIG_MAP, metadata, data: {mesh: 'accessLogFile: /theirs', extra: 'kept'}};
    await cluster.apply(theirs, {fieldManager: 'argocd'});
    const {exitCode, stderr} = await run(INSTALL);
    expect(exitCode, stderr).toBe(0);
    const live = await cluster.get(CONFIG_MAP, metadata);
    expect(live?.metadata.labels).toMatchObject({team: 'mesh', 'operator.istio.io/component': 'Pilot'});
    expect(live?.['data']).toMatchObject({extra: 'kept', mesh: expect.not.stringContaining('/theirs')});
    await expectWhole();
  });

  test('has a webhook that refuses', {timeout: 300_000}, async ({skip}) => {
    if (plane.dir === undefined) return skip('needs the certificates of the control plane');
    const webhook = await startWebhook(plane.dir, ({name}) => (name === 'istiod' ? 'not on a Friday' : undefined));
    const registration = {name: 'friday', clientConfig: webhook.clientConfig, namespace: 'istio-system'};
    const unregister = await registerWebhook(cluster, {...registration, resources: ['services']});
    const {exitCode, stderr} = await run(INSTALL).finally(async () => {
      await unregister();
      webhook.stop();
    });
    expect([exitCode, stderr]).toEqual([
      1,
      expect.stringMatching(
        /✔ Istio core installed ⛵️\n(.*\n)*✘ Istiod encountered an error: .*\nError: failed to install manifests: failed to update resource with server-side apply for obj Service\/istio-system\/istiod: .*admission webhook "friday\.test\.example" denied the request: not on a Friday/,
      ),
    ]);
    expect(await cluster.get(SERVICE, {namespace: 'istio-system', name: 'istiod'})).toBeUndefined();
    const again = await run(INSTALL);
    expect(again.exitCode, again.stderr).toBe(0);
    await expectWhole();
  });

  test('has a webhook that is dead for a while', {timeout: 300_000}, async ({skip}) => {
    if (plane.dir === undefined) return skip('needs the certificates of the control plane');
    const registration = {name: 'dead', clientConfig: deadWebhook(plane.dir), namespace: 'istio-system'};
    const unregister = await registerWebhook(cluster, {...registration, resources: ['configmaps']});
    const result = await meanwhile(INSTALL, ({kind}) => kind === 'retrying', unregister).finally(unregister);
    expect(result.exitCode, result.stderr).toBe(0);
    expect(errorsIn(result)[0]).toMatch(
      /^cluster "test" failed to apply ConfigMap\/istio-system\/\S+: Internal error occurred: failed calling webhook "dead\.test\.example".*connection refused; context test from /,
    );
    await expectWhole();
  });

  test.for<[string, WireFault]>([
    ['cut off', (_, answer, response) => !!response.end(answer.subarray(0, answer.length / 2))],
    ['held back', (_, answer, response) => response.writeHead(200).write(answer.subarray(0, 100))],
    ['never sent', () => true],
    ['turned away', (_, _2, response) => !!response.writeHead(429, {'Retry-After': '0'}).end('{"message":"busy"}')],
    ['an error page', (_, _2, response) => !!response.writeHead(503, {'Content-Type': 'text/html'}).end('<h1>No')],
  ])('has a wire on which some answers are %s', {timeout: 300_000}, async ([, fault], {skip}) => {
    if (plane.dir === undefined || plane.server === undefined) return skip('is somebody else’s cluster');
    let count = 0;
    // What was written, and what is asked for while it waits; the first requests only look around.
    const spoiled = ({method, url = ''}: IncomingMessage): boolean =>
      (method === 'PATCH' && !url.includes('/leases/')) || /\/(deployments|customresourcedefinitions)\/./.test(url);
    const proxy = await startFaultProxy(plane.dir, plane.server, (request, answer, response) => {
      if (!spoiled(request) || ++count % 8 !== 0) return false;
      return fault(request, answer, response);
    });
    // Whole answers come in less time than that, also on a busy machine.
    const line = `${INSTALL} --kubeclient-timeout 3s`;
    const options = {env: {KUBECONFIG: proxy.kubeconfig}, timeout: 200_000};
    const result = await istioctl(line, options).finally(() => proxy.stop());
    expect([result.exitCode, proxy.faults() > 3], result.stderr).toEqual([0, true]);
    await expectWhole();
  });

  test.each([10, 20, 30, 40])('kills it after %i objects', {timeout: 400_000}, async (count) => {
    const line = 'install -y --set profile=demo --readiness-timeout 100s';
    const applied = new Map<string, number>();
    const total = ({components = []}: Step): boolean => {
      for (const one of components) applied.set(one.component, one.applied);
      return [...applied.values()].reduce((sum, n) => sum + n, 0) >= count;
    };
    const killed = await meanwhile(line, total, (child) => child.kill('SIGKILL'));
    expect(killed.exitCode).toBeNull();
    const again = await run(line);
    expect(again.exitCode, again.stderr).toBe(0);
    const whole = await run('install --set profile=demo --diff');
    expect([whole.exitCode, whole.stdout, whole.stderr]).toEqual([0, '', 'Nothing would change.\n']);
  });
});
