// SPDX-License-Identifier: Apache-2.0
import {globSource} from './glob.js';

/** Counts what the logs complain about, so that a reader knows where to begin. */
export interface SummaryOfLogs {
  /** What is to be called with each line of a container's log. */
  counter(path: string): (line: string) => void;
  /** A row a container that complained, the gravest first; empty when none did. */
  text(): string;
}

interface Counts {
  critical: number;
  fatal: number;
  error: number;
  warn: number;
}

const LEVEL = /(?:^\S+\s+|"level":"|\]\[|^\[[^\]]*\]\[\d+\]\[)(fatal|critical|error|warn)(?:ing)?\b/i;

/**
 * `critical` and `ignored` are patterns with `*` for what a line may hold: an error that one of the first finds counts
 * as critical, one that the others find does not count.
 */
export function summaryOfLogs(critical: readonly string[], ignored: readonly string[]): SummaryOfLogs {
  const [isCritical, isIgnored] = [holdsOneOf(critical), holdsOneOf(ignored)];
  const all = new Map<string, Counts>();
  return {
    counter(path) {
      const counts = all.get(path) ?? {critical: 0, fatal: 0, error: 0, warn: 0};
      all.set(path, counts);
      return (line) => {
        const level = LEVEL.exec(line)?.[1]?.toLowerCase();
        if (level === undefined || isIgnored(line)) return;
        if (level !== 'warn' && isCritical(line)) counts.critical++;
        counts[level === 'critical' || level === 'fatal' ? 'fatal' : level === 'error' ? 'error' : 'warn']++;
      };
    },
    text() {
      const rows = [...all].filter(([, counts]) => Object.values(counts).some((count) => count > 0));
      if (rows.length === 0) return '';
      const graver = ([a, x]: [string, Counts], [b, y]: [string, Counts]): number =>
        y.critical - x.critical || y.fatal - x.fatal || y.error - x.error || y.warn - x.warn || (a < b ? -1 : 1);
      const lines = rows.sort(graver).map(([path, {critical, fatal, error, warn}]) =>
        [critical, fatal, error, warn]
          .map((count) => String(count).padStart(8))
          .concat(`  ${path}`)
          .join(''),
      );
      return ['critical   fatal   error    warn  container', ...lines, ''].join('\n');
    },
  };
}

function holdsOneOf(globs: readonly string[]): (line: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(globSource(glob)));
  return (line) => patterns.some((pattern) => pattern.test(line));
}
