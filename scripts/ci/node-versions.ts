// SPDX-License-Identifier: Apache-2.0
// Runs the unit tests, and the packed package, on the other versions of Node that people have. The binaries come from
// the registry's packages of Node.
import {spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {delimiter, dirname, join} from 'node:path';
import {execa} from 'execa';
import {madeOnce} from '../../test/support/made-once.js';

/** One release of each line that is maintained, besides the one that runs everything else. */
const VERSIONS = {22: '22.23.5', 24: '24.22.3'};

/** The registry's package with this platform's binary. */
const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

async function nodeBinary(version: string): Promise<string> {
  const folder = join(homedir(), '.cache', 'istioctl-node', `node-${version}`);
  await madeOnce(folder, async (partial) => {
    mkdirSync(partial, {recursive: true});
    const flags = ['--no-save', '--no-fund', '--no-audit', '--ignore-scripts', '--prefix', partial];
    await execa('npm', ['install', ...flags, `${PACKAGE}@${version}`], {stdio: 'inherit'});
  });
  return join(folder, 'node_modules', PACKAGE, 'bin', 'node');
}

function run(node: string, args: readonly string[]): boolean {
  // Most tests start the program: what Node compiles of it is kept for the next start.
  const cache = join(tmpdir(), 'istioctl-compiled');
  const path = `${dirname(node)}${delimiter}${process.env['PATH']}`;
  const env = {...process.env, PATH: path, NODE_COMPILE_CACHE: cache};
  return spawnSync(node, args, {stdio: 'inherit', env}).status === 0;
}

let failed = false;
for (const [line, version] of Object.entries(VERSIONS)) {
  const node = await nodeBinary(version);
  console.log(`on Node ${version}`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=out/vitest-node${line}.json`];
  failed = !run(node, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...reporters]) || failed;
  failed = !run(node, ['scripts/run.mjs', 'scripts/ci/packed.ts']) || failed;
}
if (failed) process.exitCode = 1;
