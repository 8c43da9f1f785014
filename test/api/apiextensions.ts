// SPDX-License-Identifier: Apache-2.0

import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

/** What an API server says of one resource. */
export interface Verdict {
  /** Paths of the fields it does not know. */
  unknown: string[];
  errors: string[];
  /** The shape is so wrong that it did not run the rules. */
  blocked: boolean;
}

const SOURCES = join(import.meta.dirname, 'apiextensions');
const CACHE = join(homedir(), '.cache', 'istioctl-node', 'apiextensions');

export function hasGo(): boolean {
  return spawnSync('go', ['version'], {stdio: 'ignore'}).status === 0;
}

/** Asks the packages of a real API server (Go); builds the program first if it changed, which takes minutes once. */
export function askApiServer(definitions: readonly unknown[], resources: readonly unknown[]): Verdict[] {
  const definitionsFile = join(CACHE, `crds-${process.pid}.json`);
  const program = build();
  writeFileSync(definitionsFile, JSON.stringify(definitions));
  const input = resources.map((resource) => `${JSON.stringify(resource)}\n`).join('');
  const run = spawnSync(program, [definitionsFile], {input, encoding: 'utf8', maxBuffer: 1 << 28});
  if (run.status !== 0) throw new Error(`the API server's rules failed: ${run.stderr}`);
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line): Verdict => JSON.parse(line));
}

function build(): string {
  const hash = createHash('sha256');
  for (const name of ['main.go', 'go.mod', 'go.sum']) hash.update(readFileSync(join(SOURCES, name)));
  const program = join(CACHE, hash.digest('hex').slice(0, 16));
  if (existsSync(program)) return program;
  mkdirSync(CACHE, {recursive: true});
  const partial = `${program}.${process.pid}`;
  const run = spawnSync('go', ['build', '-o', partial, '.'], {cwd: SOURCES, encoding: 'utf8'});
  if (run.status !== 0) throw new Error(`cannot build ${SOURCES}: ${run.stderr}`);
  renameSync(partial, program);
  return program;
}
