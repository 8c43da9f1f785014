// SPDX-License-Identifier: Apache-2.0

import {analyzers, analyzersOfReference} from '../../analysis/analyzers/index.js';
import type {Baseline} from '../../analysis/gate/baseline.js';
import {checkRequired, type Required} from '../../analysis/gate/judge.js';
import type {Settings} from '../../analysis/gate/settings.js';
import {SETTINGS_FILE} from '../../analysis/gate/settings-name.js';
import type {AnalyzerEntry} from '../../analysis/model/analyzer.js';
import type {Level} from '../../analysis/model/level.js';
import {selectAnalyzers} from '../../analysis/run/select.js';
import {parseSuppression, type Suppression} from '../../analysis/run/suppress.js';
import type {AnalyzeFlagValues} from '../../cli/flags/analyze.js';
import {readFlagFile} from '../../io/files.js';
import {findUpward} from '../../io/find-upward.js';

/** How an analysis is to be done and judged, by flags and by the settings file. */
export interface AnalysisSettings {
  compat: boolean;
  /** The settings file, where there is one. */
  file: string | undefined;
  chosen: readonly AnalyzerEntry[];
  suppressions: readonly Suppression[];
  /** The files are the whole cluster. */
  complete: boolean;
  failureThreshold: Level;
  outputThreshold: Level;
  required: Required;
  baseline: {file: string; known: Baseline} | undefined;
  writeBaseline: string | undefined;
  /** Show nothing where time ran out. */
  failFast: boolean;
  ignoreUnread: boolean;
  /** Flags were given that ask for more than the reference's JSON has place for. */
  wholeReport: boolean;
}

/** Settings as flags have them, and where they say nothing, the file. In compatibility mode no file is looked for. */
export async function analysisSettings(flags: AnalyzeFlagValues, compat: boolean): Promise<AnalysisSettings> {
  const file = flags.config ?? (compat ? undefined : findUpward(SETTINGS_FILE));
  const settings = file === undefined ? {suppressions: []} : await settingsIn(file);
  const chosen = selectAnalyzers(
    compat ? analyzersOfReference : analyzers,
    flags.analyzer ?? settings.analyzers ?? [],
    {strict: !compat},
  );
  const required = flags.require ?? settings.require ?? [];
  checkRequired(required, chosen);
  const baseline = flags['write-baseline'] === undefined ? (flags.baseline ?? settings.baseline) : undefined;
  return {
    compat,
    file,
    chosen,
    required,
    suppressions: [...(flags.suppress ?? []).map(parseSuppression), ...settings.suppressions],
    complete: flags['as-complete'] ?? settings.asComplete ?? false,
    failureThreshold: flags['failure-threshold'] ?? settings.failureThreshold ?? 'Error',
    outputThreshold: flags['output-threshold'] ?? settings.outputThreshold ?? 'Info',
    baseline: baseline === undefined ? undefined : {file: baseline, known: await baselineIn(baseline)},
    writeBaseline: flags['write-baseline'],
    failFast: flags['fail-fast'] ?? false,
    ignoreUnread: flags['ignore-unknown'] ?? false,
    wholeReport: asksForReport(flags),
  };
}

async function settingsIn(file: string): Promise<Settings> {
  const {parseSettings} = await import('../../analysis/gate/settings.js');
  return parseSettings(file, readFlagFile('config', file));
}

async function baselineIn(file: string): Promise<Baseline> {
  const {readBaseline} = await import('../../analysis/gate/baseline.js');
  return readBaseline(file, readFlagFile('baseline', file));
}

function asksForReport(flags: AnalyzeFlagValues): boolean {
  const asking = [flags.require, flags.baseline, flags['write-baseline'], flags['fail-fast'], flags.config];
  return asking.some((value) => value !== undefined);
}
