// SPDX-License-Identifier: Apache-2.0
// What a command prints of a snapshot is what it prints of the mesh that was saved.
import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {unpackTar} from 'modern-tar';
import {beforeAll, expect, test} from 'vitest';
import {keyOf} from '../istiod/mesh-of-istiod.js';
import {describeOnMesh} from '../istiod/on-mesh.js';
import {eventually} from '../support/eventually.js';
import {folderOf} from '../support/folder.js';
import type {Run} from '../support/run.js';

/** Commands that read. */
const READING = [
  'admin log',
  'analyze -A',
  'analyze -n shop -o json',
  'authz cart-0.shop',
  'certs -A',
  'check',
  'describe request --client cart-0.shop --to http://pay.shop/',
  'experimental authz check cart-0.shop',
  'experimental check-inject -n shop cart-0',
  'experimental describe pod cart-0.shop',
  'experimental describe service pay.shop',
  'experimental injector list',
  'experimental internal-debug configz',
  'experimental internal-debug syncz',
  'experimental metrics cart-0.shop',
  'experimental precheck',
  'preview dump cart-0.shop',
  'proxies outdated',
  'proxy-config all cart-0.shop',
  'proxy-config all cart-0.shop -o json',
  'proxy-config all -A -o table',
  'proxy-config bootstrap cart-0.shop -o json',
  'proxy-config cluster cart-0.shop',
  'proxy-config cluster deploy/istiod.istio-system',
  'proxy-config cluster edge-0.edge -o json',
  'proxy-config cluster nothing-0.shop',
  'proxy-config diff cart-0.shop istiod',
  'proxy-config ecds cart-0.shop',
  'proxy-config eds cart-0.shop',
  'proxy-config endpoint cart-0.shop',
  'proxy-config listener cart-0.shop',
  'proxy-config listener edge-0.edge -o json',
  'proxy-config log cart-0.shop',
  'proxy-config rootca-compare cart-0.shop edge-0.edge',
  'proxy-config route cart-0.shop -o json',
  'proxy-config route edge-0.edge',
  'proxy-config secret cart-0.shop',
  'proxy-config secret edge-0.edge -o json',
  'proxy-config trace cart-0.shop http://pay.shop/',
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
  'ztunnel-config workload',
  'describe mtls -n shop',
  'describe objects cart-0.shop',
  'describe proxies',
  'experimental envoy-stats cart-0.shop --type clusters',
  'experimental envoy-stats nothing-0.shop',
  'experimental config list',
  'images list',
  'migrate ambient -n shop',
  'proxy-config diff cart-0.shop edge-0.edge',
  'proxy-config endpoint edge-0.edge -o table',
  'proxy-config eds -A -o json',
  'why cart-0.shop',
  'experimental version',
  'manifest generate --cluster-specific --dry-run',
  'kube-inject -f test/testdata/examples/app.yaml',
  'tag generate prod --revision default',
  'waypoint generate -n shop',
];

/** What a bug report answers, too. */
const REPORTED = [
  'authz cart-0.shop',
  'proxy-config cluster cart-0.shop',
  'proxy-config listener edge-0.edge -o json',
  'proxy-config route edge-0.edge',
  'proxy-config trace cart-0.shop http://pay.shop/',
  'experimental describe pod cart-0.shop',
  'experimental internal-debug configz',
  'waypoint list -A',
];

/** Commands that change something or lead somewhere. */
const WRITING = [
  'install -y',
  'uninstall --purge -y',
  'tag set prod --revision default',
  'waypoint apply -n shop',
  'proxy-config log cart-0.shop --level debug',
  'admin log --level ads:debug',
  'create-remote-secret --name a',
  'dashboard envoy cart-0.shop --browser=false',
];

