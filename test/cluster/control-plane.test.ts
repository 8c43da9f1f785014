// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {clusterBinary} from './binary.js';
import {BUILD_TIMEOUT, describeOnControlPlane} from './control-plane.js';

/** Starts the program and answers when it is ready. */
async function start() {
  const dir = join(tmpdir(), `istioctl-cluster-${randomUUID()}`);
  const child = spawn(await clusterBinary(), ['-dir', dir], {stdio: ['pipe', 'pipe', 'inherit']});
  await new Promise((resolve) => createInterface({input: child.stdout}).once('line', resolve));
  return {dir, child};
}

/** The command lines of all processes that work in `dir`: each has the folder among its arguments. */
async function processesIn(dir: string): Promise<string[]> {
  const {stdout} = await execa('ps', ['-eo', 'args']);
  return stdout.split('\n').filter((line) => line.includes(dir));
}

async function untilNoProcessIn(dir: string): Promise<void> {
  while ((await processesIn(dir)).length > 0) await sleep(50);
}

describeOnControlPlane('the control plane for tests', () => {
  test('ends with whoever started it and leaves no process and no file', {timeout: BUILD_TIMEOUT}, async () => {
    const {dir, child} = await start();
    expect((await processesIn(dir)).length).toBe(3);
    child.stdin.destroy();
    await untilNoProcessIn(dir);
    expect(existsSync(dir)).toBe(false);
  });

  test('leaves no process when it is killed; the next one removes its files', {timeout: BUILD_TIMEOUT}, async () => {
    const killed = await start();
    killed.child.kill('SIGKILL');
    await untilNoProcessIn(killed.dir);
    expect(existsSync(killed.dir)).toBe(true);
    const next = await start();
    expect(existsSync(killed.dir)).toBe(false);
    next.child.stdin.destroy();
    await untilNoProcessIn(next.dir);
  });
});
