// SPDX-License-Identifier: Apache-2.0
import {analyzeFiles, type FilesAnalysis} from '../analysis/analyze-files.js';
import type {AnalyzerEntry} from '../analysis/analyzer.js';
import {analyzers} from '../analysis/analyzers/index.js';
import {reaches} from '../analysis/level.js';
import {defaultMeshConfig} from '../analysis/mesh-config.js';
import {type MeshFile, readMeshFile} from '../analysis/mesh-file.js';
import {codeNamed, messageCodes} from '../analysis/message-code.js';
import {inNamespace, ordered} from '../analysis/order.js';
import {selectAnalyzers} from '../analysis/select.js';
import {allNames, parseSuppression, referenceNames, type Suppression, suppress} from '../analysis/suppress.js';
import {analyzeFlags} from '../cli/analyze-flags.js';
import {IstioCommand} from '../cli/istio-command.js';
import {isCompatible} from '../cli/render-request.js';
import {ExitCode, IstioctlError} from '../errors.js';
import {messagePage} from '../io/message-pages.js';
import {findResourceFiles, readResourceFile} from '../io/resource-files.js';
import {codeList, explanations} from '../writer/analysis/explanation.js';
import {type MessageFormat, messageWriters} from '../writer/analysis/messages.js';
import {
  analyzerList,
  fileErrorsText,
  fileLogLines,
  noIssues,
  scopeText,
  skippedText,
  verboseText,
} from '../writer/analysis/summary.js';

const DOCUMENTATION = 'https://istio.io/v1.30/docs/reference/config/analysis';

export default class Analyze extends IstioCommand {
  static override summary = 'Find what is wrong with the configuration of a mesh';
  static override description =
    `Arguments are files and folders of resources; - is standard input. Messages at or above --failure-threshold end the
command with 79, files that cannot be read with 65.`;
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
    {description: 'What a message means and how to fix it', command: '<%= config.bin %> analyze --explain IST0101'},
  ];
  static override flags = analyzeFlags;

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Analyze);
    const compat = isCompatible(flags.compat);
    const format = formatNamed(flags.output);
    const answer = answerTo(flags, argv.map(String), {format, colour: flags.color ?? this.terminal.colour, compat});
    if (answer !== undefined) {
      this.print(answer);
      return;
    }
    const files = this.filesNamed(argv.map(String));
    if (flags['use-kube']) throw noClusterYet();
    const namespace = flags['all-namespaces'] ? '' : flags.namespace || 'default';
    const chosen = selectAnalyzers(analyzers, flags.analyzer ?? [], {strict: !compat});
    const suppressions = (flags.suppress ?? []).map(parseSuppression);
    this.sayUnknown(suppressions);
    const meshConfig = this.meshConfigOf(flags.meshConfigFile, compat);
    if (files.length === 0 && meshConfig.ingressControllerMode === 'OFF') {
      throw new IstioctlError('at least one file and/or Kubernetes source must be provided');
    }
    const deadline = Date.now() + flags.timeout;
    const analysis = await analyzeFiles({
      files: await this.readAll(files),
      analyzers: chosen,
      defaultNamespace: namespace,
      istioNamespace: flags.istioNamespace,
      meshConfig,
      meshGiven: Boolean(flags.meshConfigFile),
      complete: flags['as-complete'],
      unknownFields: !compat,
      ...(!compat && {outOfTime: () => Date.now() > deadline}),
    });
    this.sayFileErrors(analysis, compat);
    for (const problem of analysis.meshProblems) this.say(`Warning: ${problem}`);
    const {messages, unused} = resultOf(analysis, {namespace, suppressions, compat});
    const skipped = analysis.skipped.map(({analyzer}) => analyzer);
    if (flags.verbose) this.terminal.err(verboseText({namespace, skipped, chosen}));
    const shown = messages.filter((message) => reaches(message.level, flags['output-threshold']));
    this.print(messageWriters[format](shown, {colour: flags.color ?? this.terminal.colour, showCluster: false}));
    const unread = analysis.fileErrors.length > 0;
    if (shown.length === 0) this.say(noIssues({files, namespace, unread}));
    if (!compat) this.sayMore(skipped, unused, flags['as-complete']);
    // The reference knows no failure but in its log format.
    if (compat && format !== 'log') return;
    const failed = messages.some((message) => reaches(message.level, flags['failure-threshold']));
    endWith({failed, unread: unread && !flags['ignore-unknown'], unfinished: analysis.unfinished, namespace});
  }

  private filesNamed(names: readonly string[]): string[] {
    const {files, skipped} = findResourceFiles(names);
    for (const file of skipped) {
      this.say(`Skipping file ${file}, recognized file extensions are: [.json .yaml .yml]`);
    }
    return files;
  }

  /** Every file once, standard input too. */
  private async readAll(files: readonly string[]): Promise<{name: string; text: string}[]> {
    if (files.includes('-') && this.terminal.interactive) this.say('Reading from stdin:');
    const read: {name: string; text: string}[] = [];
    for (const name of files) {
      read.push({name, text: name === '-' ? await this.terminal.readStdin() : readResourceFile(name)});
    }
    return read;
  }

  private meshConfigOf(file: string | undefined, compat: boolean) {
    if (!file) return defaultMeshConfig;
    let read: MeshFile;
    try {
      read = readMeshFile(defaultMeshConfig, readResourceFile(file));
    } catch (error) {
      // The reference goes on without a file that it cannot read.
      if (compat && error instanceof IstioctlError) return defaultMeshConfig;
      throw error;
    }
    if ('config' in read) {
      if (!compat) for (const warning of read.warnings) this.say(`Warning: ${file}: ${warning}`);
      return read.config;
    }
    if (compat) return defaultMeshConfig;
    throw new IstioctlError(`${file}: ${read.problem}`, {exitCode: ExitCode.UnreadableInput});
  }

  private sayUnknown(suppressions: readonly Suppression[]): void {
    for (const {code, known} of suppressions) {
      if (known) continue;
      this.say(`Warning: Supplied message code '${code}' is an unknown message code and will not have any effect.`);
    }
  }

  private sayFileErrors({fileErrors}: FilesAnalysis, compat: boolean): void {
    if (fileErrors.length === 0) return;
    if (compat) this.print(fileLogLines(fileErrors, new Date()));
    this.terminal.err(fileErrorsText(fileErrors));
  }

  private sayMore(skipped: readonly AnalyzerEntry[], unused: readonly Suppression[], complete: boolean): void {
    for (const {text, known} of unused) if (known) this.say(`Warning: -S "${text}" matched no message`);
    if (skipped.length > 0 && !complete) this.say(skippedText(skipped));
  }
}

