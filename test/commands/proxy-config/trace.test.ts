// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
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
    ['passed through', ['https://example.com'], 'passthrough.txt', 0],
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
    [['-f', DUMP, 'http://reviews', '-o', 'wide'], 'Error: output format "wide" not supported', 1],
    [
      ['-f', 'test/testdata/examples/clusters.json', 'http://reviews'],
      'Error: config dump has no configuration type',
      1,
    ],
  ])('%j is refused', async (args, message, code) => {
    const {stdout, stderr, exitCode} = await istioctl(['pc', 'trace', ...args]);
    expect({stdout, stderr, exitCode}).toEqual({stdout: '', stderr: expect.stringContaining(message), exitCode: code});
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
