// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import type {ObjectToApply} from '../../../src/io/kube/cluster.js';
import {type ConnectedCluster, connect} from '../../../src/io/kube/connect.js';
import {
  BUILD_TIMEOUT,
  type ControlPlane,
  describeOnControlPlane,
  startControlPlane,
} from '../../cluster/control-plane.js';
import {istioctl, type Run} from '../../support/run.js';

const GROUP = `apiVersion: networking.istio.io/v1
kind: WorkloadGroup
metadata: {name: db, namespace: shop}
spec:
  metadata: {labels: {app: db}}
  template: {ports: {mysql: 3306}, serviceAccount: db, labels: {version: v8}}
`;

describeOnControlPlane('x workload entry configure as users type it', () => {
  let plane: ControlPlane;
  let cluster: ConnectedCluster;
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-workload-'));
  const file = join(folder, 'group.yaml');
  const output = join(folder, 'files');

  const apply = (object: ObjectToApply) => cluster.apply(object, {fieldManager: 'test', force: true});
  const configMap = (namespace: string, name: string, data: object) =>
    apply({apiVersion: 'v1', kind: 'ConfigMap', metadata: {namespace, name}, data});

  beforeAll(async () => {
    plane = await startControlPlane();
    cluster = await connect({kubeconfig: plane.kubeconfig});
    writeFileSync(file, GROUP);
    for (const name of ['shop', 'istio-system']) await apply({apiVersion: 'v1', kind: 'Namespace', metadata: {name}});
    await apply({apiVersion: 'v1', kind: 'ServiceAccount', metadata: {namespace: 'shop', name: 'db'}});
  }, BUILD_TIMEOUT);
  afterAll(async () => {
    rmSync(folder, {recursive: true});
    cluster.close();
    await plane.stop();
  });

  const run = (flags: string): Promise<Run> =>
    istioctl(`x workload entry configure -o ${output} ${flags}`, {env: {KUBECONFIG: plane.kubeconfig}});

  test('says one after the other what is missing, and writes nothing', async () => {
    const refused = async (flags: string, message: string): Promise<void> => {
      const {stdout, stderr, exitCode} = await run(flags);
      expect([exitCode, stdout, stderr]).toEqual([1, '', expect.stringContaining(`Error: ${message}`)]);
    };
    await refused('--name db -n shop', 'workloadgroup db not found in namespace shop');
    await refused(
      `-f ${file}`,
      'failed to automatically determine the --clusterID: fetch injection template: configmap istio-sidecar-injector was not found in namespace istio-system',
    );
    const values = '{"global": {"multiCluster": {"clusterName": "west"}}}';
    await configMap('istio-system', 'istio-sidecar-injector', {values});
    await refused(`-f ${file}`, 'configmap istio was not found in namespace istio-system');
    await configMap('istio-system', 'istio', {
      mesh: 'trustDomain: td\ndefaultConfig: {discoveryAddress: "istiod:15012"}',
    });
    await refused(`-f ${file}`, 'configmap istio-ca-root-cert was not found in namespace shop');
    await configMap('shop', 'istio-ca-root-cert', {'root-cert.pem': 'PEM'});
    writeFileSync(join(folder, 'other.yaml'), GROUP.replace('serviceAccount: db', 'serviceAccount: nobody'));
    await refused(
      `-f ${join(folder, 'other.yaml')}`,
      'could not create a token under service account nobody in namespace shop: ',
    );
    expect(readdirSync(folder).sort()).toEqual(['group.yaml', 'other.yaml']);
  });

  test('writes the files, the token for its owner alone', async () => {
    const {stdout, stderr, exitCode} = await run(`-f ${file} --autoregister`);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toBe(`Configuration generation into directory ${output} was successful\n`);
    expect(stderr).toContain(
      `Warning: a security token for namespace "shop" and service account "db" has been generated and stored at "${output}/istio-token"`,
    );
    expect(stderr).toContain('Warning: no address of Service istio-eastwestgateway is known');
    expect(readdirSync(output).sort()).toEqual(['cluster.env', 'hosts', 'istio-token', 'mesh.yaml', 'root-cert.pem']);
    const read = (name: string): string => readFileSync(join(output, name), 'utf8');
    expect(statSync(join(output, 'istio-token')).mode & 0o777).toBe(0o600);
    const [, claims = ''] = read('istio-token').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      aud: ['istio-ca'],
      sub: 'system:serviceaccount:shop:db',
    });
    expect(read('cluster.env')).toContain('ISTIO_META_CLUSTER_ID=west\n');
    expect(read('mesh.yaml')).toContain('discoveryAddress: istiod:15012\n');
    expect([read('root-cert.pem'), read('hosts')]).toEqual(['PEM', '']);
  });

  test('finds the address of the gateway', async () => {
    const metadata = {namespace: 'istio-system', name: 'istio-eastwestgateway'};
    const spec = {ports: [{port: 15012}], externalIPs: ['198.51.100.1']};
    await apply({apiVersion: 'v1', kind: 'Service', metadata, spec});
    const {exitCode, stderr} = await run(`-f ${file}`);
    expect(exitCode, stderr).toBe(0);
    expect(readFileSync(join(output, 'hosts'), 'utf8')).toBe('198.51.100.1 istiod.istio-system.svc\n');
  });
});
