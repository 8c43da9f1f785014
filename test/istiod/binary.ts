// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {homedir, tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {madeOnce} from '../support/made-once.js';

/** The Go module that istiod is built from. Releases are not tagged in it as modules are: this is one day's main branch. */
const MODULE = 'istio.io/istio';
const VERSION = 'v0.0.0-20260827124520-eed52ebb66ad';

/** What it says its version is: a plain `go build` would leave `unknown`. */
export const ISTIOD_VERSION = '1.31.9';

const binary = join(homedir(), '.cache', 'istioctl-node', 'istiod', `${VERSION}-${ISTIOD_VERSION}`);

/** A cold build takes 5 minutes of two idle cores; whoever may wait for one passes this to `beforeAll`. */
export const ISTIOD_TIMEOUT = 20 * 60_000;

/** Why no istiod can be had on this machine, or undefined when one can. */
export function whyNoIstiod(): string | undefined {
  if (existsSync(binary)) return undefined;
  const go = spawnSync('go', ['version'], {stdio: 'ignore'});
  if (go.status !== 0) return `needs Go 1.26 on the PATH, to build ${MODULE}`;
  const folder = moduleFolder();
  const download = spawnSync('go', DOWNLOAD, {cwd: folder, stdio: 'ignore'});
  rmSync(folder, {recursive: true, force: true});
  return download.status === 0 ? undefined : `needs the module ${MODULE}@${VERSION}, which cannot be downloaded`;
}

const DOWNLOAD = ['mod', 'download', '-json', `${MODULE}@${VERSION}`];

/** A folder in which `go mod download` works. */
function moduleFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'istioctl-istiod-'));
  writeFileSync(join(folder, 'go.mod'), 'module download\n');
  return folder;
}

/** Path of istiod's binary; builds it when it is first asked for. */
export function istiodBinary(): Promise<string> {
  return madeOnce(binary, build);
}

/** Built where Go unpacks the module: its own go.mod, which pins all it needs, counts for the main module only. */
async function build(partial: string): Promise<void> {
  process.stderr.write('Building istiod for the tests; the first time takes some minutes…\n');
  const folder = moduleFolder();
  try {
    const {stdout} = await execa('go', DOWNLOAD, {cwd: folder});
    const {Dir: sources}: {Dir: string} = JSON.parse(stdout);
    const stamp = `-X ${MODULE}/pkg/version.buildVersion=${ISTIOD_VERSION}`;
    const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', `-s -w ${stamp}`, '-o', partial];
    await execa('nice', ['-n', '10', 'go', 'build', ...flags, './pilot/cmd/pilot-discovery'], {
      cwd: sources,
      stderr: 'inherit',
    });
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
