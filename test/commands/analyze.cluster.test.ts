// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {parse, stringify} from 'yaml';
import {type ConnectedCluster, connect} from '../../src/io/kube/connect.js';
import {BUILD_TIMEOUT, type ControlPlane, describeOnControlPlane} from '../cluster/control-plane.js';
import {applyAll, startEmptyMesh} from '../cluster/empty-mesh.js';
import {istioctl, type Run} from '../support/run.js';
import {startIstioctl} from '../support/watching.js';

const MESH = readFileSync('test/testdata/analysis/live/mesh.yaml', 'utf8');

const LABEL_DEFAULT =
  "Info [IST0102] (Namespace default) The namespace is not enabled for Istio injection. Run 'kubectl label namespace default istio-injection=enabled' to enable it, or 'kubectl label namespace default istio-injection=disabled' to explicitly mark it as not needing injection.\n";

const IN_SHOP = [
  'Error [IST0101] (VirtualService shop/cart) Referenced host+subset in destinationrule not found: "cart+v2"',
  'Error [IST0112] (VirtualService shop/cart) This VirtualService routes to a service "cart" that exposes multiple ports [80 81]. Specifying a port in the destination is required to disambiguate.',
  'Warning [IST0103] (Pod shop/cart-1) The pod shop/cart-1 is missing the Istio proxy. This can often be resolved by restarting or redeploying the workload.',
  'Warning [IST0158] (Namespace shop) The Istio proxy images of the pods running in the namespace do not match the image defined in the injection configuration (pod names: [cart-2]). This often happens after upgrading the Istio control-plane and can be fixed by redeploying the pods.',
  "Info [IST0118] (Service shop/cart) Port name other (port: 81, targetPort: 81) doesn't follow the naming convention of Istio port.",
].map((line) => `${line}\n`);

