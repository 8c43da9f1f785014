// SPDX-License-Identifier: Apache-2.0
import {describe, expect, test} from 'vitest';
import {processesBelow, runWithin} from '../../../scripts/ci/steps.mjs';
import {eventually} from '../../support/eventually.js';

const node = (script: string): string[] => [process.execPath, '-e', script];

describe('a step', () => {
  test.each([
    ['exits with 0', node(''), 'passed'],
    ['exits with 1', node('process.exit(1)'), 'failed'],
    ['is killed', node('process.kill(process.pid, "SIGKILL")'), 'failed'],
    ['is no program', ['/no/such/program'], 'failed'],
  ])('that %s', async (_, command, ending) => {
    expect(await runWithin(command, 60_000, () => {})).toBe(ending);
  });

  test('that takes too long is ended with all it started, after a list of what was running', async () => {
    const child = JSON.stringify(process.execPath);
    const parent = `require("child_process").spawn(${child}, ["-e", "setInterval(() => {}, 1000)", "the-child"]); setInterval(() => {}, 1000)`;
    let printed = '';
    // It has to have started its child before the time is over, on a busy machine, too.
    const ending = await runWithin(node(parent), 5000, (text) => {
      printed += text;
    });
    expect(ending).toBe('timed out');
    expect(printed).toMatch(/^running when the time was over:\n\d+ .*\n  \d+ .*the-child/);
    const pid = Number(/\n +(\d+) /.exec(printed)?.[1]);
    // Where nobody collects orphans a killed one stays, without a command line.
    await eventually('the child is gone', () => processesBelow(pid)[0]?.trim() === String(pid));
  });
});

test('the processes below this one begin with itself', () => {
  expect(processesBelow(process.pid)[0]).toMatch(new RegExp(`^${process.pid} .*node`));
});
