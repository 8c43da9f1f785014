// SPDX-License-Identifier: Apache-2.0
import {examine} from '../actions/analyze/run.js';
import {analysisSettings} from '../actions/analyze/settings.js';
import {analyzers, analyzersOfReference} from '../analysis/analyzers/index.js';
import type {Suppression} from '../analysis/suppress.js';
import {isCompatible} from '../cli/compat.js';
import {type AnalyzeFlagValues, analyzeFlags} from '../cli/flags/analyze.js';
import {IstioCommand} from '../cli/istio-command.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {type Output, parseOutputs} from '../writer/analysis/outputs.js';
import {analyzerList} from '../writer/analysis/summary.js';

export default class Analyze extends IstioCommand {
  static override summary = 'Find what is wrong with the configuration of a mesh';
  static override description =
    `Arguments are files and folders of resources; - is standard input. Messages at or above --failure-threshold end the
command with 79, required analyzers that could not run with 80, files that cannot be read with 65, and time that ran out
with 124, in every output format. Flags win over the settings file.`;
  static override task = 'analyze' as const;
  static override strict = false;
  static override examples = [
    {
      description: 'Files, taken for the whole cluster',
      command: '<%= config.bin %> analyze --use-kube=false --as-complete mesh/',
    },
    {
      description: 'Without one message about one resource',
      command: '<%= config.bin %> analyze --use-kube=false -S "IST0101=VirtualService default/reviews" mesh/',
    },
    {
      description: 'In CI: notes on the lines of a pull request, and a report for code scanning',
      command: '<%= config.bin %> analyze --use-kube=false -o github -o sarif=analyze.sarif mesh/',
    },
    {
      description: 'Repair what has exactly one right answer',
      command: '<%= config.bin %> analyze --use-kube=false --fix -y mesh/',
    },
    {description: 'What a message means and how to fix it', command: '<%= config.bin %> analyze --explain IST0101'},
  ];
  static override flags = analyzeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Analyze);
    const compat = isCompatible(flags.compat);
    const outputs = parseOutputs(flags.output ?? [], {compat});
    const answer = await this.answer(flags, argv.map(String), outputs);
    if (answer !== undefined) {
      this.print(answer);
      return;
    }
    const settings = await analysisSettings(flags, compat);
    this.sayUnknown(settings.suppressions);
    const asked = {words: argv.map(String), flags, settings, outputs};
    if (flags.watch) {
      const {watchAnalysis} = await import('../actions/analyze/watch.js');
      await watchAnalysis(asked, this.terminal, this.interrupted);
    }
    const failure = await examine(asked, this.terminal);
    if (failure) throw failure;
  }

  /** What is printed in place of an analysis. */
  private async answer(
    flags: AnalyzeFlagValues,
    words: readonly string[],
    outputs: readonly Output[],
  ): Promise<string | undefined> {
    if (flags.explain) {
      const {format = 'log'} = outputs.find(({file}) => file === undefined) ?? {};
      if (format !== 'log' && format !== 'json' && format !== 'yaml') {
        throw new IstioctlError(`--explain knows log, json and yaml, not ${format}`, {exitCode: ExitCode.Usage});
      }
      const {explainMessages} = await import('../actions/analyze/explain.js');
      return explainMessages(words, {format, colour: flags.color ?? this.terminal.colour});
    }
    const compat = isCompatible(flags.compat);
    if (flags['list-analyzers']) return analyzerList(compat ? analyzersOfReference : analyzers);
    if (!flags.recursive || !compat) return undefined;
    return 'The recursive flag has been removed and is hardcoded to true without explicitly specifying it.\n';
  }

  private sayUnknown(suppressions: readonly Suppression[]): void {
    for (const {code, known} of suppressions) {
      if (known) continue;
      this.say(`Warning: Supplied message code '${code}' is an unknown message code and will not have any effect.`);
    }
  }
}
