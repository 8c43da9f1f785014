// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {expectGolden} from '../../support/golden.js';
import {istioctl} from '../../support/run.js';

/** Recorded from a real Envoy by `npm run sidecar`. */
const DUMP = 'test/testdata/examples/sidecar.json';
const GOLDENS = 'test/testdata/envoy/trace';

describe('proxy-config trace', () => {
  test.each([
    ['split between versions', ['http://reviews:9080/'], 'split.txt', 0],
    ['settings and a fault', ['http://reviews.shop:9080/x', '-H', 'x-user: tester'], 'testers.txt', 0],
    ['redirected', ['http://reviews:9080/old?x'], 'moved.txt', 0],
    ['a TCP service', ['db:3306'], 'tcp.txt', 0],
    ['passed through', ['https://example.com'], 'passthrough.txt', 80],
    ['from the mesh', ['http://cart:9080/', '--inbound'], 'inbound.txt', 0],
    ['in plain text', ['http://cart:9080/', '--inbound', '--plaintext'], 'inbound-plaintext.txt', 1],
    ['as JSON', ['http://reviews:9080/', '-H', 'x-user: tester', '-o', 'json'], 'testers.json', 0],
    ['as YAML', ['db:3306', '-o', 'yaml'], 'tcp.yaml', 0],
  ])('%s', async (_, args, golden, code) => {
    const {stdout, stderr, exitCode} = await istioctl(['proxy-config', 'trace', '-f', DUMP, ...args]);
    expect({stderr, exitCode}).toEqual({stderr: '', exitCode: code});
    expectGolden(stdout, `${GOLDENS}/${golden}`);
  });

  test.each([
    [['-f', DUMP], 'Error: trace requires just a URL beside --file', 64],
    [['http://reviews'], 'Error: trace requires a pod and a URL', 64],
    [['-f', DUMP, 'reviews'], 'Error: cannot trace "reviews"', 64],
    [['-f', DUMP, 'http://reviews', '-H', 'x'], 'Error: invalid header "x"', 64],
    [['-f', DUMP, 'http://reviews', '-o', 'wide'], 'Error: output format "wide" not supported', 64],
    [
      ['-f', 'test/testdata/examples/clusters.json', 'http://reviews'],
      'Error: config dump has no configuration type',
      1,
    ],
  ])('%j is refused', async (args, message, code) => {
    const {stdout, stderr, exitCode} = await istioctl(['pc', 'trace', ...args]);
    expect({stdout, stderr, exitCode}).toEqual({stdout: '', stderr: expect.stringContaining(message), exitCode: code});
  });

  describe('policies', () => {
    const rule = (policy: string) => `ns[shop]-policy[${policy}]-rule[0]`;
    const rbac = (action: string, policies: object) => ({
      name: 'envoy.filters.http.rbac',
      typed_config: {
        '@type': 'type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC',
        rules: {action, policies},
      },
    });
    const admin = {permissions: [{url_path: {path: {prefix: '/admin'}}}], principals: [{any: true}]};
    const principal_name = {exact: 'spiffe://cluster.local/ns/shop/sa/web'};
    const web = {permissions: [{any: true}], principals: [{authenticated: {principal_name}}]};
    const filters = JSON.stringify([rbac('DENY', {[rule('no-admin')]: admin}), rbac('ALLOW', {[rule('web')]: web})]);
    const dump = readFileSync(DUMP, 'utf8').replaceAll(/"http_filters":\s*\[/g, `$&${filters.slice(1, -1)},`);
    const file = join(mkdtempSync(join(tmpdir(), 'istioctl-trace-')), 'claims.json');

    test.each([
      ['allowed', ['http://cart:9080/', '--source-principal', 'cluster.local/ns/shop/sa/web'], 0],
      ['denied', ['http://cart:9080/admin', '--source-principal', 'cluster.local/ns/shop/sa/web'], 1],
      ['nobody', ['http://cart:9080/', '--source-principal', 'spiffe://cluster.local/ns/shop/sa/other'], 1],
      ['unsaid', ['http://cart:9080/'], 80],
    ])('%s', async (golden, args, code) => {
      const {stdout, exitCode} = await istioctl(['pc', 'trace', '-f', '-', '--inbound', ...args], {stdin: dump});
      expect(exitCode).toBe(code);
      expectGolden(stdout, `${GOLDENS}/inbound-${golden}.txt`);
    });

    test.each([
      ['{"iss": "me"}', 0, ''],
      ['[1]', 65, 'claims.json: not an object of claims\nHint: for example {"iss"'],
      ['{', 65, 'claims.json: '],
    ])('claims in %j', async (claims, code, message) => {
      writeFileSync(file, claims);
      const {stderr, exitCode} = await istioctl(['pc', 'trace', '-f', DUMP, '--jwt', file, 'db:3306']);
      expect(stderr).toContain(message);
      expect(exitCode).toBe(code);
    });

    test('claims in no file', async () => {
      const {stderr, exitCode} = await istioctl(['pc', 'trace', '-f', DUMP, '--jwt', 'nowhere', 'db:3306']);
      expect({stderr, exitCode}).toEqual({
        stderr: 'Error: --jwt: open nowhere: no such file or directory\n',
        exitCode: 65,
      });
    });
  });

  test('rules that are not followed end with 80', async () => {
    const foreign = readFileSync(DUMP, 'utf8').replaceAll(
      /"weighted_clusters":/g,
      '"inline_cluster_specifier_plugin":',
    );
    const {stdout, exitCode} = await istioctl(['pc', 'trace', '-f', '-', 'http://reviews:9080/'], {stdin: foreign});
    expect({stdout, exitCode}).toEqual({stdout: expect.stringMatching(/^UNKNOWN /), exitCode: 80});
  });

  test('a regular expression that does not compile is named with its place', async () => {
    const broken = readFileSync(DUMP, 'utf8').replaceAll('"prefix": "/"', '"safe_regex": {"regex": "("}');
    const {stderr, exitCode} = await istioctl(['pc', 'trace', '-f', '-', 'http://reviews:9080/'], {stdin: broken});
    expect({stderr, exitCode}).toEqual({
      stderr: expect.stringContaining('invalid regular expression "("'),
      exitCode: 65,
    });
  });
});
