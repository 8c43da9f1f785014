// SPDX-License-Identifier: Apache-2.0
import {afterAll, beforeAll, expect, test} from 'vitest';
import {BUILD_TIMEOUT, describeOnControlPlane} from '../../cluster/control-plane.js';
import {ENVOY_TIMEOUT} from '../../envoy-server/binary.js';
import {describeOnEnvoy} from '../../envoy-server/describe.js';
import {istioctl as run} from '../../support/run.js';
import {type MeshOfEnvoys, startMeshOfEnvoys} from './mesh-of-envoys.js';

describeOnControlPlane('proxy-config trace', () => {
  describeOnEnvoy('through pods with real Envoys', () => {
    let mesh: MeshOfEnvoys;
    const istioctl = (commandLine: string) => run(commandLine, {env: {KUBECONFIG: mesh.kubeconfig}});

    beforeAll(async () => {
      mesh = await startMeshOfEnvoys();
    }, BUILD_TIMEOUT + ENVOY_TIMEOUT);
    afterAll(() => mesh?.stop());

    test.each(['cart-0.shop', 'statefulset/cart.shop', 'cart-1 -n shop'])('of %s, endpoints and all', async (pod) => {
      const {stdout, stderr, exitCode} = await istioctl(`proxy-config trace ${pod} http://reviews:9080/`);
      expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
      expect(stdout).toMatch(/^ROUTED {2}GET http:\/\/reviews:9080\/ through cart-/);
      expect(stdout).toContain('VirtualService reviews.shop');
      expect(stdout).toMatch(/endpoint 127\.0\.0\.1:\d+: HEALTHY, north\/north-1/);
    });

    test('a proxy that has ended is named, and nothing is printed', async () => {
      const {stdout, stderr, exitCode} = await istioctl('proxy-config trace closed-0.shop http://reviews:9080/');
      expect({stdout, exitCode}).toEqual({stdout: '', exitCode: 80});
      expect(stderr).toContain('port 15000 of pod shop/closed-0 refused the connection');
    });
  });
});
