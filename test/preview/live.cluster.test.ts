// SPDX-License-Identifier: Apache-2.0
// The preview of a live mesh is what its istiod sends, and what its Envoys have.
import {expect, test} from 'vitest';
import {describeOnMesh} from '../istiod/on-mesh.js';

/**
 * What the istiod of the tests is told to leave out, as the open Envoy lacks Istio's own filters (test/istiod/istiod.ts), and
 * what a build of Istio's main branch has and 1.30 does not.
 */
const EXPLAINED = [
  / filters(\[istio\.metadata_exchange\])?: \[?\{"name":"istio\.metadata_exchange"/,
  /httpFilters\[istio\.(metadata_exchange|alpn)\]: /,
  /alpnProtocols\[0\]: istio-peer-exchange/,
  /^[-+] cluster \S+ commonLbConfig\.healthyPanicThreshold: \{\}/,
];

describeOnMesh('the preview of a mesh', ({istioctl}) => {
  test.each(['cart-0.shop', 'edge-0.edge'])('%s has what the preview says', async (pod) => {
    const routes = await istioctl(`proxy-config diff ${pod} preview --type route`);
    expect(routes).toMatchObject({stdout: '', stderr: expect.stringMatching(/^No difference in \d+ resources\n$/)});
    const {stdout, stderr} = await istioctl(`proxy-config diff ${pod} preview`);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toMatch(/^\d+ changed, 0 added, 0 removed, \d+ unchanged$/);
    expect(lines.filter((line) => !EXPLAINED.some((known) => known.test(line)))).toEqual([]);
  });

  test('a dump of the preview is read like one of Envoy', async () => {
    const {stdout, stderr, exitCode} = await istioctl('preview dump cart-0.shop');
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
    expect(JSON.parse(stdout).configs.length).toBeGreaterThan(4);
  });
});
