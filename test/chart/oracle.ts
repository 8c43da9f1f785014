// SPDX-License-Identifier: Apache-2.0
import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, join} from 'node:path';

// The references of these tests are Helm's own engine, in a small Go program that answers one chart per line, and the
// helm program. Both are built once, into the user's cache; without Go and without them the tests are skipped.

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
const bin = join(homedir(), '.cache', 'istioctl-node', 'bin');
const source = readFileSync(join('test', 'chart', 'helm-oracle', 'main.go'));

/** Builds beside the target and moves it there: several test files may want it at the same time. */
function build(target: string, run: (go: (...args: string[]) => void, folder: string) => string): string | undefined {
  if (existsSync(target)) return target;
  mkdirSync(bin, {recursive: true});
  const folder = mkdtempSync(join(bin, 'build-'));
  try {
    const options = {cwd: folder, stdio: 'pipe', env: {...process.env, GOBIN: folder}} as const;
    const built = run((...args) => execFileSync('go', args, options), folder);
    renameSync(join(folder, built), target);
    return target;
  } catch (error) {
    console.warn(`skipped, for ${target} cannot be built: ${String(error).split('\n')[0]}`);
    return undefined;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);

/** The engine, or undefined where it cannot be built. */
export const oracle = build(join(bin, `helm-oracle-${HELM_VERSION}-${digest}`), (go, folder) => {
  writeFileSync(join(folder, 'main.go'), source);
  writeFileSync(join(folder, 'go.mod'), 'module oracle\n\ngo 1.24\n');
  go('get', `helm.sh/helm/v3@${HELM_VERSION}`);
  go('build', '-mod=mod', '-o', 'oracle', '.');
  return 'oracle';
});

function installedHelm(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'helm'));
  const given = process.env['HELM_BIN'];
  return [...(given === undefined ? [] : [given]), join(bin, 'helm'), ...onPath].find((path) => existsSync(path));
}

/** The helm program, or undefined where there is none and none can be built. */
export const helm: string | undefined =
  installedHelm() ??
  build(join(bin, 'helm'), (go) => {
    go('install', `helm.sh/helm/v3/cmd/helm@${HELM_VERSION}`);
    return 'helm';
  });

/** What Helm's engine makes of each chart, in order. */
export function renderWithHelm(requests: OracleRequest[]): OracleAnswer[] {
  if (oracle === undefined) throw new Error("Helm's engine is not there");
  const input = `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`;
  const options = {input, encoding: 'utf8', maxBuffer: 1 << 28, env: {...process.env, TZ: 'UTC'}} as const;
  const {stdout, stderr, status} = spawnSync(oracle, options);
  if (status !== 0) throw new Error(`Helm's engine failed: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== requests.length) throw new Error(`${requests.length} charts, ${answers.length} answers`);
  return answers.map((line): OracleAnswer => JSON.parse(line));
}
