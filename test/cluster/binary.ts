// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {execa} from 'execa';
import {madeOnce} from '../support/made-once.js';

const sources = resolve('test/cluster');
const cache = join(homedir(), '.cache', 'istioctl-node', 'cluster');

/** A cold build takes 8 minutes of two idle cores; whoever may wait for one passes this to `beforeAll`. */
export const BUILD_TIMEOUT = 20 * 60_000;

/** What Kubernetes says its version is: a plain `go build` would leave v0.0.0. */
const KUBERNETES_VERSION = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/;

/** Why no control plane can be had on this machine, or undefined when one can. */
export function whyNotBuildable(): string | undefined {
  if (existsSync(binaryPath())) return undefined;
  const go = spawnSync('go', ['version'], {stdio: 'ignore'});
  return go.status === 0 ? undefined : 'needs Go 1.26 on the PATH, or KUBECONFIG_E2E naming a cluster to use';
}

/** Path of the built program; builds it when the sources changed since it was last built. */
export function clusterBinary(): Promise<string> {
  return madeOnce(binaryPath(), build);
}

async function build(partial: string): Promise<void> {
  process.stderr.write('Building kube-apiserver for the tests; the first time takes some minutes…\n');
  const [, version, major, minor] = KUBERNETES_VERSION.exec(readFileSync(join(sources, 'go.mod'), 'utf8')) ?? [];
  const linkedVersion = [
    ['gitVersion', version],
    ['gitMajor', major],
    ['gitMinor', minor],
  ].map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  await execa(
    'nice',
    [
      '-n',
      '10',
      'go',
      'build',
      '-trimpath',
      '-buildvcs=false',
      '-ldflags',
      `-s -w ${linkedVersion.join(' ')}`,
      '-o',
      partial,
      '.',
    ],
    {
      cwd: sources,
      stderr: 'inherit',
    },
  );
}

function binaryPath(): string {
  const hash = createHash('sha256');
  const files = readdirSync(sources, {recursive: true, encoding: 'utf8'}).filter((name) => /\.go$|^go\./.test(name));
  for (const name of files.sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(sources, name)))
      .update('\0');
  return join(cache, hash.digest('hex').slice(0, 16));
}
