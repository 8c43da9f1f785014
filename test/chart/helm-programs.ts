// SPDX-License-Identifier: Apache-2.0
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {delimiter, join} from 'node:path';

const HELM_VERSION = 'v3.21.0';
const bin = join(homedir(), '.cache', 'istioctl-node', 'bin');
const source = readFileSync(join('test', 'chart', 'helm-oracle', 'main.go'));
const digest = createHash('sha256').update(source).digest('hex').slice(0, 12);

/** Builds beside the target and moves it there: several test files may want it at the same time. */
function build(target: string, run: (go: (...args: string[]) => void, folder: string) => string): string {
  if (existsSync(target)) return target;
  mkdirSync(bin, {recursive: true});
  const folder = mkdtempSync(join(bin, 'build-'));
  try {
    const options = {cwd: folder, stdio: 'pipe', env: {...process.env, GOBIN: folder}} as const;
    const built = run((...args) => execFileSync('go', args, options), folder);
    renameSync(join(folder, built), target);
    return target;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/**
 * Path of a program that answers for Helm's engine; builds it when it is first asked for.
 *
 * @throws Error When Go is missing or cannot download Helm.
 */
export function buildHelmOracle(): string {
  return build(join(bin, `helm-oracle-${HELM_VERSION}-${digest}`), (go, folder) => {
    writeFileSync(join(folder, 'main.go'), source);
    writeFileSync(join(folder, 'go.mod'), 'module oracle\n\ngo 1.24\n');
    go('get', `helm.sh/helm/v3@${HELM_VERSION}`);
    go('build', '-mod=mod', '-o', 'oracle', '.');
    return 'oracle';
  });
}

/**
 * Path of the helm program: HELM_BIN, one built before, one on the PATH, or built now.
 *
 * @throws Error When there is none and none can be built.
 */
export function buildHelm(): string {
  return (
    installedHelm() ??
    build(join(bin, 'helm'), (go) => {
      go('install', `helm.sh/helm/v3/cmd/helm@${HELM_VERSION}`);
      return 'helm';
    })
  );
}

function installedHelm(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'helm'));
  const given = process.env['HELM_BIN'];
  return [...(given === undefined ? [] : [given]), join(bin, 'helm'), ...onPath].find((path) => existsSync(path));
}
