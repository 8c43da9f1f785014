// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {afterEach, describe, expect, test} from 'vitest';
import {type FakeIstiod, startFakeIstiod} from '../../istiod/fake-istiod.js';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

const BEFORE = 'test/testdata/examples/before.json';
const DUMP = 'test/testdata/examples/dump.json';

describe('proxy-config diff', () => {
  test.each([
    [`pc diff ${BEFORE} ${DUMP}`, 'diff.txt'],
    [`pc diff ${BEFORE} ${DUMP} --type endpoint,cluster -o json`, 'diff.json'],
  ])('%s', async (commandLine, golden) => {
    const {stdout, stderr, exitCode} = await istioctl(commandLine);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 1});
    expectGolden(stdout, `test/testdata/envoy/${golden}`);
  });

  test('nothing differs', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`proxy-config diff ${DUMP} ${DUMP}`);
    expect({stdout, stderr, exitCode}).toEqual({stdout: '', stderr: 'No difference in 22 resources\n', exitCode: 0});
  });

  test.each([
    [`pc diff ${DUMP} test/testdata/examples/clusters.json`, 80, 'cluster: not compared, only one side has any'],
    [`pc diff ${DUMP} cart-0.shop`, 80, 'no current context'],
    [`pc diff ${DUMP} nowhere.json`, 65, 'open nowhere.json: no such file or directory'],
    [`pc diff ${DUMP} README.md`, 65, 'README.md: syntax error (line 1:1)'],
    [`pc diff ${DUMP} ${DUMP} --type rout`, 64, 'must be one of bootstrap, cluster'],
    [`pc diff ${DUMP}`, 64, 'diff requires two sides'],
  ])('%s', async (commandLine, code, message) => {
    const {stderr, exitCode} = await istioctl(commandLine);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});

describe('proxy-config diff with istiod', () => {
  let istiod: FakeIstiod | undefined;
  afterEach(() => istiod?.stop());

  /** An istiod that would have the proxy have what a dump says, but for what it was started with. */
  async function istiodOf(file: string): Promise<string> {
    const dump: {configs: {'@type': string; [list: string]: unknown}[]} = JSON.parse(readFileSync(file, 'utf8'));
    const resources = dump.configs
      .filter((section) => /(Clusters|Listeners|Routes)ConfigDump$/.test(section['@type']))
      .map((section) => Object.fromEntries(Object.entries(section).filter(([name]) => !name.startsWith('static_'))));
    istiod = await startFakeIstiod({reply: () => ({resources})});
    return `--xds-address 127.0.0.1:${istiod.port} --plaintext`;
  }

  test('nothing differs', async () => {
    const {stdout, stderr, exitCode} = await istioctl(`pc diff ${DUMP} istiod ${await istiodOf(DUMP)}`);
    expect({stdout, stderr, exitCode}).toEqual({stdout: '', stderr: 'No difference in 12 resources\n', exitCode: 0});
    expect(istiod?.asked).toMatchObject([{typeUrl: 'istio.io/debug/config_dump', resourceNames: ['cart-0.shop']}]);
  });

  test('what it would change', async () => {
    const flags = await istiodOf(DUMP);
    const {stdout, exitCode} = await istioctl(`pc diff ${BEFORE} istiod ${flags} --type route`);
    expect(stdout).toContain('/ route[0].weightedClusters v2: 50 -> 90\n');
    expect(exitCode).toBe(1);
    const turned = await istioctl(`pc diff istiod ${BEFORE} ${flags} --type route`);
    expect(turned.stdout).toContain('/ route[0].weightedClusters v2: 90 -> 50\n');
  });

  test.each([
    [`pc diff ${DUMP} istiod --type secret`, 64, 'istiod is not compared by secret'],
    ['pc diff istiod istiod', 64, 'istiod is compared with a pod or the dump of one'],
    ['pc diff test/testdata/examples/clusters.json istiod', 80, 'does not say which proxy it is of'],
    [`pc diff ${DUMP} istiod --xds-address 127.0.0.1:1 --plaintext`, 80, '127.0.0.1:1'],
  ])('%s', async (commandLine, code, message) => {
    const {stderr, exitCode} = await istioctl(commandLine);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
