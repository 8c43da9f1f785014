// SPDX-License-Identifier: Apache-2.0
// Takes the lock in file $1 for $2 rounds. After every other round it leaves the lock to process $3, which is dead, and
// after the last it ends while it holds it. While it holds the lock it keeps a file that must not be there: a second
// owner finds it and ends with an error.
import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {lock} from './lock.js';

const [path = '', rounds = '', dead = ''] = process.argv.slice(2);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

for (let round = 1; ; round++) {
  const release = await lock(path, nextTurn);
  writeFileSync(`${path}.held`, '', {flag: 'wx'});
  await nextTurn();
  rmSync(`${path}.held`);
  if (round === Number(rounds)) process.exit();
  if (round % 2 === 0) {
    release();
    continue;
  }
  const abandoned = `${path}.${process.pid}`;
  writeFileSync(abandoned, `${dead} ${process.pid}-${round}`);
  renameSync(abandoned, path);
}
