// SPDX-License-Identifier: Apache-2.0
import {readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {SourceFile} from '../../src/analysis/sources/files.js';
import {linesOf} from './analyze.js';

const FOLDER = 'test/testdata/analysis/samples';
const samples = readdirSync(FOLDER);

function filesOf(sample: string): SourceFile[] {
  return readdirSync(`${FOLDER}/${sample}`).map((name) => ({
    name,
    text: readFileSync(`${FOLDER}/${sample}/${name}`, 'utf8'),
  }));
}

describe('applications that are right', () => {
  test.each(samples)('%s: nothing is said of it', async (sample) => {
    expect(await linesOf('', {files: filesOf(sample)})).toEqual([]);
  });

  test.each(samples)('%s: nothing that may be in the cluster is missed in some of its files', async (sample) => {
    for (const file of filesOf(sample)) {
      const lines = await linesOf('', {files: [file], complete: false, defaultNamespace: 'default'});
      expect(lines.filter((line) => line.includes('[ISTX'))).toEqual([]);
    }
  });
});

describe('one mistake in an application that is right', () => {
  test.each([
    ['sidecar-bookshop', 'prefix: /report', 'prefix: /orders/report', ['ISTX301']],
    ['sidecar-bookshop', 'mode: PERMISSIVE', 'mode: DISABLE', ['ISTX405']],
    ['sidecar-bookshop', 'bookshop/sa/shelf', 'bookshop/sa/shelves', ['ISTX401']],
    ['sidecar-bookshop', 'kind: RequestAuthentication', 'kind: ProxyConfig', ['ISTX002', 'ISTX404']],
    ['ambient-bookshop', 'istio.io/use-waypoint: waypoint', 'istio.io/use-waypoint: way', ['ISTX102', 'ISTX106']],
    ['ambient-bookshop', 'istio.io/waypoint-for: service', 'istio.io/waypoint-for: none', ['ISTX104']],
    ['ambient-bookshop', 'from: Selector', 'from: Same', ['ISTX105']],
    ['ambient-bookshop', '        istio.io/dataplane-mode: none\n', '', ['ISTX107']],
    ['ambient-bookshop', "ports:\n              - '6379'", 'methods:\n              - GET', ['ISTX108']],
    ['ambient-bookshop', '- port: 15008', '- port: 15080', ['ISTX111']],
    ['ambient-bookshop', 'name: reviews-v1\n          port: 8080', 'name: reviews-v1\n          port: 80', ['ISTX205']],
    ['gateway-api', 'sectionName: passthrough', 'sectionName: pass', ['ISTX202']],
    ['gateway-api', "shared-gateway: 'yes'\n---", "shared-gateway: 'no'\n---", ['ISTX203']],
    [
      'gateway-api',
      'kind: HTTPRoute\n      namespace: bookshop',
      'kind: TLSRoute\n      namespace: bookshop',
      ['ISTX206'],
    ],
    ['gateway-api', 'name: front-cert\n            namespace', 'name: back-cert\n            namespace', ['ISTX503']],
    ['gateway-api', 'name: egress\n  rules', 'name: exit\n  rules', ['ISTX402']],
  ])('%s: what %j becomes as %j is found', async (sample, from, to, codes) => {
    const right = filesOf(sample);
    const files = right.map((file) => ({...file, text: file.text.replace(from, to)}));
    expect(files).not.toEqual(right);
    const lines = await linesOf('', {files});
    const found = lines.flatMap((line) => /\[(ISTX\d+)\]/.exec(line)?.[1] ?? []);
    expect([...new Set(found)].toSorted()).toEqual(codes);
  });
});
