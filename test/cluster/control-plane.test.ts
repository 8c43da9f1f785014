// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {expect, test} from 'vitest';
import {processesIn, untilNoProcessIn} from '../support/processes.js';
import {clusterBinary} from './binary.js';
import {BUILD_TIMEOUT, describeOnControlPlane} from './control-plane.js';

/** Starts the program and answers when it is ready. */
async function start(parent = tmpdir()) {
  const dir = join(parent, `istioctl-cluster-${randomUUID()}`);
  const child = spawn(await clusterBinary(), ['-dir', dir], {stdio: ['pipe', 'pipe', 'inherit']});
  await new Promise((resolve) => createInterface({input: child.stdout}).once('line', resolve));
  return {dir, child};
}

describeOnControlPlane('the control plane for tests', () => {
  test('ends with whoever started it and leaves no process and no file', {timeout: BUILD_TIMEOUT}, async () => {
    const {dir, child} = await start();
    expect(processesIn(dir).length).toBe(3);
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

  test('removes no folder that looks like its own and is not', {timeout: BUILD_TIMEOUT}, async () => {
    const parent = mkdtempSync(join(tmpdir(), 'istioctl-sweep-'));
    const token = 'f'.repeat(32);
    const marker = (dir: string, more: object = {}) =>
      JSON.stringify({program: 'istioctl-node test cluster', token, dir, pid: 1, ...more});
    const folder = (name: string, mode: number, file: string, text: (dir: string) => string) => {
      const dir = join(parent, name);
      mkdirSync(dir, {mode});
      writeFileSync(join(dir, file), text(dir), {mode: 0o600});
      return dir;
    };
    const owner = `${token}.istioctl-cluster-owner`;
    const kept = [
      folder('other', 0o700, owner, marker),
      folder('istioctl-cluster-pid', 0o700, 'cluster.pid', () => '999999999'),
      folder('istioctl-cluster-open', 0o755, owner, marker),
      folder('istioctl-cluster-elsewhere', 0o700, owner, () => marker('/elsewhere')),
      folder('istioctl-cluster-program', 0o700, owner, (dir) => marker(dir, {program: 'other'})),
      folder('istioctl-cluster-field', 0o700, owner, (dir) => marker(dir, {more: 1})),
      folder('istioctl-cluster-token', 0o700, `${'e'.repeat(32)}.istioctl-cluster-owner`, marker),
      folder('istioctl-cluster-text', 0o700, owner, () => ''),
    ];
    const link = join(parent, 'istioctl-cluster-link');
    symlinkSync(
      folder('target', 0o700, owner, () => marker(link)),
      link,
    );
    const left = folder('istioctl-cluster-left', 0o700, owner, marker);
    const {child, dir} = await start(parent);
    child.stdin.destroy();
    await untilNoProcessIn(dir);
    expect(kept.filter((path) => !existsSync(join(path)))).toEqual([]);
    expect(existsSync(join(link, owner))).toBe(true);
    expect(existsSync(left)).toBe(false);
    rmSync(parent, {recursive: true});
  });
});
