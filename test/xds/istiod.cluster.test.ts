// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../cluster/control-plane.js';
import {workload} from '../envoy-server/certificates.js';
import {debugResource, pem} from '../istiod/fake-istiod.js';
import {eventually} from '../support/eventually.js';
import type {Run} from '../support/run.js';
import {type Istiods, root, startIstiods} from './istiods.js';

describeOnControlPlane('istiods behind a real API server', () => {
  let istiods: Istiods;
  const run = (words: string): Promise<Run> => istiods.run(words);
  beforeAll(async () => {
    istiods = await startIstiods();
  }, BUILD_TIMEOUT);
  beforeEach(() => {
    istiods.reply = istiods.proxies;
  });
  afterAll(() => istiods.stop());

  describe('proxy-status', () => {
    test('one istiod, with a token of the cluster', async () => {
      const {stdout, stderr, exitCode} = await run('ps -i one');
      expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
      expect(stdout).toBe(
        'NAME  CLUSTER  ISTIOD  VERSION  SUBSCRIBED TYPES\n' +
          'old-1.shop  Kubernetes  istiod-a  1.29.4  1 (CDS)\n' +
          'web-1.shop  Kubernetes  istiod-a  1.30.3  1 (CDS)\n',
      );
    });

    test('several istiods: one document, or a document each as the reference has it', async () => {
      const {stdout} = await run('ps -i two -o json');
      const resources: {node: {id: string}; controlPlane: {identifier: string}}[] = JSON.parse(stdout).resources;
      expect(resources.map(({node, controlPlane}) => [node.id, JSON.parse(controlPlane.identifier).ID])).toEqual([
        ['web-1.shop', 'istiod-a'],
        ['old-1.shop', 'istiod-a'],
        ['api-1.shop', 'istiod-b'],
      ]);
      const apart = await run('ps -i two -o json --compat 1.30');
      expect(apart.stdout.match(/^\{$/gm)).toHaveLength(2);
      const lines = (await run('ps -i two')).stdout.split('\n').map((line) => line.split('  ')[0]);
      expect(lines).toEqual(['NAME', 'api-1.shop', 'old-1.shop', 'web-1.shop', '']);
    });

    test('a dead istiod among others is told of at the end', async () => {
      const {stdout, stderr, exitCode} = await run('ps -i half');
      expect(stdout.split('\n')).toHaveLength(4);
      expect(stderr).toMatch(
        /^Error: partial: 1 of 2 istiods did not answer\n {2}could not get XDS from discovery pod "istiod-dead": port 15012 of pod half\/istiod-dead refused the connection; /,
      );
      expect(exitCode).toBe(80);
    });

    test('nobody is alive', async () => {
      const {stdout, stderr, exitCode} = await run('ps -i dead');
      expect({stdout, exitCode}).toEqual({stdout: '', exitCode: 1});
      expect(stderr).toMatch(
        /^Error: could not get XDS from discovery pod "istiod-dead": port 15012 of pod dead\/istiod-dead refused/,
      );
    });

    test('an istiod that stalls, and one that does not believe our token', async () => {
      istiods.reply = () => 'silence';
      // It ends by itself: an end by the test's own time limit has no exit code.
      const stalled = await run('ps -i one --timeout 1s');
      expect(stalled.stderr).toContain('istiod one/istiod-a did not answer istio.io/debug/syncz within 1s');
      expect(stalled.exitCode).toBe(1);
      istiods.reply = () => ({code: 16, details: 'no'});
      const refused = await run('ps -i one');
      expect(refused.stderr).toContain('istiod one/istiod-a does not accept our credentials: no\nHint: Its tokens');
    });

    test('the revision that is meant', async () => {
      expect((await run('ps -i canary -r canary')).stdout).toContain('api-1.shop');
      expect((await run('ps -i canary')).stdout).not.toContain('api-1.shop');
      const {stderr, exitCode} = await run('ps -i canary -r nope');
      expect(stderr).toBe(
        'Error: no running Istio pods in "canary"\nHint: no pod in phase Running has app=istiod and istio.io/rev=nope; --revision takes one of canary, default.\n',
      );
      expect(exitCode).toBe(1);
    });

    test('without TLS, and with certificates', async () => {
      expect((await run('ps -i one --plaintext --xds-port 15010')).stdout).toContain('istiod-p');
      const folder = mkdtempSync(join(tmpdir(), 'istioctl-certs-'));
      const own = workload(root, {spiffe: 'spiffe://cluster.local/ns/shop/sa/web'});
      writeFileSync(join(folder, 'cert-chain.pem'), own.certificate);
      writeFileSync(join(folder, 'key.pem'), pem(own));
      writeFileSync(join(folder, 'root-cert.pem'), root.certificate);
      const trusted = await run(`ps -i one --xds-port 15011 --cert-dir ${folder} --authority istiod.istio-system.svc`);
      expect(trusted.stdout).toContain('MISSING');
      // Its certificate is for the istiod of another namespace.
      const strange = await run(`ps -i one --xds-port 15011 --cert-dir ${folder}`);
      expect(strange.stderr).toMatch(/cannot trust istiod one\/istiod-a: .*istiod\.one\.svc/);
      rmSync(folder, {recursive: true});
    });

    test('pods whose proxy no istiod knows', async () => {
      const {stdout, exitCode} = await run('ps -i one --disconnected --stale -n shop');
      expect(stdout).toBe(
        'NAME  ISTIOD  VERSION  PROBLEM\n' +
          'gone-1.shop  -  -  not connected to any istiod\n' +
          'lost-0.shop  -  1.28.0-distroless  not connected to any istiod\n' +
          'old-1.shop  istiod-a  1.29.4  CDS STALE\n',
      );
      expect(exitCode).toBe(1);
    });

    test('a pod that is not there is told of at once, with istiod still being asked', async () => {
      istiods.reply = () => 'silence';
      // If the program waited for istiod, it would not end before the test.
      const {stderr, exitCode} = await run('ps nosuch.shop -i one --timeout 10m');
      expect(stderr).toContain('pods "nosuch" not found in the "shop" namespace');
      expect(exitCode).toBe(1);
    });

    test('a proxy that is not connected has nothing to be compared with', async () => {
      istiods.reply = () => ({
        resources: [
          debugResource('Proxy not connected to this Pilot instance. It may be connected to another instance.'),
        ],
      });
      const {stderr, exitCode} = await run('ps web-1.shop -i one --file test/testdata/examples/dump.json');
      expect(stderr).toContain(
        'Error: istiod has no configuration for web-1.shop: Proxy not connected to this Pilot instance.',
      );
      expect(exitCode).toBe(1);
    });
  });

  describe('version', () => {
    test('istiods of one version, and of two', async () => {
      expect((await run('version -i one')).stdout).toBe(
        'client version: 1.30.3\ncontrol plane version: 1.30.3\ndata plane version: 1.29.4 (1 proxies), 1.30.3 (1 proxies)\n',
      );
      expect((await run('version -i two')).stdout).toBe(
        'client version: 1.30.3\npilot version: 1.30.3\npilot version: 1.31.0\ndata plane version: 1.29.4 (1 proxies), 1.30.3 (1 proxies)\n',
      );
    });

    test('proxies are sorted', async () => {
      const {dataPlaneVersion} = JSON.parse((await run('version -i one -o json')).stdout);
      expect(dataPlaneVersion).toEqual([
        {ID: 'old-1.shop', IstioVersion: '1.29.4', Type: 'gateway'},
        {ID: 'web-1.shop', IstioVersion: '1.30.3', Type: 'sidecar'},
      ]);
    });

    test('a dead istiod among others, and alone', async () => {
      const half = await run('version -i half');
      expect(half.stdout).toContain('control plane version: 1.30.3\n');
      expect(half.stderr).toMatch(
        /^Error: partial: .*\n {2}port 15014 of pod half\/istiod-dead refused the connection/,
      );
      expect(half.exitCode).toBe(80);
      const dead = await run('version -i dead');
      expect(dead.stdout).toBe('client version: 1.30.3\n');
      expect(dead.stderr).toMatch(/^Error: port 15014 of pod dead\/istiod-dead refused the connection/);
      expect(dead.exitCode).toBe(1);
    });

    test('an istiod that is scaled to 0 is installed', async () => {
      const labels = {app: 'istiod', 'istio.io/rev': 'default'};
      const template = {metadata: {labels}, spec: {containers: [{name: 'discovery', image: 'pilot'}]}};
      await istiods.mesh.add({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'asleep'}});
      await istiods.mesh.add({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {namespace: 'asleep', name: 'istiod', labels},
        ...{spec: {replicas: 0, selector: {matchLabels: labels}, template}},
      });
      const version = await run('version -i asleep');
      expect(version).toEqual({
        stdout: 'client version: 1.30.3\n',
        stderr:
          'Error: istiod is installed in namespace "asleep" and does not run\nHint: Deployment istiod is scaled to 0.\n',
        exitCode: 1,
      });
      expect(await run('version -i asleep --compat 1.30')).toMatchObject({
        stderr: expect.stringContaining('Istio is not present in the cluster: no running Istio pods'),
        exitCode: 0,
      });
      expect((await run('ps -i asleep')).stderr).toContain(
        'has app=istiod and istio.io/rev=default; Deployment istiod is scaled to 0.',
      );
    });

    test('who may not look at webhooks means the revision default', async () => {
      const rbac = 'rbac.authorization.k8s.io';
      const rules = [{apiGroups: [''], resources: ['pods', 'pods/portforward'], verbs: ['get', 'list', 'create']}];
      const metadata = {namespace: 'one', name: 'looker'};
      await istiods.mesh.add({apiVersion: `${rbac}/v1`, kind: 'Role', metadata, ...{rules}});
      await istiods.mesh.add({
        apiVersion: `${rbac}/v1`,
        kind: 'RoleBinding',
        metadata,
        ...{
          roleRef: {apiGroup: rbac, kind: 'Role', name: 'looker'},
          subjects: [{apiGroup: rbac, kind: 'User', name: 'jane'}],
        },
      });
      const {stdout} = await eventually(
        'the API server applies the role of jane',
        async (saw) => {
          const answer = await run('version -i one --as jane');
          saw(answer);
          return answer.exitCode === 0 && answer;
        },
        {within: 45_000},
      );
      expect(stdout).toContain('control plane version: 1.30.3\n');
      const status = await run('ps -i one --as jane');
      expect(status.stderr).toMatch(
        /^Error: failed to create RPC credentials for "default\.one": .*forbids to create a token of ServiceAccount\/one\/default.*\nHint: Ask for this rule/s,
      );
    });

    test('over XDS', async () => {
      expect((await run('x version -i two')).stdout).toBe(
        'client version: 1.30.3\ncontrol plane version: 1.30.3\ndata plane version: 1.29.4 (1 proxies), 1.30.3 (2 proxies)\n',
      );
      expect((await run('x version -i half')).exitCode).toBe(80);
    });
  });

  describe('proxies outdated', () => {
    test('connected or not, against the istiod of their own revision', async () => {
      const {stdout, stderr, exitCode} = await run('proxies outdated -i one -n shop');
      expect(stdout).toBe(
        'NAMESPACE  WORKLOAD  POD  REVISION  VERSION  WANTED  CONNECTED  REASON\n' +
          'shop  -  gone-1  gone  -  -  no  revision gone has no istiod\n' +
          'shop  StatefulSet/lost  lost-0  default  1.28.0-distroless  1.30.3  no  older\n' +
          'shop  Deployment/old  old-1  default  1.29.4  1.30.3  yes  older\n',
      );
      expect({stderr, exitCode}).toEqual({stderr: '3 of 4 proxies are outdated.\n', exitCode: 0});
    });

    test.each([
      ['names for kubectl rollout restart', '-o names', '-n shop statefulset/lost\n-n shop deployment/old\n'],
      ['older than a release', '-o names --than 1.29', '-n shop statefulset/lost\n'],
      ['not of a revision', '-o names --than canary', '-n shop statefulset/lost\n-n shop deployment/old\n'],
    ])('%s', async (_, words, stdout) => {
      expect((await run(`proxies outdated -A -i canary ${words}`)).stdout).toBe(stdout);
    });

    test('JSON, and a namespace without an istiod', async () => {
      const {stdout} = await run('proxies outdated -i one -n shop -o json --than 1.29.4');
      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'OutdatedProxyList',
        proxies: [{pod: 'gone-1'}, {pod: 'lost-0', connected: false}],
      });
      const {stderr, exitCode} = await run('proxies outdated -i shop');
      expect(stderr).toContain('Error: no running Istio pods in "shop"\n');
      expect(exitCode).toBe(1);
    });
  });

  describe('internal-debug', () => {
    /** JSON of the numbers below `length`, each repeated 50,000 times: 100 of them make 9.5 MB, 240 make 30 MB. */
    const long = (length: number) => JSON.stringify(Array.from({length}, (_, i) => `${i}`.repeat(50_000)));

    test('a long answer', async () => {
      const text = long(240);
      istiods.reply = () => ({resources: [debugResource(text)]});
      const {stdout} = await run('x internal-debug x -i one');
      expect(JSON.stringify(JSON.parse(stdout)) === text).toBe(true);
    });

    test('an answer of 10 MB comes without a round trip', async () => {
      const text = long(100);
      istiods.reply = () => {
        // From now on istiod gets no permission to send more: it can send only what the request allows.
        istiods.deafen();
        return {resources: [debugResource(text)]};
      };
      const {stdout, stderr} = await run('x internal-debug x -i deaf');
      expect(stderr).toBe('');
      expect(JSON.stringify(JSON.parse(stdout)) === text).toBe(true);
    });

    test('a page of every istiod, or of the first that knows the proxy', async () => {
      istiods.reply = (_, [name]) => ({resources: [debugResource(name === 'a' ? 'text' : '{"b":1,"a":[]}')]});
      expect((await run('x internal-debug x -i one')).stdout).toBe('{\n  "b": 1,\n  "a": []\n}\n');
      expect((await run('x internal-debug a --all -i one')).stdout).toBe('{\n  "istiod-a": "text"\n}\n');
      const strange = 'Proxy not connected to this Pilot instance. It may be connected to another instance.';
      istiods.reply = () => ({resources: [debugResource(strange)]});
      expect((await run('x internal-debug edsz?proxyID=x -i one')).stdout).toBe(`${strange}\n`);
      // The other one answers.
      expect((await run('x internal-debug edsz?proxyID=x -i two')).stdout).not.toBe(`${strange}\n`);
      expect((await run('x internal-debug x -i half --all')).exitCode).toBe(80);
    });
  });
});
