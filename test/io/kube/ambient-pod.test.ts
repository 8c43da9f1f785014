// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import type {KubeObject} from '../../../src/io/kube/cluster.js';
import {PodError} from '../../../src/io/kube/pod-failure.js';
import {type ProxyAccess, proxyAdmin} from '../../../src/io/kube/proxy-admin.js';

const key = {namespace: 'shop', name: 'web-0'};

function pod(redirection: string | undefined, containers: readonly string[], more: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {...key, annotations: redirection === undefined ? {} : {'ambient.istio.io/redirection': redirection}},
    spec: {containers: containers.map((name) => ({name})), ...more},
    status: {phase: 'Running'},
  };
}

/** A pod whose port takes no connections. */
function refusing(found: KubeObject | undefined): ProxyAccess {
  return {
    fetch: async () => {
      throw new PodError('port 15000 of pod shop/web-0 refused the connection', {hint: 'wait'} as never);
    },
    get: async () => found,
  };
}

const ask = (found: KubeObject | undefined) =>
  proxyAdmin(refusing(found), key, {port: 15000, failure: 'failed to execute command on Envoy'}).get('config_dump');

describe('the Envoy of a pod that cannot be asked', () => {
  test('an ambient pod has none', async () => {
    await expect(ask(pod('enabled', ['app']))).rejects.toMatchObject({
      message: 'failed to execute command on Envoy: pod web-0.shop has no Envoy: ztunnel handles its traffic',
      hint: 'Use `istioctl ztunnel-config workload web-0.shop` to see what ztunnel knows about the pod.',
    });
  });

  test.each([
    ['a pod that is not redirected', pod(undefined, ['app'])],
    ['a pod whose redirection is off', pod('disabled', ['app'])],
    ['a pod with a sidecar', pod('enabled', ['app', 'istio-proxy'])],
    ['a pod with a native sidecar', pod('enabled', ['app'], {initContainers: [{name: 'istio-proxy'}]})],
  ])('%s is not taken for one', async (_, found) => {
    await expect(ask(found)).rejects.toMatchObject({message: expect.stringContaining('refused the connection')});
  });

  test('a pod that does not exist is not taken for one', async () => {
    await expect(ask(undefined)).rejects.toMatchObject({message: expect.stringContaining('not found')});
  });
});
