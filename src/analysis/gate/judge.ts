// SPDX-License-Identifier: Apache-2.0

import {ExitCode, IstioctlError} from '../../errors.js';
import {didYouMean} from '../../suggest.js';
import type {AnalyzerEntry} from '../model/analyzer.js';
import {type Level, reaches} from '../model/level.js';
import type {PrintedMessage} from '../run/order.js';
import type {Analysis} from '../run/run.js';

/** Analyzers without which the result does not count: `all`, or names. */
export type Required = readonly string[];

/** Throws for a required analyzer that is not among the chosen ones. */
export function checkRequired(required: Required, chosen: readonly AnalyzerEntry[]): void {
  const names = ['all', ...chosen.map(({name}) => name)];
  const unknown = required.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  throw new IstioctlError(`--require ${unknown}: no such analyzer is to run`, {
    exitCode: ExitCode.Usage,
    hint: didYouMean(unknown, names) ?? 'istioctl analyze -L lists them',
  });
}

export interface Outcome extends Pick<Analysis, 'skipped' | 'unfinished'> {
  /** What was found and is not known before, shown or not. */
  messages: readonly PrintedMessage[];
  failureThreshold: Level;
  required: Required;
  /** Some input could not be read, and that counts. */
  unread: boolean;
  /** What to do about that. */
  unreadHint?: string | undefined;
  /** The namespaces that were looked at, in words. */
  scope: string;
  documentation: string;
}

/** Why the command fails, whatever its output looks like; undefined where it does not. */
export function failureOf(outcome: Outcome): IstioctlError | undefined {
  return timedOut(outcome) ?? findings(outcome) ?? notChecked(outcome) ?? unreadable(outcome);
}

function timedOut({unfinished}: Outcome): IstioctlError | undefined {
  if (unfinished.length === 0) return undefined;
  return new IstioctlError(`the result is incomplete: no time was left for ${namesOf(unfinished)}`, {
    exitCode: ExitCode.TimedOut,
    hint: 'there may be more messages than were shown; raise --timeout',
  });
}

function findings({messages, failureThreshold, scope, documentation}: Outcome): IstioctlError | undefined {
  if (!messages.some(({level}) => reaches(level, failureThreshold))) return undefined;
  return new IstioctlError(
    `Analyzers found issues when analyzing ${scope}.\nSee ${documentation} for more information about causes and resolutions.`,
    {exitCode: ExitCode.Findings},
  );
}

function notChecked({skipped, required}: Outcome): IstioctlError | undefined {
  const all = required.includes('all');
  const missing = skipped.filter(({analyzer}) => all || required.includes(analyzer.name));
  if (missing.length === 0) return undefined;
  const kinds = [...new Set(missing.flatMap((entry) => entry.missing))].toSorted();
  return new IstioctlError(`required but skipped: ${namesOf(missing.map(({analyzer}) => analyzer))}`, {
    exitCode: ExitCode.NotChecked,
    hint: `not known: ${kinds.join(', ')}; with --as-complete, files are taken for the whole cluster`,
  });
}

function unreadable({unread, unreadHint: hint}: Outcome): IstioctlError | undefined {
  if (!unread) return undefined;
  const exitCode = ExitCode.UnreadableInput;
  return new IstioctlError("Some files couldn't be parsed.", {exitCode, ...(hint !== undefined && {hint})});
}

function namesOf(entries: readonly AnalyzerEntry[]): string {
  return entries.map(({name}) => name).join(', ');
}
