// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

/** A Go program that answers a JSON line with a JSON line. */
export interface Oracle<Request, Answer> {
  ask(requests: readonly Request[]): Answer[];
  close(): void;
}

/** Builds the program in that folder; `undefined` where Go or what it depends on is missing. */
export function startOracle<Request, Answer>(folder: string): Oracle<Request, Answer> | undefined {
  const dir = mkdtempSync(path.join(tmpdir(), 'oracle-'));
  const binary = path.join(dir, 'oracle');
  const build = spawnSync('go', ['build', '-o', binary, '.'], {cwd: folder, encoding: 'utf8'});
  const close = () => rmSync(dir, {recursive: true, force: true});
  if (build.status === 0) return {close, ask: (requests) => ask(binary, requests)};
  close();
  return undefined;
}

function ask<Answer>(binary: string, requests: readonly unknown[]): Answer[] {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const run = spawnSync(binary, [], {input, encoding: 'utf8', maxBuffer: 1 << 28});
  if (run.status !== 0) throw new Error(`${binary}: ${run.stderr}`);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Answer => JSON.parse(line));
}
