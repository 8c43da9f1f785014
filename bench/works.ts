// SPDX-License-Identifier: Apache-2.0

/** One thing to measure: our command, what the goal says, and the reference's arguments for the same. */
export interface Work {
  name: string;
  command: readonly string[];
  limit: string;
  reference?: readonly string[];
  /** How often the work is done in the process; the cost is divided by it. */
  per?: number;
}

function ours(...args: string[]): string[] {
  return [process.execPath, 'bin/run.js', ...args];
}

export const works: readonly Work[] = [
  {
    name: 'version --remote=false',
    command: ours('version', '--remote=false'),
    limit: '1.5 N, 80 MiB',
    reference: ['version', '--remote=false'],
  },
  {name: '--help', command: ours('--help'), limit: '1.6 N', reference: ['--help']},
  {name: 'profile list', command: ours('profile', 'list'), limit: '1.6 N'},
  {
    name: 'manifest generate, default profile',
    command: ours('manifest', 'generate'),
    limit: '5 N, 110 MiB',
    reference: ['manifest', 'generate'],
  },
  {
    name: '100 renderings in one process, each',
    command: [process.execPath, 'scripts/run.mjs', 'bench/render-hundred.ts'],
    limit: '1 N',
    per: 100,
  },
];
