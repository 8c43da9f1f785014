// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {afterEach, describe, expect, test} from 'vitest';
import {readObjects} from '../../src/why/facts/read-objects.js';
import {httpPort, type PodPorts, type RecordedCluster, startRecordedCluster} from '../support/api-server.js';
import {istioctl} from '../support/run.js';

const EXAMPLES = 'test/testdata/examples';
const file = (name: string) => readFileSync(`${EXAMPLES}/${name}`, 'utf8');
const objects = readObjects({name: 'objects.yaml', text: file('objects.yaml')});
const log = file('access.log') + file('server.log');

/** An Envoy that answers what the examples have. */
const envoy: PodPorts = (_, port) =>
  port === 15000
    ? httpPort(
        ({url = ''}, response) =>
          void response.end(file(url.startsWith('/clusters') ? 'clusters.json' : 'sidecar.json')),
      )
    : undefined;

describe('why of a pod in a cluster', () => {
  let cluster: RecordedCluster | undefined;
  afterEach(() => cluster?.stop());

  test('reads its log and that of the server, the objects and its proxy, and changes nothing', async () => {
    const logs: Record<string, string> = {'cart-1': file('access.log'), 'pay-6b9-x2x': file('server.log')};
    cluster = await startRecordedCluster(objects, envoy, ({name}) => logs[name]);
    const run = await istioctl(`why cart-1.shop --kubeconfig ${cluster.kubeconfig}`);
    expect(run.stdout).toContain('change AuthorizationPolicy shop/pay-callers');
    expect(run).toMatchObject({stderr: '', exitCode: 0});
    expect(cluster.requests.filter((request) => !request.startsWith('GET '))).toEqual([]);
    expect(cluster.requests.some((request) => request.includes('container=istio-proxy&tailLines='))).toBe(true);
  });

  test('answers by the objects where the proxy cannot be asked, and says so', async () => {
    cluster = await startRecordedCluster(
      objects,
      () => undefined,
      () => log,
    );
    const {stdout, stderr, exitCode} = await istioctl(`why cart-1 -n shop --kubeconfig ${cluster.kubeconfig}`);
    expect(stdout).toContain('change AuthorizationPolicy shop/pay-callers');
    expect(stderr).toMatch(/^Warning: cannot get the config dump: /m);
    expect(exitCode).toBe(0);
  });

  test("a log from a file is read in the place of the pod's", async () => {
    cluster = await startRecordedCluster(objects, envoy);
    const command = `why cart-1.shop -f ${EXAMPLES}/access.log -f ${EXAMPLES}/server.log --kubeconfig ${cluster.kubeconfig}`;
    const {stdout, exitCode} = await istioctl(command);
    expect(stdout).toContain('change AuthorizationPolicy shop/pay-callers');
    expect(exitCode).toBe(0);
    expect(cluster.requests.some((request) => request.includes('/log?'))).toBe(false);
  });

  test('a pod that is not there', async () => {
    cluster = await startRecordedCluster(objects, envoy);
    const {stderr, exitCode} = await istioctl(`why nobody.shop --kubeconfig ${cluster.kubeconfig}`);
    expect(stderr).toContain('nobody');
    expect(exitCode).toBe(80);
  });
});
