// SPDX-License-Identifier: Apache-2.0
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {packTar} from 'modern-tar';
import {beforeAll, describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const folder = mkdtempSync(join(tmpdir(), 'istioctl-report-'));
const archive = join(folder, 'bug-report.tar.gz');
const sidecar = readFileSync('test/testdata/examples/dump.json', 'utf8');
const FILES: Record<string, string> = {
  'bug-report/versions': 'istiod: 1.30.3\n',
  'bug-report/proxies/shop/cart-0/config_dump?include_eds': sidecar,
  'bug-report/proxies/shop/cart-0/clusters': 'text for people',
  'bug-report/proxies/edge/gw-0/config_dump?include_eds': sidecar.replace('"sidecar~10.1.2.3~', '"router~10.1.2.3~'),
  'bug-report/proxies/shop/half-0/config_dump?include_eds': sidecar.slice(0, 4000),
  'bug-report/proxies/istio-system/zt-0/config_dump': '{"workloads": []}',
};

async function pack(name: string, files: Record<string, string>): Promise<string> {
  const entries = Object.entries(files).map(([path, text]) => ({
    header: {name: path, size: Buffer.byteLength(text), type: 'file' as const},
    body: text,
  }));
  const file = join(folder, name);
  writeFileSync(file, gzipSync(await packTar(entries)));
  return file;
}

beforeAll(async () => {
  await pack('bug-report.tar.gz', FILES);
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), text);
  }
});

const proxiesIn = (stdout: string) => [
  ...new Set(
    stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(/ +/)[0]),
  ),
];

describe('the proxies of a bug report', () => {
  test.each([
    ['packed', archive],
    ['unpacked', join(folder, 'bug-report')],
  ])('%s: one list of all, and the one that broke off is named', async (_, file) => {
    const {stdout, stderr, exitCode} = await istioctl(['pc', 'listener', '-f', file]);
    expect(proxiesIn(stdout)).toEqual(['gw-0.edge', 'cart-0.shop']);
    expect(stderr).toContain('half-0.shop: error unmarshalling config dump response from Envoy: ');
    expect(stderr).toContain('Error: 1 of 3 proxies could not be asked');
    expect(exitCode).toBe(80);
  });

  test.each([
    ['by name', 'cart-0.shop', ['cart-0.shop']],
    ['by role', '--gateways', ['gw-0.edge']],
  ])('chosen %s', async (_, choice, proxies) => {
    const {stdout, exitCode} = await istioctl(`pc route ${choice} -f ${archive}`);
    expect({proxies: proxiesIn(stdout), exitCode}).toEqual({proxies, exitCode: 0});
  });

  test('endpoints are those that EDS gave', async () => {
    const {stdout} = await istioctl(`pc endpoint cart-0.shop -f ${archive} -o json`);
    const {items} = JSON.parse(stdout);
    expect(items.map(({endpoint}: {endpoint: string}) => endpoint)).toContain('10.1.0.2:8080');
  });

  test('an archive of something else has none', async () => {
    const other = await pack('other.tgz', {'README.md': 'hello'});
    const {stderr, exitCode} = await istioctl(`pc cluster -f ${other}`);
    expect({stderr, exitCode}).toEqual({
      stderr: expect.stringContaining(`${other} holds no configuration of a proxy`),
      exitCode: 65,
    });
    writeFileSync(join(folder, 'broken.tgz'), 'no archive');
    const broken = await istioctl(`pc cluster -f ${join(folder, 'broken.tgz')}`);
    expect(broken).toMatchObject({stderr: expect.stringContaining('is no archive that can be read'), exitCode: 65});
  });
});
