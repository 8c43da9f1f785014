// SPDX-License-Identifier: Apache-2.0
// The example's tests notice when a field of what they test is another one.
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';

const SHOP = readFileSync('test/testdata/examples/mesh/shop.yaml', 'utf8');
const SUITE = readFileSync('test/testdata/examples/tests/reviews.yaml', 'utf8');

/** Each is one field of a tested VirtualService, DestinationRule or AuthorizationPolicy. */
const FLIPS: readonly [string, string][] = [
  ['exact: qa', 'exact: other'],
  ['x-user:', 'x-other:'],
  ['route: [{destination: {host: reviews, subset: v2}}]', 'route: [{destination: {host: reviews, subset: v1}}]'],
  ['route: [{destination: {host: reviews, subset: v1}}]', 'route: [{destination: {host: reviews, subset: v2}}]'],
  ['hosts: [reviews]', 'hosts: [ratings]'],
  [
    '- route: [{destination: {host: reviews, subset: v1}}]',
    '- timeout: 1s\n    route: [{destination: {host: reviews, subset: v1}}]',
  ],
  ['{name: v2, labels: {version: v2}}', '{name: v2, labels: {version: none}}'],
  ['host: reviews, subsets:', 'host: reviews, trafficPolicy: {tls: {mode: DISABLE}}, subsets:'],
  ['sa/front]', 'sa/other]'],
  ['methods: [GET]', 'methods: [POST]'],
  ['methods: [GET]', 'methods: [GET, POST]'],
  ['matchLabels: {app: reviews}}\n  rules', 'matchLabels: {app: ratings}}\n  rules'],
  ['  rules: [', '  action: DENY\n  rules: ['],
];

describe('mutations', () => {
  test.each(FLIPS)('%s to %s makes a test fail', async (from, to) => {
    expect(SHOP).toContain(from);
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-flip-'));
    writeFileSync(join(folder, 'mesh.yaml'), SHOP.replace(from, to));
    const {exitCode, stdout} = await istioctl(`test - --config ${folder}`, {stdin: SUITE});
    expect(exitCode, stdout).toBe(1);
  });
});
