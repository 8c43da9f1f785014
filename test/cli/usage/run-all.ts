// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';
import type {Run} from '../../support/run.js';

interface CommandLine {
  argv: string[];
  env?: Record<string, string>;
}

/**
 * Collects command lines while tests are declared, and runs all of them when a test asks for the first: most of the time
 * goes into loading the commands.
 */
export class Batch {
  private readonly lines: CommandLine[] = [];
  private runs: readonly Run[] | undefined;

  /** @param folder Where the command lines run; the root of the project where it is left out. */
  constructor(private readonly folder?: string) {}

  /** Returns what gives the outcome of a command line, when all are declared. */
  add(argv: string[], env: Record<string, string> = {}): () => Run {
    const index = this.lines.push({argv, env}) - 1;
    return () => {
      this.runs ??= runAll(this.lines, this.folder);
      const run = this.runs[index];
      if (!run) throw new Error(`no outcome of ${argv.join(' ')}`);
      return run;
    };
  }
}

/** Runs command lines one after the other in a single process without a cluster. Returns how each ended. */
function runAll(lines: readonly CommandLine[], cwd: string | undefined): Run[] {
  const env = {PATH: process.env['PATH'], KUBECONFIG: '/dev/null', HOME: '/nonexistent', NO_COLOR: '1'};
  const {stdout, stderr, status} = spawnSync(process.execPath, [resolve('test/cli/usage/run-all.mjs')], {
    env,
    cwd,
    input: JSON.stringify(lines),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
