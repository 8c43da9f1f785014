// SPDX-License-Identifier: Apache-2.0
// What a command prints of a snapshot is what it prints of the mesh that was saved.
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, expect, test} from 'vitest';
import {describeOnMesh} from '../istiod/on-mesh.js';
import type {Run} from '../support/run.js';

/** Commands that read; what each prints depends on nothing but the mesh. */
const READING = [
  'analyze -A',
  'analyze -n shop',
  'authz cart-0.shop',
  'certs -A',
  'check',
  'experimental authz check cart-0.shop',
  'experimental describe pod cart-0.shop',
  'experimental describe service pay.shop',
  'experimental precheck',
  'experimental check-inject -n shop cart-0',
  'experimental injector list',
  'experimental internal-debug syncz',
  'experimental internal-debug configz',
  'installed diff',
  'experimental metrics cart-0.shop',
  'proxies outdated',
  'proxy-config all cart-0.shop',
  'proxy-config all cart-0.shop -o json',
  'proxy-config all -A -o table',
  'proxy-config bootstrap cart-0.shop -o json',
  'proxy-config bootstrap cart-0.shop -o yaml',
  'proxy-config cluster cart-0.shop',
  'proxy-config cluster deploy/istiod.istio-system',
  'proxy-config cluster edge-0.edge -o json',
  'proxy-config ecds cart-0.shop',
  'proxy-config eds cart-0.shop',
  'proxy-config endpoint cart-0.shop',
  'proxy-config endpoint edge-0.edge -o json',
  'proxy-config listener cart-0.shop',
  'proxy-config listener edge-0.edge -o json',
  'proxy-config log cart-0.shop',
  'proxy-config rootca-compare cart-0.shop edge-0.edge',
  'proxy-config route cart-0.shop -o json',
  'proxy-config route edge-0.edge',
  'proxy-config secret cart-0.shop',
  'proxy-config secret edge-0.edge -o json',
  'proxy-config trace cart-0.shop http://pay.shop/',
  'proxy-config cluster nothing-0.shop',
  'proxy-config cluster pay-v1.shop',
  'proxy-status',
  'proxy-status -o json',
  'proxy-status -v 1',
  'proxy-status cart-0.shop',
  'remote-clusters',
  'tag list',
  'version',
  'version -o json',
  'waypoint list -A',
  'waypoint status',
  'admin log',
  'preview dump cart-0.shop',
  'ztunnel-config workload',
  'proxy-config diff cart-0.shop istiod',
  'describe request --client cart-0.shop --to http://pay.shop/',
];

describeOnMesh('a snapshot of a mesh', ({mesh, istioctl}) => {
  let file: string;
  let taken: Run;

  beforeAll(async () => {
    file = join(mkdtempSync(join(tmpdir(), 'snapshot-')), 'mesh.tgz');
    taken = await istioctl(['snapshot', '-o', file]);
  }, 240_000);

  test('is taken', () => {
    expect(taken).toMatchObject({exitCode: 0, stdout: `${file}\n`});
    console.error(taken.stderr);
  });

  test.each(READING)('%s', async (line) => {
    const live = await istioctl(line);
    const words = line.split(' ');
    const saved = await istioctl(['--from', file, ...words]);
    expect({stdout: saved.stdout, stderr: saved.stderr, exitCode: saved.exitCode}).toEqual({stdout: live.stdout, stderr: live.stderr, exitCode: live.exitCode});
  });
});
