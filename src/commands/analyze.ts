// SPDX-License-Identifier: Apache-2.0
import {analyzeFiles} from '../analysis/analyze-files.js';
import {analyzers, analyzersOfReference} from '../analysis/analyzers/index.js';
import {type LiveContent, readLiveMesh} from '../analysis/live-mesh.js';
import type {SourceFile} from '../analysis/sources/files.js';
import type {Suppression} from '../analysis/suppress.js';
import {filesNamed, meshConfigIn, readSources} from '../cli/analysis-input.js';
import {tell} from '../cli/analysis-result.js';
import {type AnalysisSettings, analysisSettings} from '../cli/analysis-settings.js';
import {type AnalyzeFlagValues, analyzeFlags} from '../cli/analyze-flags.js';
import {explainMessages} from '../cli/explain-messages.js';
import {IstioCommand} from '../cli/istio-command.js';
import {withMesh} from '../cli/mesh-clusters.js';
import {isCompatible} from '../cli/render-request.js';
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
    const answer = this.answer(flags, argv.map(String), outputs);
    if (answer !== undefined) {
      this.print(answer);
      return;
    }
    const named = filesNamed(argv.map(String), this.terminal);
    const settings = await analysisSettings(flags, compat);
    this.sayUnknown(settings.suppressions);
    const examined = await this.examine(named, flags, settings);
    if (!examined) return;
    const {analysis, files, namespace, live} = examined;
    const failure = await tell(analysis, {
      settings,
      outputs,
      terminal: this.terminal,
      namespace,
      files,
      unread: live?.unread,
      colour: flags.color ?? this.terminal.colour,
      verbose: flags.verbose,
    });
    if (failure) throw failure;
  }

  /** What is printed in place of an analysis. */
  private answer(flags: AnalyzeFlagValues, words: readonly string[], outputs: readonly Output[]): string | undefined {
    if (flags.explain) {
      const {format = 'log'} = outputs.find(({file}) => file === undefined) ?? {};
      if (format !== 'log' && format !== 'json' && format !== 'yaml') {
        throw new IstioctlError(`--explain knows log, json and yaml, not ${format}`, {exitCode: ExitCode.Usage});
      }
      return explainMessages(words, {format, colour: flags.color ?? this.terminal.colour});
    }
    const compat = isCompatible(flags.compat);
    if (flags['list-analyzers']) return analyzerList(compat ? analyzersOfReference : analyzers);
    if (!flags.recursive || !compat) return undefined;
    return 'The recursive flag has been removed and is hardcoded to true without explicitly specifying it.\n';
  }

  /** Reads what there is and runs the analyzers; undefined where the namespace that is asked about does not exist. */
  private async examine(named: readonly string[], flags: AnalyzeFlagValues, settings: AnalysisSettings) {
    const {chosen, compat, complete} = settings;
    const {istioNamespace, timeout, meshConfigFile} = flags;
    const meshConfig = meshConfigIn(meshConfigFile, compat, this.terminal);
    const isLive = flags['use-kube'] && !complete;
    const deadline = Date.now() + timeout;
    const sources = await this.sources(named, flags, settings);
    if (!isLive && sources.length === 0 && meshConfig.ingressControllerMode === 'OFF') {
      throw new IstioctlError('at least one file and/or Kubernetes source must be provided');
    }
    const {namespace: own, live} = isLive
      ? await this.live(flags, settings)
      : {namespace: flags.namespace || 'default'};
    if (isLive && !live) return undefined;
    const namespace = flags['all-namespaces'] ? '' : own;
    const analysis = await analyzeFiles({
      files: sources,
      analyzers: chosen,
      defaultNamespace: namespace,
      istioNamespace,
      meshConfig,
      meshGiven: Boolean(meshConfigFile),
      complete,
      ...(live && {live}),
      impliedPods: !compat,
      unknownFields: !compat,
      now: new Date(),
      ...(!compat && {outOfTime: () => Date.now() > deadline}),
    });
    return {analysis, files: sources.map(({name}) => name), namespace, live};
  }

  /** What is to be analyzed besides a cluster, repaired where that is asked for. */
  private async sources(
    named: readonly string[],
    flags: AnalyzeFlagValues,
    {suppressions}: AnalysisSettings,
  ): Promise<SourceFile[]> {
    const sources = await readSources(named, flags, this.terminal);
    if (!flags.fix) return sources;
    const {fixSources} = await import('../cli/fix-sources.js');
    return fixSources(sources, {
      suppressions,
      defaultNamespace: flags['all-namespaces'] ? '' : flags.namespace || 'default',
      confirmed: flags['skip-confirmation'] ?? false,
      terminal: this.terminal,
    });
  }

  private async live(flags: AnalyzeFlagValues, {chosen, compat}: AnalysisSettings): Promise<LiveContent> {
    const {namespace = '', revision, istioNamespace, timeout} = flags;
    const allNamespaces = flags['all-namespaces'] ?? false;
    const wanted = {namespace, allNamespaces, analyzers: chosen, revision, istioNamespace, timeout, compat};
    const content = await withMesh(flags, (clusters) => readLiveMesh(clusters, wanted));
    for (const problem of content.live?.problems ?? []) this.say(`Warning: ${problem}`);
    if (!content.live) this.say(`namespace "${namespace}" not found`);
    return content;
  }

  private sayUnknown(suppressions: readonly Suppression[]): void {
    for (const {code, known} of suppressions) {
      if (known) continue;
      this.say(`Warning: Supplied message code '${code}' is an unknown message code and will not have any effect.`);
    }
  }
}