describeOnControlPlane('analyze of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'analyze-live-'));
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = await startEmptyMesh();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    kubeconfig = withMoreContexts(folder, plane.kubeconfig);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    cluster.close();
    await plane.stop();
    rmSync(folder, {recursive: true});
  });

  const run = (commandLine: string, env: Record<string, string> = {}): Promise<Run> =>
    istioctl(`analyze ${commandLine}`, {env: {KUBECONFIG: kubeconfig, ...env}});

  function file(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  test('with nothing in it', async () => {
    expect(await run('')).toEqual({stdout: LABEL_DEFAULT, stderr: '', exitCode: 0});
    expect((await run('-A')).stdout).toBe(LABEL_DEFAULT);
    expect((await run('-n kube-system')).stderr).toContain(
      '✔ No validation issues found when analyzing namespace: kube-s',
    );
  });

  test('of a namespace that is not there fails, and as the reference only says so', async () => {
    const missing = await run('-n nope');
    expect([missing.exitCode, missing.stderr]).toEqual([
      1,
      expect.stringContaining('Error: namespace "nope" not found\n'),
    ]);
    const reference = await run('-n nope', {ISTIOCTL_COMPAT: '1.30'});
    expect(reference).toEqual({stdout: '', stderr: 'namespace "nope" not found\n', exitCode: 0});
    expect((await run('-A --context elsewhere')).stdout).toBe(LABEL_DEFAULT);
  });

  test('of a namespace with mistakes', async () => {
    await applyAll(cluster, MESH);
    const {stdout, stderr, exitCode} = await run('-n shop');
    expect(stdout).toBe(IN_SHOP.join(''));
    const [elsewhere, failure] = stderr.split('\n');
    expect(elsewhere).toBe('2 messages are about other namespaces; -A shows them.');
    expect(failure).toBe('Error: Analyzers found issues when analyzing namespace: shop.');
    expect(exitCode).toBe(79);
  });

  test('of all namespaces, and of another revision', async () => {
    const everywhere = await run('-A');
    expect(everywhere.stdout).toContain(
      '(MeshNetworks istio-system/meshnetworks) Unknown service registry nobody in netw',
    );
    expect(everywhere.stdout).not.toContain('istiod-canary');
    const canary = await run('-A -r canary');
    expect(canary.stdout).toContain(
      '(MutatingWebhookConfiguration istio-sidecar-injector-canary) Injector refers to a',
    );
    expect(canary.stdout).toContain('[IST0173] (DestinationRule shop/cart) The Subset v2');
    expect(canary.stdout).not.toContain('[IST0158]');
  });

  test('with files, as if they were applied', async () => {
    const right = file(
      'right.yaml',
      'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: cart}\n' +
        'spec: {hosts: [cart], http: [{route: [{destination: {host: cart, port: {number: 80}}}]}]}\n',
    );
    const {stdout, exitCode} = await run(`-n shop ${right}`);
    expect([stdout, exitCode]).toEqual([IN_SHOP.slice(2).join(''), 0]);
    const wrong = file('wrong.yaml', readFileSync(right, 'utf8').replaceAll('cart', 'basket'));
    expect((await run(`-n shop ${wrong}`)).stdout).toContain(
      `Error [IST0101] (VirtualService shop/basket ${wrong}:4) Referenced host not found: "basket"`,
    );
    expect((await run(`-n shop --as-complete ${wrong}`)).stdout).not.toContain('shop/cart');
  });

  test('of several clusters says which one messages are about', async () => {
    const {stdout, stderr} = await run('-n shop --remote-contexts twin');
    expect(stdout).toContain('Warning [IST0103] [cluster-twin] (Pod shop/cart-1)');
    expect(stdout).toContain('Error [IST0101] [cluster-default] (VirtualService shop/cart)');
    expect(stderr).not.toContain('left out');
    const json: unknown = JSON.parse((await run('-n shop --remote-contexts twin -o json')).stdout);
    expect(json).toContainEqual(
      expect.objectContaining({cluster: 'twin', code: 'IST0118', origin: 'Service shop/cart'}),
    );
  });

  test('goes on without a cluster that is dead, but not without one that does not exist', async () => {
    const dead = await run('-n shop --remote-contexts dead');
    expect(dead.stderr).toMatch(/^Warning: cluster dead is left out: cannot reach cluster "dead"/);
    expect(dead.stdout).toContain('Error [IST0101] [cluster-default] (VirtualService shop/cart)');
    const unknown = await run('-n shop --remote-contexts nope');
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('context "nope" is not in kubeconfig'),
    ]);
  });

  test('finds the other clusters in the Secrets of the control plane', async () => {
    const secret = (name: string, text: string) =>
      stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: {name, namespace: 'istio-system', labels: {'istio/multiCluster': 'true'}},
        stringData: {config: text},
      });
    const config = parse(readFileSync(plane.kubeconfig, 'utf8'));
    config.clusters[0].name = config.contexts[0].context.cluster = 'west';
    const running = {...config, users: [{...config.users[0], user: {exec: {command: 'touch'}}}]};
    await applyAll(cluster, secret('west', stringify(config)));
    await applyAll(cluster, secret('runs', stringify(running)));
    const {stdout, stderr} = await run('-n shop');
    expect(stdout).toContain('[cluster-west] (Pod shop/cart-1)');
    expect(stderr).toContain(
      'Warning: a cluster is left out: kubeconfig key config of secret istio-system/runs has exec, which is not taken from a cluster',
    );
    const alone = await run('-n shop --remote=none');
    expect(alone.stdout).toContain('Warning [IST0103] (Pod shop/cart-1)');
    expect(alone.stderr).not.toContain('left out');
    for (const name of ['west', 'runs']) {
      await cluster.delete({apiVersion: 'v1', kind: 'Secret'}, {namespace: 'istio-system', name});
    }
  });

  test('goes on with --watch, and shows the result whenever the cluster makes it another one', async () => {
    const watching = startIstioctl(['analyze', '-n', 'shop', '--watch'], {KUBECONFIG: kubeconfig});
    const last = "doesn't follow the naming convention";
    expect(await watching.until(last)).toContain('(Pod shop/cart-1) The pod shop/cart-1 is missing the Istio proxy.');
    await applyAll(cluster, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: unrelated, namespace: shop}\n');
    await cluster.delete({apiVersion: 'v1', kind: 'Pod'}, {namespace: 'shop', name: 'cart-1'}, {gracePeriodSeconds: 0});
    await watching.until('\nChanged: Pod\n');
    expect(await watching.until(last)).not.toContain('cart-1');
    await applyAll(cluster, MESH);
    expect(await watching.until(last)).toContain('(Pod shop/cart-1)');
    expect(await watching.interrupt()).toBe(130);
    expect(watching.text()).not.toMatch(/Changed: .*ConfigMap/);
  });

  test('says what it may not read, and what is not checked for that', async () => {
    await applyAll(cluster, rightsFor('reader', ['*'], ['get']));
    await applyAll(cluster, rightsFor('reader-lists', ['services', 'namespaces', 'virtualservices', 'pods'], ['list']));
    const {stdout, stderr, exitCode} = await run('-n shop --as reader');
    expect(stdout).toContain('[IST0118] (Service shop/cart)');
    expect(stderr).toContain('Warning: DestinationRule was not read: cluster "test" forbids to list DestinationRule:');
    expect(stderr).toMatch(/Warning: skipped for that: .*virtualservice\.DestinationRuleAnalyzer/);
    expect(exitCode).toBe(0);
    const nobody = await run('-n shop --as nobody');
    expect([nobody.exitCode, nobody.stderr]).toEqual([1, expect.stringContaining('forbids to get Namespace/shop')]);
  });
});

/** The contexts `twin` (the same cluster), `dead` (nobody answers) and `elsewhere` (in a namespace that is not there). */
function withMoreContexts(folder: string, kubeconfig: string): string {
  const config = parse(readFileSync(kubeconfig, 'utf8'));
  const {context} = config.contexts[0];
  config.clusters.push({name: 'dead', cluster: {server: 'https://127.0.0.1:1'}});
  config.contexts.push(
    {name: 'twin', context},
    {name: 'dead', context: {...context, cluster: 'dead'}},
    {name: 'elsewhere', context: {...context, namespace: 'nope'}},
  );
  const path = join(folder, 'kubeconfig');
  writeFileSync(path, stringify(config));
  return path;
}

/** A role of that name, for the user before the first `-`. */
function rightsFor(name: string, resources: string[], verbs: string[]): string {
  const group = 'rbac.authorization.k8s.io';
  const user = {kind: 'User', name: name.split('-')[0], apiGroup: group};
  return [
    {apiVersion: `${group}/v1`, kind: 'ClusterRole', metadata: {name}, rules: [{apiGroups: ['*'], resources, verbs}]},
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: {name},
      roleRef: {kind: 'ClusterRole', name, apiGroup: group},
      subjects: [user],
    },
  ]
    .map((object) => stringify(object))
    .join('---\n');
}
