// SPDX-License-Identifier: Apache-2.0

import {dirname} from 'node:path';
import {failureOf} from '../../analysis/gate/judge.js';
import type {AnalysisReport} from '../../analysis/gate/report.js';
import {reaches} from '../../analysis/model/level.js';
import type {FilesAnalysis} from '../../analysis/run/analyze-files.js';
import {idleKialiAnnotations} from '../../analysis/run/kiali-annotation.js';
import {inNamespace, ordered, type PrintedMessage} from '../../analysis/run/order.js';
import {allNames, referenceNames, type Suppression, suppress} from '../../analysis/run/suppress.js';
import type {UnreadKind} from '../../analysis/sources/cluster.js';
import {isKustomization} from '../../analysis/sources/kustomization.js';
import {now} from '../../cli/clock.js';
import {IstioctlError} from '../../errors.js';
import {messagePage} from '../../io/message-pages.js';
import type {Terminal} from '../../io/terminal.js';
import {quantity} from '../../quantity.js';
import {ISTIO_VERSION} from '../../version/client-version.js';
import {DOCUMENTATION} from '../../writer/analysis/documentation.js';
import {type Output, outputText} from '../../writer/analysis/outputs.js';
import {
  elsewhereText,
  fileErrorsText,
  fileLogLines,
  noIssues,
  scopeText,
  skippedText,
  unreadText,
  verboseText,
} from '../../writer/analysis/summary.js';
import type {AnalysisSettings} from './settings.js';

/** What was analyzed, and how it is to be told. */
export interface Telling {
  settings: AnalysisSettings;
  outputs: readonly Output[];
  terminal: Terminal;
  /** Empty for all. */
  namespace: string;
  files: readonly string[];
  /** What a cluster did not give; left out where there is none. */
  unread?: readonly UnreadKind[] | undefined;
  colour: boolean;
  verbose: boolean;
}

/** Says and writes what an analysis came to. Returns why the command fails, or undefined where it does not. */
export async function tell(analysis: FilesAnalysis, telling: Telling): Promise<IstioctlError | undefined> {
  const {settings, outputs, terminal, namespace} = telling;
  const {compat} = settings;
  sayFileErrors(analysis, telling);
  const {messages, unused, elsewhere} = await resultOf(analysis, telling);
  const failure = failureOf({
    ...analysis,
    messages: messages.fresh,
    failureThreshold: settings.failureThreshold,
    required: settings.required,
    unread: analysis.fileErrors.length > 0 && !settings.ignoreUnread,
    unreadHint: compat ? undefined : kustomizationHint(analysis),
    scope: scopeText(namespace),
    documentation: DOCUMENTATION,
  });
  if (settings.failFast && analysis.unfinished.length > 0) return failure;
  if (telling.verbose) sayVerbose(analysis, telling);
  const report = {
    ...analysis,
    messages: messages.fresh.filter(({level}) => reaches(level, settings.outputThreshold)),
    known: messages.known,
    failureThreshold: settings.failureThreshold,
    files: telling.files,
  };
  await write(report, analysis.several, telling);
  // What was not looked at may have issues.
  const isWhole = compat || analysis.unfinished.length === 0;
  if (report.messages.length === 0 && isWhole) {
    terminal.err(`${noIssues({files: telling.files, namespace, unread: analysis.fileErrors.length > 0})}\n`);
  }
  if (elsewhere > 0 && !compat) terminal.err(`${elsewhereText(elsewhere)}\n`);
  sayMore(analysis, unused, telling);
  if (!compat) for (const text of idleKialiAnnotations(messages.fresh)) terminal.err(`Warning: ${text}\n`);
  // The reference knows no failure but in its log format.
  return compat && outputs[0]?.format !== 'log' ? undefined : failure;
}

function sayFileErrors({fileErrors, meshProblems}: FilesAnalysis, {terminal, settings}: Telling): void {
  if (fileErrors.length > 0) {
    if (settings.compat) terminal.out(fileLogLines(fileErrors, now()));
    terminal.err(fileErrorsText(fileErrors));
  }
  for (const problem of meshProblems) terminal.err(`Warning: ${problem}\n`);
}

