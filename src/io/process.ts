// SPDX-License-Identifier: Apache-2.0
import {execa} from 'execa';
import {ExitCode, IstioctlError} from '../errors.js';

/** A tool of the user's that is not there. */
export class NoSuchTool extends IstioctlError {}

/**
 * What a tool of the user's prints; what it says meanwhile is kept for the case that it fails. Throws
 * {@link NoSuchTool}, or an {@link IstioctlError} with the tool's own words.
 */
export async function outputOf(
  command: string,
  args: readonly string[],
  {timeout}: {timeout: number},
): Promise<string> {
  const run = await execa(command, args, {
    timeout,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    maxBuffer: 512 * 1024 * 1024,
  });
  if (!run.failed) return run.stdout;
  const line = [command, ...args].join(' ');
  if (run.code === 'ENOENT') throw new NoSuchTool(`${command} is not installed`, {exitCode: ExitCode.UnreadableInput});
  if (run.timedOut) {
    throw new IstioctlError(`${line} did not end within ${timeout / 1000}s`, {exitCode: ExitCode.TimedOut});
  }
  const said = run.stderr.trim();
  throw new IstioctlError(`${line} failed${said === '' ? ` (${run.shortMessage})` : `: ${said}`}`, {
    cause: run,
    exitCode: ExitCode.UnreadableInput,
  });
}

/** Starts a tool of the user's and does not wait for it. False where there is no such tool. */
export async function start(command: string, args: readonly string[]): Promise<boolean> {
  const run = execa(command, args, {detached: true, stdio: 'ignore', cleanup: false, reject: false});
  run.unref();
  return new Promise((resolve) => {
    run.once('spawn', () => resolve(true));
    run.once('error', () => resolve(false));
  });
}
