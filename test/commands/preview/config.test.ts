// SPDX-License-Identifier: Apache-2.0
// Commands about proxies that read, with --config, what istiod would send in place of what a proxy has.
import {mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../../support/run.js';

const SHOP = 'test/testdata/examples/mesh';
const FOLDER = mkdtempSync(join(tmpdir(), 'istioctl-config-'));

/** What is not written yet has no addresses, and that is said. */
const NO_ENDPOINTS = 'not simulated: endpoints of Service shop/reviews\n';

describe('proxy-config --config', () => {
  test.each(['cluster', 'listener', 'route', 'all', 'endpoint', 'eds'])(
    '%s prints what it prints of the dump',
    async (word) => {
      const dump = (await istioctl(`preview dump deploy/front.shop --config ${SHOP}`)).stdout;
      for (const output of ['', '-o json']) {
        const simulated = await istioctl(`proxy-config ${word} deploy/front.shop --config ${SHOP} ${output}`);
        const saved = await istioctl(`proxy-config ${word} -f - ${output}`, {stdin: dump});
        expect(simulated.stdout).toBe(saved.stdout);
        expect(simulated.stdout).not.toBe('');
        const showsEndpoints = ['all', 'endpoint', 'eds'].includes(word);
        expect(simulated).toMatchObject(
          showsEndpoints ? {exitCode: 80, stderr: NO_ENDPOINTS} : {exitCode: 0, stderr: ''},
        );
      }
    },
  );

  test('reads standard input, as Helm and kustomize print', async () => {
    const {stdout, exitCode} = await istioctl('pc route front.shop --config - --name 80', {
      stdin: `# Source: shop/templates/all.yaml\n---\n${readFileSync(`${SHOP}/shop.yaml`, 'utf8')}\n---\n`,
    });
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringContaining('reviews.shop')});
  });

  test('shows many proxies, by their labels too', async () => {
    const all = await istioctl(`pc cluster -A --config ${SHOP} --subset v1 -o name`);
    expect(all).toMatchObject({exitCode: 0, stdout: 'front.shop\nreviews-v1.shop\nreviews-v2.shop\n'});
    const some = await istioctl(`pc cluster -l version=v2 -n shop --config ${SHOP} -o name`);
    expect(some).toMatchObject({exitCode: 0, stdout: 'reviews-v2.shop\n'});
    const endpoints = await istioctl(`pc endpoint -A --config ${SHOP}`);
    expect(endpoints).toMatchObject({exitCode: 80, stderr: expect.stringContaining(NO_ENDPOINTS)});
  });

  test.each([
    [
      'a dump beside it',
      `all deploy/front.shop -f x.json --config ${SHOP}`,
      64,
      /--file and --config exclude each other/,
    ],
    ['no proxy', `route --config ${SHOP}`, 64, /requires pod name/],
    ['a proxy that is not there', `route nobody.shop --config ${SHOP}`, 1, /cannot find nobody\.shop/],
    ['a file that is not there', 'route x.shop --config nowhere.yaml', 65, /nowhere\.yaml/],
    [
      'two sides beside it',
      `diff a.json b.json --config ${SHOP}`,
      64,
      /--config is for the side that is called preview/,
    ],
    ['one side alone', 'diff a.json', 64, /diff requires two sides/],
  ])('refuses %s', async (_, line, exitCode, message) => {
    const run = await istioctl(`proxy-config ${line}`);
    expect(run).toMatchObject({exitCode, stdout: ''});
    expect(run.stderr).toMatch(message);
  });
});

describe('requests in the mesh of files', () => {
  test.each([
    ['-H x-user:qa', 'outbound|80|v2|reviews.shop.svc.cluster.local'],
    ['', 'outbound|80|v1|reviews.shop.svc.cluster.local'],
  ])('trace %s', async (header, cluster) => {
    const {stdout, exitCode} = await istioctl(`pc trace deploy/front.shop http://reviews/ ${header} --config ${SHOP}`);
    expect({exitCode, stdout}).toEqual({exitCode: 0, stdout: expect.stringContaining(`to ${cluster} (1 endpoint)`)});
    expect(stdout).toMatch(/endpoint 198\.1[89]\.\d+\.\d+:9080: HEALTHY/);
  });

  test.each([
    ['GET', 'deploy/front.shop', 0, 'verdict: ALLOWED'],
    ['POST', 'deploy/front.shop', 1, 'verdict: DENIED'],
    ['GET', 'deploy/reviews-v1.shop', 1, 'verdict: DENIED'],
  ])('describe request: %s from %s', async (method, from, exitCode, verdict) => {
    const run = await istioctl(`describe request --from ${from} --to http://reviews/ -X ${method} --config ${SHOP}`);
    expect(run).toMatchObject({exitCode, stdout: expect.stringContaining(verdict)});
    expect(run.stdout).toContain('allow-front.shop');
  });
});

describe('proxy-config diff with a preview', () => {
  const changed = join(FOLDER, 'changed');
  mkdirSync(changed);
  const shop = readFileSync(`${SHOP}/shop.yaml`, 'utf8');
  writeFileSync(join(changed, 'shop.yaml'), shop.replace('x-user: {exact: qa}', 'x-user: {exact: tester}'));

  test('finds nothing where nothing changes, and the route that does', async () => {
    const dump = join(FOLDER, 'dump.json');
    writeFileSync(dump, (await istioctl(`preview dump deploy/front.shop --config ${SHOP}`)).stdout);
    expect(await istioctl(`pc diff ${dump} --config ${SHOP} --type route,cluster,listener`)).toMatchObject({
      stdout: '',
    });
    const {stdout} = await istioctl(`pc diff ${dump} preview --config ${changed}`);
    expect(stdout).toContain('reviews.shop.svc.cluster.local:80');
    expect(stdout).toContain('tester');
  });
});

describe('kustomizations', () => {
  const folder = join(FOLDER, 'kustomized');
  mkdirSync(folder);
  writeFileSync(join(folder, 'shop.yaml'), readFileSync(`${SHOP}/shop.yaml`));

  test.each([
    ['that lists files', 'resources: [shop.yaml]\n', 0, /^$/],
    [
      'that renames',
      'resources: [shop.yaml]\nnamePrefix: a-\n',
      65,
      /kustomization\.yaml changes what is in its folder: namePrefix\n.*kubectl kustomize/,
    ],
    ['that is no YAML', 'resources: [\n', 65, /kustomization\.yaml:\d+: /],
  ])('%s', async (_, text, exitCode, message) => {
    writeFileSync(join(folder, 'kustomization.yaml'), text);
    const run = await istioctl(`pc route front.shop --config ${folder}`);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toMatch(message);
  });
});
