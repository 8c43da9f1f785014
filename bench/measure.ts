// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';

/** What one whole process cost: CPU in milliseconds (user and system), peak memory in MiB, wall time in milliseconds. */
export interface Cost {
  cpu: number;
  memory: number;
  wall: number;
}

const TIME = '/usr/bin/time';

/** Runs a command to its end, output thrown away, and reads its cost from the kernel's account of the finished process. */
export async function measure(
  command: readonly string[],
  options: {cwd?: string; env?: NodeJS.ProcessEnv} = {},
): Promise<Cost> {
  const [program = '', ...args] = withAccount(command);
  const started = process.hrtime.bigint();
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: {...process.env, ...options.env},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const exitCode = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  const wall = Number(process.hrtime.bigint() - started) / 1e6;
  const text = Buffer.concat(stderr).toString();
  const cpu = /^cpu (\d+\.\d+) (\d+\.\d+)$/m.exec(text);
  const rss = /^rss (\d+)$/m.exec(text);
  if (exitCode !== 0 || !cpu) throw new Error(`${command.join(' ')} ended with ${exitCode}: ${text}`);
  return {cpu: (Number(cpu[1]) + Number(cpu[2])) * 1000, memory: Number(rss?.[1] ?? 0) / 1024, wall};
}

/** bash's `time` counts CPU in milliseconds; GNU time, where installed, adds the peak memory. */
function withAccount(command: readonly string[]): string[] {
  const inner = existsSync(TIME) ? [TIME, '-f', 'rss %M', ...command] : [...command];
  return ['bash', '-c', 'TIMEFORMAT="cpu %3U %3S"; time "$0" "$@"', ...inner];
}
