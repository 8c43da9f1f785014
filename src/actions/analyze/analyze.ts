// SPDX-License-Identifier: Apache-2.0

import {analyzers, analyzersOfReference} from '../../analysis/analyzers/index.js';
import type {Suppression} from '../../analysis/run/suppress.js';
import {isCompatible} from '../../cli/compat.js';
import type {AnalyzeFlagValues} from '../../cli/flags/analyze.js';
import type {Session} from '../../cli/session.js';
import {ExitCode, IstioctlError} from '../../errors.js';
import {type Output, parseOutputs} from '../../writer/analysis/outputs.js';
import {analyzerList} from '../../writer/analysis/summary.js';
import {examine} from './run.js';
import {analysisSettings} from './settings.js';

/** Analyzes files and clusters, or prints what was asked for in place of that. */
export async function analyze(session: Session, argv: readonly string[], flags: AnalyzeFlagValues): Promise<void> {
  const compat = isCompatible(flags.compat);
  const outputs = parseOutputs(flags.output ?? [], {compat});
  const answer = await answerInstead(session, flags, argv.map(String), outputs);
  if (answer !== undefined) {
    session.print(answer);
    return;
  }
  const settings = await analysisSettings(flags, compat);
  sayUnknown(session, settings.suppressions);
  const asked = {words: argv.map(String), flags, settings, outputs};
  if (flags.watch) {
    const {watchAnalysis} = await import('./watch.js');
    await watchAnalysis(asked, session.terminal, session.interrupted);
  }
  const failure = await examine(asked, session.terminal);
  if (failure) throw failure;
}

/** What is printed in place of an analysis. */
async function answerInstead(
  session: Session,
  flags: AnalyzeFlagValues,
  words: readonly string[],
  outputs: readonly Output[],
): Promise<string | undefined> {
  if (flags.explain) {
    const {format = 'log'} = outputs.find(({file}) => file === undefined) ?? {};
    if (format !== 'log' && format !== 'json' && format !== 'yaml') {
      throw new IstioctlError(`--explain knows log, json and yaml, not ${format}`, {exitCode: ExitCode.Usage});
    }
    const {explainMessages} = await import('./explain.js');
    return explainMessages(words, {format, colour: flags.color ?? session.terminal.colour});
  }
  const compat = isCompatible(flags.compat);
  if (flags['list-analyzers']) return analyzerList(compat ? analyzersOfReference : analyzers);
  if (!flags.recursive || !compat) return undefined;
  return 'The recursive flag has been removed and is hardcoded to true without explicitly specifying it.\n';
}

function sayUnknown(session: Session, suppressions: readonly Suppression[]): void {
  for (const {code, known} of suppressions) {
    if (known) continue;
    session.say(`Warning: Supplied message code '${code}' is an unknown message code and will not have any effect.`);
  }
}
