// SPDX-License-Identifier: Apache-2.0

import type {AnalyzerEntry} from '../../analysis/model/analyzer.js';
import {multiError} from '../../analysis/schema/problem.js';
import type {UnreadKind} from '../../analysis/sources/cluster.js';
import type {FileErrors} from '../../analysis/sources/files.js';
import {quantity} from '../../quantity.js';

/** `namespace: x`, or that there is no limit to one. */
export function scopeText(namespace: string): string {
  return namespace === '' ? 'all namespaces' : `namespace: ${namespace}`;
}

/** What is said where no message is printed. */
export function noIssues({
  files,
  namespace,
  unread,
}: {
  files: readonly string[];
  namespace: string;
  unread: boolean;
}): string {
  const where = scopeText(namespace);
  // The count is always one, however many files there were.
  if (unread) return `No validation issues found when analyzing ${where} (but 1 file could not be parsed).`;
  const [first] = files;
  if (first === undefined) return `✔ No validation issues found when analyzing ${where}.`;
  if (files.length === 1) return `✔ No validation issues found when analyzing ${first}.`;
  return `✔ No validation issues found when analyzing:\n${files.map((file) => `  - ${file}`).join('\n')}`;
}

/** Every document that could not be read, as Go prints errors in errors. */
export function fileErrorsText(errors: readonly FileErrors[]): string {
  const texts = errors.map(
    ({file, errors: own}) => `errors parsing content "${file}": ${multiError(own.map(({text}) => text))}`,
  );
  return `Error(s) adding files: ${multiError(texts)}`;
}

export interface VerboseInput {
  namespace: string;
  skipped: readonly AnalyzerEntry[];
  chosen: readonly AnalyzerEntry[];
}

/** What `-v` shows before the messages; what was chosen counts as executed even where it was skipped. */
export function verboseText({namespace, skipped, chosen}: VerboseInput): string {
  const names = (entries: readonly AnalyzerEntry[]) => entries.map(({name}) => `\t ${name}\n`).join('');
  const where = namespace === '' ? 'in all namespaces' : `in namespace: ${namespace}`;
  const without = skipped.length === 0 ? '' : `Skipped analyzers:\n${names(skipped)}`;
  return `Analyzed resources ${where}\n${without}Executed analyzers:\n${names(chosen)}\n`;
}

/** `-L`. */
export function analyzerList(entries: readonly AnalyzerEntry[]): string {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return sorted.map(({name, description}) => `* ${name}:\n    ${description}\n`).join('');
}

/** How the reference logs documents that it passes over; on standard output, of all places. */
export function fileLogLines(errors: readonly FileErrors[], now: Date): string {
  const time = now.toISOString().replace('Z', '000Z');
  return errors.flatMap(({errors: own}) => own.map(({text}) => `${time}\twarn\tfile\t${text} - skipping\n`)).join('');
}

/** That not everything was looked at. */
export function skippedText(skipped: readonly AnalyzerEntry[]): string {
  const what = quantity(skipped.length, 'analyzer was', 'analyzers were');
  return `${what} skipped, for files are not the whole cluster; they run with --as-complete (-v names them).`;
}

/** What could not be read of a cluster, and how many analyzers it takes that did not run for it. */
export function unreadText(unread: readonly UnreadKind[], skipped: readonly AnalyzerEntry[]): string {
  const lines = unread.map(({kind, text}) => `Warning: ${kind} was not read: ${text}\n`);
  if (skipped.length > 0) lines.push(`Warning: skipped for that: ${skipped.map(({name}) => name).join(', ')}\n`);
  return lines.join('');
}

/** That messages about other namespaces were left out. */
export function elsewhereText(count: number): string {
  const what = quantity(count, 'message is', 'messages are');
  return `${what} about other namespaces; -A shows them.`;
}
