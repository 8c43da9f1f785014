// SPDX-License-Identifier: Apache-2.0
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';

// The reference for these tests is Helm's own engine: a small Go program around it that answers one chart per line.
// It is built once into the user's cache; without Go, and without a built one, the tests are skipped.

export interface OracleRequest {
  files: Record<string, string>;
  values?: unknown;
  release?: Record<string, unknown>;
  kubeVersion?: string;
  apiVersions?: string[];
}

export interface OracleAnswer {
  files?: Record<string, string>;
  crds?: string[];
  error?: string;
}

const HELM_VERSION = 'v3.21.0';
const cache = join(homedir(), '.cache', 'istioctl-node');
const folder = join(cache, `helm-oracle-${HELM_VERSION}`);
const source = new URL('helm-oracle/main.go', import.meta.url);

function isUpToDate(program: string): boolean {
  const built = join(folder, 'main.go');
  return existsSync(program) && existsSync(built) && readFileSync(built).equals(readFileSync(source));
}

function build(): string | undefined {
  const program = join(folder, 'oracle');
  if (isUpToDate(program)) return program;
  const go = (...args: string[]) => execFileSync('go', args, {cwd: folder, stdio: 'pipe'});
  try {
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, 'go.mod'), 'module oracle\n\ngo 1.24\n');
    writeFileSync(join(folder, 'go.sum'), '');
    go('get', `helm.sh/helm/v3@${HELM_VERSION}`);
    cpSync(source, join(folder, 'main.go'));
    go('build', '-mod=mod', '-o', program, '.');
    return program;
  } catch (error) {
    console.warn(`helm's engine cannot be built here: ${String(error).split('\n')[0]}`);
    return undefined;
  }
}

/** The program, or undefined where it cannot be built. */
export const oracle: string | undefined = build();

/** What Helm's engine makes of each chart, in order. */
export function renderWithHelm(requests: OracleRequest[]): OracleAnswer[] {
  if (oracle === undefined) throw new Error('there is no oracle');
  const input = `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`;
  const {stdout, stderr, status} = spawnSync(oracle, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {...process.env, TZ: 'UTC'},
  });
  if (status !== 0) throw new Error(`the oracle failed: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== requests.length) throw new Error(`${requests.length} charts, ${answers.length} answers`);
  return answers.map((line): OracleAnswer => JSON.parse(line));
}

/** The helm program itself, where there is one. */
export const helm: string | undefined = [process.env['HELM_BIN'], join(cache, 'bin', 'helm')].find(
  (path) => path !== undefined && existsSync(path),
);