function kustomizationHint({fileErrors}: FilesAnalysis): string | undefined {
  const found = fileErrors.find(({file}) => isKustomization(file));
  return found && `Analyze what kustomize builds of the folder: \`--kustomize ${dirname(found.file)}\`.`;
}

interface Result {
  messages: {fresh: readonly PrintedMessage[]; known: number};
  /** Suppressions that were in vain. */
  unused: readonly Suppression[];
  /** How many messages are about namespaces that were not asked about. */
  elsewhere: number;
}

/** The messages that count: of the namespace, not suppressed, and not known before. */
async function resultOf(analysis: FilesAnalysis, telling: Telling): Promise<Result> {
  const {settings, namespace} = telling;
  const {suppressions, compat, baseline, writeBaseline} = settings;
  const within = analysis.messages.filter((message) => inNamespace(namespace, message));
  const {messages, unused} = suppress(within, suppressions, compat ? referenceNames : allNames, compat);
  const all = ordered(messages);
  const elsewhere = analysis.messages.length - within.length;
  const complete = analysis.unfinished.length === 0;
  if (!baseline && (writeBaseline === undefined || !complete)) {
    return {messages: {fresh: all, known: 0}, unused, elsewhere};
  }
  return {messages: await withoutKnown(all, telling), unused, elsewhere};
}

/** Messages without those of the baseline; all are known from the moment at which one is written. */
async function withoutKnown(
  all: readonly PrintedMessage[],
  {settings: {baseline, writeBaseline}, terminal}: Telling,
): Promise<Result['messages']> {
  const {baselineText, compareWith} = await import('../../analysis/gate/baseline.js');
  if (writeBaseline !== undefined) {
    await writeFile(writeBaseline, baselineText(all));
    terminal.err(`${counted(all.length)} known from now on: ${writeBaseline}\n`);
    return {fresh: [], known: all.length};
  }
  const compared = compareWith(baseline?.known ?? new Set(), all);
  if (compared.known > 0) terminal.err(`${counted(compared.known)} known from ${baseline?.file}\n`);
  if (compared.gone > 0) {
    terminal.err(`${counted(compared.gone)} gone that ${baseline?.file} knows; --write-baseline writes it anew\n`);
  }
  return compared;
}

function counted(count: number): string {
  return quantity(count, 'message is', 'messages are');
}

function sayVerbose({skipped}: FilesAnalysis, {settings, namespace, terminal}: Telling): void {
  if (settings.file !== undefined) terminal.err(`Settings: ${settings.file}\n`);
  const names = skipped.map(({analyzer}) => analyzer);
  terminal.err(verboseText({namespace, skipped: names, chosen: settings.chosen}));
}

async function write(report: AnalysisReport, several: boolean, telling: Telling): Promise<void> {
  const {outputs, settings, terminal} = telling;
  for (const {format, file} of outputs) {
    const text = await outputText(format, report, {
      colour: telling.colour && file === undefined,
      showCluster: several,
      wholeReport: settings.wholeReport,
      tool: () => ({version: ISTIO_VERSION, pageOf: messagePage}),
    });
    if (file === undefined) terminal.out(text);
    else await writeFile(file, text);
  }
}

/** Most analyses write no file. */
async function writeFile(file: string, text: string): Promise<void> {
  const {replaceFile} = await import('../../io/replace-file.js');
  replaceFile(file, text);
}

function sayMore({skipped}: FilesAnalysis, unused: readonly Suppression[], telling: Telling): void {
  const {settings, terminal, unread} = telling;
  const names = skipped.map(({analyzer}) => analyzer);
  if (unread) terminal.err(unreadText(unread, names));
  if (settings.compat) return;
  for (const {source, known} of unused) if (known) terminal.err(`Warning: ${source} matched no message\n`);
  if (names.length > 0 && !unread && !settings.complete) terminal.err(`${skippedText(names)}\n`);
}
