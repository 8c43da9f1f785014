// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {execa} from 'execa';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {eventually} from './eventually.js';
import {lock} from './lock.js';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, {recursive: true}));

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

/** The number of a process that has ended. */
const deadProcess = (): number => spawnSync('true').pid;

test('one of many holds it at a time, also when the owner before them is dead', async () => {
  writeFileSync(path, `${deadProcess()} x`);
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({length: 20}, async () => {
      const release = await lock(path, nextTurn);
      most = Math.max(most, ++inside);
      await nextTurn();
      inside--;
      release();
    }),
  );
  expect([most, readdirSync(folder)]).toEqual([1, []]);
});

test('one of many processes holds it at a time, also when owners die', async () => {
  const program = join(folder, 'owner.mjs');
  await build({
    entryPoints: ['test/support/lock-owner.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  await Promise.all(
    Array.from({length: 8}, () => execa(process.execPath, [program, path, '100', String(deadProcess())])),
  );
  rmSync(program);
  // The lock of the last one is left.
  expect(readdirSync(folder)).toEqual(['a.lock']);
  (await lock(path, nextTurn))();
  expect(readdirSync(folder)).toEqual([]);
});

test('an owner that lives is waited for', async () => {
  const release = await lock(path);
  let looks = 0;
  let isTaken = false;
  const waiting = lock(path, () => {
    looks++;
    return nextTurn();
  }).then((done) => {
    isTaken = true;
    return done;
  });
  await eventually('somebody has looked often', () => looks > 100, {every: 1});
  expect(isTaken).toBe(false);
  release();
  (await waiting)();
  expect(readdirSync(folder)).toEqual([]);
});

test('an owner that dies is waited for no longer', async () => {
  const child = execa('sleep', ['1h'], {reject: false});
  writeFileSync(path, `${child.pid} x`);
  let looks = 0;
  const waiting = lock(path, () => {
    looks++;
    return nextTurn();
  });
  await eventually('somebody has looked', () => looks > 0, {every: 1});
  child.kill('SIGKILL');
  (await waiting)();
  expect(readdirSync(folder)).toEqual([]);
});