interface Questions {
  explain: boolean;
  'list-analyzers': boolean;
  recursive: boolean;
}

interface AnswerStyle {
  format: MessageFormat;
  colour: boolean;
  compat: boolean;
}

/** What is printed in place of an analysis. */
function answerTo(flags: Questions, words: readonly string[], style: AnswerStyle): string | undefined {
  if (flags.explain) return explained(words, style);
  if (flags['list-analyzers']) return analyzerList(analyzers);
  if (!flags.recursive || !style.compat) return undefined;
  return 'The recursive flag has been removed and is hardcoded to true without explicitly specifying it.\n';
}

/** What the pages of the codes say; the list of all where none is named. */
function explained(names: readonly string[], style: {format: MessageFormat; colour: boolean}): string {
  if (names.length === 0) return codeList(messageCodes, style.format);
  const codes = names.map(codeNamed);
  return explanations(
    codes.map((code) => ({code, page: messagePage(code)})),
    style,
  );
}

function formatNamed(text: string): MessageFormat {
  const format = Object.keys(messageWriters).find((name): name is MessageFormat => name === text.toLowerCase());
  if (format) return format;
  throw new IstioctlError(`${text} not a valid option for format. See istioctl analyze --help`, {
    exitCode: ExitCode.Usage,
  });
}

function noClusterYet(): IstioctlError {
  return new IstioctlError('a live cluster cannot be analyzed by this version', {
    hint: 'give the files of the mesh and --use-kube=false; with --as-complete they count as the whole cluster',
    exitCode: ExitCode.NotChecked,
  });
}

interface ResultOptions {
  namespace: string;
  suppressions: readonly Suppression[];
  compat: boolean;
}

/** The messages to be shown, and the suppressions that were in vain. */
function resultOf({messages}: FilesAnalysis, {namespace, suppressions, compat}: ResultOptions) {
  const within = messages.filter((message) => inNamespace(namespace, message));
  const {messages: kept, unused} = suppress(within, suppressions, compat ? referenceNames : allNames);
  return {messages: ordered(kept), unused};
}

interface Outcome {
  failed: boolean;
  unread: boolean;
  unfinished: readonly AnalyzerEntry[];
  namespace: string;
}

function endWith({failed, unread, unfinished, namespace}: Outcome): void {
  if (failed) {
    const more = `See ${DOCUMENTATION} for more information about causes and resolutions.`;
    throw new IstioctlError(`Analyzers found issues when analyzing ${scopeText(namespace)}.\n${more}`, {
      exitCode: ExitCode.Findings,
    });
  }
  if (unfinished.length > 0) {
    throw new IstioctlError(`no time was left for ${unfinished.map(({name}) => name).join(', ')}`, {
      exitCode: ExitCode.TimedOut,
      hint: 'messages above are not all there are; raise --timeout',
    });
  }
  if (unread) throw new IstioctlError("Some files couldn't be parsed.", {exitCode: ExitCode.UnreadableInput});
}