describeOnMesh('a snapshot of a mesh', (at) => {
  const {istioctl} = at;
  let file: string;
  let taken: Run;
  let report: string;

  beforeAll(async () => {
    file = join(folderOf({}), 'mesh.tgz');
    taken = await istioctl(['snapshot', '-o', file]);
    const folder = folderOf({});
    await at.passes(`bug-report --output-dir ${folder} --skip-netstat --skip-coredumps`);
    report = join(folder, 'bug-report.tar.gz');
  }, 240_000);

  test('is taken whole', () => {
    expect(taken).toMatchObject({exitCode: 0, stdout: `${file}\n`});
    expect(taken.stderr).toMatch(/^Saved 2 proxies and \d+ files\n$/);
  });

  test.each(READING)('%s', async (line) => {
    const [live, saved] = [await istioctl(line), await istioctl(['--from', file, ...line.split(' ')])];
    expect(comparable(saved)).toEqual(comparable(live));
  });

  test.each(WRITING)('%s is refused', async (line) => {
    const run = await istioctl(['--from', file, ...line.split(' ')]);
    expect(run).toMatchObject({exitCode: 64, stderr: expect.stringContaining('needs a cluster: the snapshot')});
  });

  test('holds no key and no token', async () => {
    const files = await unpackTar(gunzipSync(readFileSync(file)));
    const texts = files.map(({header, data}) =>
      header.name.endsWith('.gz')
        ? gunzipSync(data ?? '').toString('latin1')
        : Buffer.from(data ?? '').toString('latin1'),
    );
    const key = keyOf(at.mesh.ca);
    for (const secret of ['PRIVATE KEY', key.slice(40, 90), Buffer.from(key).toString('base64').slice(60, 120)]) {
      expect(texts.filter((text) => text.includes(secret))).toEqual([]);
    }
    expect(texts.join('\n')).toContain('-----BEGIN CERTIFICATE-----'.slice(0, 10));
  });

  test.each(REPORTED)('%s, of a bug report', async (line) => {
    const live = await istioctl(line);
    const saved = await istioctl(['--from', report, ...line.split(' ')]);
    expect(comparable(saved)).toEqual(comparable(live));
  });

  test('what is not in it is said', async () => {
    const lacking = await istioctl(['--from', report, 'certs', '-A']);
    expect(lacking.stderr).toContain(`${report} does not hold Secrets of v1`);
    expect(lacking.exitCode).not.toBe(0);
    const metrics = await istioctl(['--from', file, 'proxy-config', 'log', 'nothing-0.shop']);
    expect(metrics).toMatchObject({exitCode: 1, stderr: expect.stringContaining('pods "nothing-0" not found')});
  });

  test('two of them differ in what happened', async () => {
    const after = join(folderOf({}), 'after.tgz');
    expect(await istioctl(`snapshot diff ${file} ${file}`)).toMatchObject({exitCode: 0, stderr: ''});
    await at.mesh.apply(at.mesh.virtualService('7s'));
    const {certificate} = await at.mesh.renewCertificate();
    const serial = new X509Certificate(certificate).serialNumber.toLowerCase();
    await eventually('the gateway has the new route and certificate', async () => {
      const {stdout} = await istioctl('proxy-config all edge-0.edge -o json');
      return stdout.includes('"7s"') && (await at.passes('certs -A -o json')).includes(serial);
    });
    await at.passes(`snapshot -o ${after}`);
    const {stdout, stderr, exitCode} = await istioctl(`snapshot diff ${file} ${after}`);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 1});
    expect(stdout).toMatch(
      /~ VirtualService edge\/web\n {6}spec\.http\[name=pay\]\.timeout: 3s -> 7s {3}\(test, [\dT:Z-]+\)\n/,
    );
    expect(stdout).toMatch(/\nProxies: 1 of 2 proxies\n[^]*timeout: 3s -> 7s[^]*\n {6}proxies {2}edge-0\.edge\n/);
    expect(stdout).toMatch(new RegExp(`~ gateway edge/\\S+: \\S+ until \\S+ -> ${serial} until`));
  });
});

/** Envoy and istiod print maps and lists of theirs in any order, and counters and ages go on. */
function comparable({stdout, stderr, exitCode}: Run): object {
  const text = stdout.replaceAll(/\((\d+[hms])+\)/g, '(age)').replaceAll(/ {2,}/g, '  ');
  // Statistics of clusters, a line each.
  if (text.includes('::added_via_api')) return {stdout: lines(text), stderr, exitCode};
  return {stdout: sorted(jsonIn(text)), stderr, exitCode};
}

function lines(text: string): string[] {
  const byName = text.split('\n').sort((a, b) => (a < b ? -1 : 1));
  return byName.map((line) => line.replace(/::\d+$/, '::N'));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'nonce');
  const byName = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(byName.map(([name, each]) => [name, sorted(each)]));
}
