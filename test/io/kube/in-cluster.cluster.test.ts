// SPDX-License-Identifier: Apache-2.0
import {copyFileSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {rootCertificates} from 'node:tls';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {IstioctlError} from '../../../src/errors.js';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';

const RBAC = 'rbac.authorization.k8s.io';
const CONFIG_MAP = {apiVersion: 'v1', kind: 'ConfigMap'};

describeOnControlPlane('a process in a pod', () => {
  let plane: ControlPlane;
  let admin: ConnectedCluster;
  beforeAll(async () => {
    plane = await startControlPlane();
    admin = await connect({kubeconfig: plane.kubeconfig});
    const by = {fieldManager: 'test'};
    await admin.create({apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'shop'}}, by);
    const metadata = {name: 'checker', namespace: 'shop'};
    await admin.create({apiVersion: 'v1', kind: 'ServiceAccount', metadata}, by);
    const rules = [{apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list']}];
    await admin.create({apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules}, by);
    const roleRef = {apiGroup: RBAC, kind: 'Role', name: 'checker'};
    const subjects = [{kind: 'ServiceAccount', ...metadata}];
    await admin.create({apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata, roleRef, subjects}, by);
    await admin.create({...CONFIG_MAP, metadata: {name: 'prices', namespace: 'shop'}}, by);
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    admin.close();
    await plane.stop();
  });

  let podSecrets: string;
  beforeEach(async ({skip}) => {
    if (plane.dir === undefined || plane.server === undefined) return skip('needs the certificates of our own cluster');
    podSecrets = mkdtempSync(join(tmpdir(), 'istioctl-pod-'));
    const account = {namespace: 'shop', name: 'checker'};
    const token = await admin.requestToken(account, {audiences: [], expirationSeconds: 600});
    writeFileSync(join(podSecrets, 'token'), token);
    writeFileSync(join(podSecrets, 'namespace'), 'shop');
    copyFileSync(join(plane.dir, 'ca.crt'), join(podSecrets, 'ca.crt'));
    const {hostname, port} = new URL(plane.server);
    vi.stubEnv('HOME', podSecrets);
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('KUBERNETES_SERVICE_HOST', hostname);
    vi.stubEnv('KUBERNETES_SERVICE_PORT', port);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(podSecrets, {recursive: true, force: true});
  });

  /** The config maps of a namespace as the pod sees them, or what it is told instead. */
  async function look(namespace: string): Promise<string[] | string> {
    let cluster: ConnectedCluster | undefined;
    try {
      cluster = await connect({podSecrets, requestTimeout: 5000});
      return (await cluster.list(CONFIG_MAP, {namespace})).map(({metadata}) => metadata.name);
    } catch (error) {
      if (!(error instanceof IstioctlError)) throw error;
      return error.message.replaceAll(podSecrets, 'SECRETS').replaceAll(String(plane.server), 'SERVER');
    } finally {
      cluster?.close();
    }
  }

  test('reads what its service account may read, in its own namespace', async () => {
    const cluster = await connect({podSecrets});
    expect(cluster.origin).toEqual({
      cluster: 'in-cluster',
      context: 'in-cluster',
      server: plane.server,
      user: 'service account of this pod',
      source: podSecrets,
      namespace: 'shop',
      usesSystemRoots: false,
    });
    cluster.close();
    expect(await look('shop')).toContain('prices');
  });

  test('goes by a kubeconfig where it has one', async () => {
    vi.stubEnv('KUBECONFIG', plane.kubeconfig);
    const cluster = await connect({podSecrets});
    expect(cluster.origin.source).toBe(plane.kubeconfig);
    cluster.close();
  });

  test('takes a token that was replaced while it runs', async () => {
    const token = await admin.requestToken(
      {namespace: 'shop', name: 'checker'},
      {audiences: [], expirationSeconds: 600},
    );
    writeFileSync(join(podSecrets, 'token'), 'expired');
    const cluster = await connect({podSecrets});
    await expect(cluster.list(CONFIG_MAP, {namespace: 'shop'})).rejects.toMatchObject({status: 401});
    writeFileSync(join(podSecrets, 'token'), `${token}\n`);
    expect(await cluster.list(CONFIG_MAP, {namespace: 'shop'})).not.toEqual([]);
    cluster.close();
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      'what its service account may not read',
      () => {},
      'default',
      /^cluster "in-cluster" forbids to list ConfigMap: .*User "system:serviceaccount:shop:checker" cannot list.*; context in-cluster from SECRETS$/,
    ],
    [
      'a token that is refused',
      () => writeFileSync(join(podSecrets, 'token'), 'rubbish'),
      'shop',
      /^cluster "in-cluster" does not accept the credentials of user "service account of this pod"; context in-cluster from SECRETS$/,
    ],
    [
      'no token',
      () => rmSync(join(podSecrets, 'token')),
      'shop',
      /^no cluster to talk to: ~\/\.kube\/config does not exist, and this pod has no token in SECRETS$/,
    ],
    [
      'no certificate authority',
      () => rmSync(join(podSecrets, 'ca.crt')),
      'shop',
      /^cannot read the certificate authority of cluster "in-cluster": .*SECRETS\/ca\.crt.*; context in-cluster from SECRETS$/,
    ],
    [
      'the certificate authority of another cluster',
      () => writeFileSync(join(podSecrets, 'ca.crt'), rootCertificates[0] ?? ''),
      'shop',
      /^cannot trust cluster "in-cluster" \(SERVER\): its certificate is not signed by the certificate authority in the kubeconfig; context in-cluster from SECRETS$/,
    ],
    [
      'an API server that does not run',
      () => vi.stubEnv('KUBERNETES_SERVICE_PORT', '1'),
      'shop',
      /^cannot reach cluster "in-cluster" \(https:\/\/.*:1\): connection refused; context in-cluster from SECRETS$/,
    ],
  ])('is told in one line of %s', async (_, spoil, namespace, expected) => {
    spoil();
    expect(await look(namespace)).toMatch(expected);
  });
});
