// SPDX-License-Identifier: Apache-2.0
// Builds the Go programs that tests compare with, before the tests run: a cold build takes longer than a test may.
// Does nothing, and says so, where there is no Go; the tests that need them are then skipped.
import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {helm, oracle} from '../test/chart/oracle.js';

/** It has a build of its own, which takes minutes: `npm run test:servers` does it when it is wanted. */
const CLUSTER = join('test', 'cluster');

if (spawnSync('go', ['version']).status !== 0) {
  console.log('No Go on the PATH: tests that compare with Go programs will be skipped.');
} else {
  const modules = readdirSync('test', {recursive: true, encoding: 'utf8'})
    .filter((path) => path.endsWith('go.mod'))
    .map((path) => dirname(join('test', path)))
    .filter((folder) => folder !== CLUSTER)
    .sort();
  for (const folder of modules) {
    const {status, stderr} = spawnSync('go', ['build', '-o', '/dev/null', '.'], {cwd: folder, encoding: 'utf8'});
    if (status !== 0) console.log(`${folder} does not build, its tests will be skipped or fail:\n${stderr}`);
  }
  if (!oracle || !helm) console.log('Helm does not build: tests that compare with it will be skipped.');
}
