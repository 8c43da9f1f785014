// SPDX-License-Identifier: Apache-2.0
import {mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {istioctl} from '../support/run.js';
import {complaintsAbout, parseXml, type XmlElement} from './junit-shape.js';
import {oneTest, runIn} from './mesh.js';

async function reportOf(tests: string, objects = ''): Promise<XmlElement> {
  const {stdout} = await runIn(objects, '- -o junit', {tests});
  return parseXml(stdout);
}

const PASSES = oneTest('http://reviews.shop/');
const FAILS = oneTest('http://reviews.shop/', '{to: reviews.shop/v2, retries: 7}');
const UNKNOWN = oneTest('http://reviews.shop/', '{allowed: true}', 'workload: deploy/nobody.shop');

describe('-o junit', () => {
  test.each([
    ['passes', PASSES],
    ['failures', FAILS],
    ['errors', UNKNOWN],
    ['all of them', [PASSES, FAILS, UNKNOWN].join('---\n')],
    [
      'hostile names',
      PASSES.replace('name: one', `name: "]]> & <b> \\"q\\" 'a' \\u0001 \\u001b[31m \\n \\uFFFE \\U0001F600 &amp;"`),
    ],
    ['hostile expectations', oneTest('http://reviews.shop/', `{to: "<&>]]>\\u0000", by: 'AuthorizationPolicy a/<b>'}`)],
    [
      'cases of others',
      'testCases: [{description: x, wantMatch: true, request: {authority: [reviews], method: [GET], uri: [/]}, rewrite: {uri: /}, a: 1}]',
    ],
  ])('is what CI servers take: %s', async (_, tests) => {
    expect(complaintsAbout(await reportOf(tests))).toEqual([]);
  });

  test('has a suite for each file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'istioctl-junit-'));
    writeFileSync(join(folder, 'a.yaml'), PASSES);
    writeFileSync(join(folder, 'b & "c".yaml'), `${FAILS}---\n${UNKNOWN}`);
    const {stdout, exitCode} = await istioctl([
      'test',
      folder,
      '--config',
      'test/testdata/examples/mesh',
      '-o',
      'junit',
    ]);
    const report = parseXml(stdout);
    expect(exitCode).toBe(1);
    expect(complaintsAbout(report)).toEqual([]);
    expect(report.attributes).toEqual({tests: '3', failures: '1', errors: '1'});
    expect(report.children.map(({attributes}) => attributes['name'])).toEqual([
      join(folder, 'a.yaml'),
      join(folder, 'b & "c".yaml'),
    ]);
  });

  test('a name comes back as it was written, line breaks included', async () => {
    const [suite] = (await reportOf(PASSES.replace('name: one', 'name: "a \\t<b>\\r\\n&quot;"'))).children;
    expect(suite?.children[0]?.attributes['name']).toBe('a \t<b>\r\n&quot;');
  });

  test('a failure says all of it in its text and the first in its message', async () => {
    const [suite] = (await reportOf(FAILS)).children;
    const [failure] = suite?.children[0]?.children ?? [];
    expect(failure?.attributes).toEqual({message: 'to: expected reviews.shop/v2, got reviews.shop/v1'});
    expect(failure?.text).toMatch(
      /^to: .*\nretries: expected 7, got 2\nVirtualService shop\/reviews, http\[1\]: \S+:50\n/,
    );
  });
});

describe('the check itself', () => {
  test.each<[string, string]>([
    [
      '<testsuites tests="0" failures="0" errors="0"><testcase name="a" classname="b"/></testsuites>',
      'testcase in testsuites',
    ],
    ['<testsuite name="a" tests="1" failures="0" errors="0"/>', 'testsuite tests is not 1'.replace('1', '0')],
    ['<testsuite tests="0" failures="0" errors="0"/>', 'testsuite without name'],
    ['<testsuite name="a" tests="0" failures="0" errors="0" file="x"/>', 'testsuite with file'],
    [
      '<testsuite name="a" tests="1" failures="0" errors="0"><system-out/><testcase name="a" classname="b"/></testsuite>',
      'order in testsuite',
    ],
    ['<testsuite name="a" tests="0" failures="0" errors="0">x</testsuite>', 'text in testsuite'],
  ])('%s', (text, complaint) => {
    expect(complaintsAbout(parseXml(text))).toContain(complaint);
  });

  test.each([
    '<a>',
    '<a></b>',
    '<a b="<"/>',
    '<a>&</a>',
    '<a>&nbsp;</a>',
    '<a/><a/>',
    '<a b="1" b="2"/>',
    '<a>\u0001</a>',
  ])('%j is not well-formed', (text) => {
    expect(() => parseXml(text)).toThrow();
  });
});
