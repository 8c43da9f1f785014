// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
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
    [`pc diff ${DUMP} test/testdata/examples/clusters.json`, 2, 'cluster: not compared, only one side has any'],
    [`pc diff ${DUMP} nowhere.json`, 65, 'open nowhere.json: no such file or directory'],
    [`pc diff ${DUMP} README.md`, 65, 'README.md: syntax error (line 1:1)'],
    [`pc diff ${DUMP} ${DUMP} --type rout`, 64, 'must be one of bootstrap, cluster'],
    [`pc diff ${DUMP}`, 64, 'missing argument B'],
  ])('%s', async (commandLine, code, message) => {
    const {stderr, exitCode} = await istioctl(commandLine);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});
