// SPDX-License-Identifier: Apache-2.0

/** What vitest's JSON report has of a run, as far as it counts here. */
export interface Report {
  testResults: readonly FileResult[];
}

interface FileResult {
  /** Path of the file. */
  name: string;
  status: string;
  assertionResults: readonly {fullName: string; status: string}[];
}

/** A test that may be skipped: the path of its file from the root, its full name or the start of it, and the reason. */
export interface AllowedSkip {
  file: string;
  test: string;
  why: string;
}

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** Skipped tests that no allowed skip covers, as FILE > NAME. */
  forbidden: string[];
}

/**
 * Adds up the tests of reports, each of which may have several runs of one file: the last one counts.
 *
 * @param runs Reports in groups: those of a group are of the same tests, the later ones of a second look.
 */
export function totals(runs: readonly (readonly Report[])[], allowed: readonly AllowedSkip[]): Totals {
  const result: Totals = {passed: 0, failed: 0, skipped: 0, forbidden: []};
  for (const reports of runs) {
    const files = new Map(reports.flatMap(({testResults}) => testResults.map((file) => [file.name, file])));
    for (const file of files.values()) add(result, file, allowed);
  }
  return result;
}

function add(result: Totals, {name, status, assertionResults}: FileResult, allowed: readonly AllowedSkip[]): void {
  for (const {fullName, status: outcome} of assertionResults) {
    if (outcome === 'passed') result.passed++;
    else if (outcome === 'failed') result.failed++;
    else {
      result.skipped++;
      const isAllowed = allowed.some(({file, test}) => name.endsWith(`/${file}`) && fullName.startsWith(test));
      if (!isAllowed) result.forbidden.push(`${name} > ${fullName}`);
    }
  }
  // A file that cannot be loaded, or whose set-up fails, has no failed test of its own.
  if (status === 'failed' && !assertionResults.some(({status: outcome}) => outcome === 'failed')) result.failed++;
}
