// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import type {Proxy} from '../../src/fleet/proxy.js';
import {createSnapshot} from '../../src/io/snapshot-folder.js';
import {authority, type Certified, workload} from '../envoy-server/certificates.js';
import {istioctl} from '../support/run.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-snapshot-'));

/** What an Envoy answers that presents one certificate and holds one root. */
function dumpOf(own: Certified, root: Certified): Buffer {
  const entry = (secret: {name: string}) => ({name: secret.name, secret});
  const section = {
    '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump',
    dynamic_active_secrets: [
      entry({name: 'default', ...{tls_certificate: {certificate_chain: {inline_string: own.certificate}}}}),
      entry({name: 'ROOTCA', ...{validation_context: {trusted_ca: {inline_string: root.certificate}}}}),
    ],
  };
  return Buffer.from(JSON.stringify({configs: [section]}));
}

const sidecar = (name: string, namespace: string): Proxy => ({namespace, name, role: 'sidecar', labels: {}});

beforeAll(() => {
  const [root, stranger] = [authority('mesh root'), authority('other root')];
  const spiffe = (name: string) => ({spiffe: `spiffe://cluster.local/ns/shop/sa/${name}`});
  const snapshot = createSnapshot(FOLDER);
  snapshot.save(sidecar('cart-0', 'shop'), 'config_dump', dumpOf(workload(root, spiffe('cart')), root));
  snapshot.save(sidecar('pay-0', 'pay'), 'config_dump', dumpOf(workload(stranger, spiffe('pay')), root));
  snapshot.finish({
    apiVersion: 'istioctl/v1',
    kind: 'ProxySnapshot',
    takenAt: '2026-01-01T00:00:00Z',
    complete: true,
    proxies: [
      sidecar('cart-0', 'shop'),
      sidecar('pay-0', 'pay'),
      {...sidecar('late-0', 'late'), problem: 'the pod is Pending'},
    ],
  });
});

describe('certs of a snapshot', () => {
  test('chains are held against the roots of the proxies in it', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`certs -A -f ${FOLDER} --root -o json`);
    const {items}: {items: object[]} = JSON.parse(stdout);
    expect(items).toMatchObject([
      {namespace: 'pay', name: 'pay-0', kind: 'root', chain: 'ok'},
      {namespace: 'pay', name: 'pay-0', kind: 'workload', chain: 'MISMATCH', finding: 'mismatch'},
      {namespace: 'shop', name: 'cart-0', kind: 'root'},
      {namespace: 'shop', name: 'cart-0', kind: 'workload', chain: 'ok'},
    ]);
    expect(JSON.stringify(items)).toContain('root differs from those that proxies hold');
    expect(stderr).toContain('late-0.late: the pod is Pending\n');
    expect(exitCode).toBe(79);
  });

  test.each([
    ['-n shop', 0, ''],
    ['-n shop --expires-within 1000000h', 79, 'Error: 2 of 2 certificates need attention'],
    ['-n late', 80, 'Error: 1 place could not be looked at'],
    ['-n nowhere', 1, 'Error: no proxies found in namespace nowhere'],
  ])('%s', async (flags, code, message) => {
    const {stderr, exitCode} = await istioctl(`certs -f ${FOLDER} ${flags}`);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});

test('a dump without certificates', async () => {
  const {stderr, exitCode} = await istioctl('certs -f test/testdata/examples/clusters.json');
  expect(stderr).toContain('clusters.json: its certificates were not saved\n');
  expect(exitCode).toBe(80);
});
