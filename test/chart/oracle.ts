// SPDX-License-Identifier: Apache-2.0
import {spawnSync} from 'node:child_process';
import {buildHelm, buildHelmOracle} from './helm-programs.js';

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

function orNone(build: () => string): string | undefined {
  try {
    return build();
  } catch (error) {
    console.warn(`skipped, for a program cannot be built: ${String(error).split('\n')[0]}`);
    return undefined;
  }
}

/** The engine, or undefined where it cannot be built. */
export const oracle = orNone(buildHelmOracle);

/** The helm program, or undefined where there is none and none can be built. */
export const helm = orNone(buildHelm);

/** What Helm's engine makes of each chart, in order. */
export function renderWithHelm(requests: OracleRequest[]): OracleAnswer[] {
  if (oracle === undefined) throw new Error("Helm's engine is not there");
  if (requests.length === 0) return [];
  const input = `${requests.map((request) => JSON.stringify(request)).join('\n')}\n`;
  const options = {input, encoding: 'utf8', maxBuffer: 1 << 28, env: {...process.env, TZ: 'UTC'}} as const;
  const {stdout, stderr, status} = spawnSync(oracle, options);
  if (status !== 0) throw new Error(`Helm's engine failed: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== requests.length) throw new Error(`${requests.length} charts, ${answers.length} answers`);
  return answers.map((line): OracleAnswer => JSON.parse(line));
}
