// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {type BigCluster, startBigCluster} from '../analysis/big-cluster.js';
import {istioctl} from '../support/run.js';

const LONG = 'x'.repeat(1000);
const variables = Array.from({length: 20}, (_, i) => ({name: `VARIABLE_${i}`, value: LONG.slice(0, 100)}));
const managedFields = [{manager: 'm', fieldsV1: {'f:spec': LONG}}];

/** Pods with a proxy, 5 KiB each; one in a thousand runs as the user of the proxy. */
function pod(i: number) {
  const status = JSON.stringify({revision: 'default', volumes: ['a', 'b', 'c']});
  const annotations = {'sidecar.istio.io/status': status, 'kubectl.kubernetes.io/last-applied-configuration': LONG};
  const containers = [
    {name: 'app', image: 'example.com/app:1', env: variables},
    {name: 'istio-proxy', image: 'example.com/proxyv2:1', env: variables.slice(10)},
  ];
  return {
    metadata: {
      name: `app-${i}`,
      namespace: `ns-${i % 100}`,
      labels: {app: `app-${i % 500}`},
      annotations,
      managedFields,
    },
    spec: {containers, ...(i % 1000 === 7 && {securityContext: {runAsUser: 1337}})},
  };
}

/** The certificate that every namespace has, and settings of applications. */
function configMap(i: number) {
  const name = i % 2 === 0 ? 'istio-ca-root-cert' : `settings-${i}`;
  return {metadata: {name, namespace: `ns-${i}`, managedFields}, data: {file: LONG.repeat(20)}};
}

function namespace(i: number) {
  return {metadata: {name: `ns-${i}`, labels: {'istio-injection': 'enabled'}}};
}

describe('analyze of a big cluster', () => {
  let cluster: BigCluster;
  beforeAll(async () => {
    cluster = await startBigCluster({
      configmaps: {kind: 'ConfigMap', size: 12_000, object: configMap},
      namespaces: {kind: 'Namespace', size: 100, object: namespace},
      pods: {kind: 'Pod', size: 50_000, object: pod},
    });
  });
  afterAll(() => cluster.stop());

  test('reads 50,000 pods and 12,000 ConfigMaps within 192 MiB of heap', async () => {
    const env = {KUBECONFIG: cluster.kubeconfig, NODE_OPTIONS: '--max-old-space-size=192'};
    const {stdout, stderr, exitCode} = await istioctl('analyze -A --timeout 5m', {env, timeout: 300_000});
    expect(stderr).toBe('');
    expect(stdout.match(/\[IST0144\]/g)).toHaveLength(50);
    expect(exitCode).toBe(0);
  }, 300_000);

  test('asks for pages, and for the metadata alone where that will do', () => {
    expect(cluster.answered.get('pods')?.pages).toBe(100);
    expect(cluster.answered.get('configmaps (metadata)')?.pages).toBe(24);
    expect(cluster.answered.has('configmaps')).toBe(false);
    expect(cluster.answered.has('namespaces')).toBe(false);
  });
});
