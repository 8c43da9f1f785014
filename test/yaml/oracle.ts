// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

export type OracleRequest = {emit: unknown} | {parse: string};

export interface OracleAnswer {
  yaml?: string;
  json?: unknown;
  error?: string;
}

/** sigs.k8s.io/yaml behind a pipe; `undefined` where Go or its module cache is missing. */
export interface Oracle {
  ask(requests: OracleRequest[]): OracleAnswer[];
  close(): void;
}

const SOURCE = path.join(import.meta.dirname, 'oracle');

export function startOracle(): Oracle | undefined {
  const dir = mkdtempSync(path.join(tmpdir(), 'yaml-oracle-'));
  const binary = path.join(dir, 'yaml-oracle');
  const build = spawnSync('go', ['build', '-o', binary, '.'], {cwd: SOURCE, encoding: 'utf8'});
  const close = () => rmSync(dir, {recursive: true, force: true});
  if (build.status !== 0) {
    close();
    return undefined;
  }
  return {close, ask: (requests) => ask(binary, requests)};
}

function ask(binary: string, requests: OracleRequest[]): OracleAnswer[] {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const run = spawnSync(binary, [], {input, encoding: 'utf8', maxBuffer: 1 << 28});
  if (run.status !== 0) throw new Error(`the oracle failed: ${run.stderr}`);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): OracleAnswer => JSON.parse(line));
}
