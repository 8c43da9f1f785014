// SPDX-License-Identifier: Apache-2.0
import {expect, test} from 'vitest';
import {engineFlags} from '../../bin/engine-flags.js';
import {istioctl} from '../support/run.js';

test.each([
  ['Node 20', '11.3.244.8-node.33', ['--interrupt-budget=1500000']],
  ['Node 22', '12.4.254.21-node.57', ['--invocation-count-for-turbofan=30000']],
  ['Node 24', '13.6.233.17-node.63', ['--invocation-count-for-turbofan=30000', '--invocation-count-for-maglev=4000']],
  ['Node 26', '14.6.202.34-node.40', ['--invocation-count-for-turbofan=30000', '--invocation-count-for-maglev=4000']],
  ['a later one', '99.0.1', []],
  ['no version', '', []],
])('the V8 of %s gets the flags it knows', (_, version, flags) => {
  expect(engineFlags(version)).toEqual(flags);
});

test('the Node that runs the tests takes its flags without a word', async () => {
  const {stdout, stderr, exitCode} = await istioctl('version --remote=false');
  expect([stdout, stderr, exitCode]).toEqual([expect.stringContaining('client version: '), '', 0]);
});
