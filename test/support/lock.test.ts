// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {lock} from './lock.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterAll(() => rmSync(folder, {recursive: true}));

/** The number of a process that has ended. */
function deadProcess(): number {
  return Number(execFileSync(process.execPath, ['-p', 'process.pid'], {encoding: 'utf8'}));
}

test('one of many holds it at a time, also when the owner before them is dead', async () => {
  const path = join(folder, 'many', 'a.lock');
  const release = await lock(path);
  release();
  writeFileSync(path, String(deadProcess()));
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({length: 20}, async () => {
      const unlock = await lock(path);
      most = Math.max(most, ++inside);
      await new Promise(setImmediate);
      inside--;
      unlock();
    }),
  );
  expect([most, readdirSync(join(folder, 'many'))]).toEqual([1, []]);
}, 60_000);

test('waits for an owner that lives', async () => {
  const path = join(folder, 'b.lock');
  const release = await lock(path);
  let taken = false;
  const waiting = lock(path).then((unlock) => {
    taken = true;
    return unlock;
  });
  await new Promise((resolve) => setTimeout(resolve, 450));
  expect(taken).toBe(false);
  release();
  (await waiting)();
});
