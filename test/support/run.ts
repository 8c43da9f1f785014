// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {resolve} from 'node:path';

export interface Run {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

const BIN = resolve('bin/run.js');

/** Runs the built program as a user would; arguments are split at blanks unless given as a list. */
export function istioctl(
  commandLine: string | string[],
  options: {stdin?: string; env?: Record<string, string | undefined>; cwd?: string; timeout?: number} = {},
): Promise<Run> {
  const args = typeof commandLine === 'string' ? commandLine.split(' ').filter(Boolean) : commandLine;
  const env = {...process.env, KUBECONFIG: '/dev/null', HOME: '/nonexistent', ISTIOCTL_COMPAT: '', ...options.env};
  const child = spawn(process.execPath, [BIN, ...args], {env, cwd: options.cwd, timeout: options.timeout ?? 60_000});
  child.stdin.on('error', () => {}).end(options.stdin ?? '');
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (exitCode) => {
      done({stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString(), exitCode});
    });
  });
}
