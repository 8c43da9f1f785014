// SPDX-License-Identifier: Apache-2.0
import {analyzeFiles, type FilesAnalysis} from '../analysis/analyze-files.js';
import type {AnalyzerEntry} from '../analysis/analyzer.js';
import {analyzers} from '../analysis/analyzers/index.js';
import {type Level, reaches} from '../analysis/level.js';
import {type LiveContent, readLiveMesh} from '../analysis/live-mesh.js';
import {defaultMeshConfig} from '../analysis/mesh-config.js';
import {type MeshFile, readMeshFile} from '../analysis/mesh-file.js';
import {codeNamed, messageCodes} from '../analysis/message-code.js';
import {inNamespace, ordered, type PrintedMessage} from '../analysis/order.js';
import {selectAnalyzers} from '../analysis/select.js';
import {allNames, parseSuppression, referenceNames, type Suppression, suppress} from '../analysis/suppress.js';
import {analyzeFlags} from '../cli/analyze-flags.js';
import {IstioCommand} from '../cli/istio-command.js';
import {type MeshFlagValues, withMesh} from '../cli/mesh-clusters.js';
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
  unreadText,
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
    const chosen = selectAnalyzers(analyzers, flags.analyzer ?? [], {strict: !compat});
    const suppressions = (flags.suppress ?? []).map(parseSuppression);
    this.sayUnknown(suppressions);
    const examined = await this.examine({...flags, files, chosen, compat});
    if (!examined) return;
    const {analysis, namespace, live} = examined;
    this.sayFileErrors(analysis, compat);
    for (const problem of analysis.meshProblems) this.say(`Warning: ${problem}`);
    const {messages, unused} = resultOf(analysis, {namespace, suppressions, compat});
    const skipped = analysis.skipped.map(({analyzer}) => analyzer);
    if (flags.verbose) this.terminal.err(verboseText({namespace, skipped, chosen}));
    this.show(analysis, {
      messages,
      threshold: flags['output-threshold'],
      format,
      colour: flags.color,
      files,
      namespace,
    });
    const unread = analysis.fileErrors.length > 0;
    if (live) this.terminal.err(unreadText(live.unread, skipped));
    if (!compat) this.sayMore(live ? [] : skipped, unused, flags['as-complete']);
    // The reference knows no failure but in its log format.
    if (compat && format !== 'log') return;
    const failed = messages.some((message) => reaches(message.level, flags['failure-threshold']));
    endWith({failed, unread: unread && !flags['ignore-unknown'], unfinished: analysis.unfinished, namespace});
  }

  /** Reads what there is and runs the analyzers; undefined where the namespace that is asked about does not exist. */
  private async examine(request: ExaminationRequest) {
    const {files, chosen, compat, istioNamespace, 'as-complete': complete, timeout} = request;
    const meshConfig = this.meshConfigOf(request.meshConfigFile, compat);
    const isLive = request['use-kube'] && !complete;
    if (!isLive && files.length === 0 && meshConfig.ingressControllerMode === 'OFF') {
      throw new IstioctlError('at least one file and/or Kubernetes source must be provided');
    }
    const deadline = Date.now() + timeout;
    const {namespace: own, live} = isLive ? await this.live(request) : {namespace: request.namespace || 'default'};
    if (isLive && !live) return undefined;
    const namespace = request['all-namespaces'] ? '' : own;
    const analysis = await analyzeFiles({
      files: await this.readAll(files),
      analyzers: chosen,
      defaultNamespace: namespace,
      istioNamespace,
      meshConfig,
      meshGiven: Boolean(request.meshConfigFile),
      complete,
      ...(live && {live}),
      unknownFields: !compat,
      ...(!compat && {outOfTime: () => Date.now() > deadline}),
    });
    return {analysis, namespace, live};
  }

  private async live(request: ExaminationRequest): Promise<LiveContent> {
    const {namespace = '', chosen} = request;
    const wanted = {...request, namespace, allNamespaces: request['all-namespaces'], analyzers: chosen};
    const content = await withMesh(request, (clusters) => readLiveMesh(clusters, wanted));
    for (const problem of content.live?.problems ?? []) this.say(`Warning: ${problem}`);
    if (!content.live) this.say(`namespace "${namespace}" not found`);
    return content;
  }

  /** Prints the messages that are to be seen, or says that there is none. */
  private show({several, fileErrors}: FilesAnalysis, view: View): void {
    const shown = view.messages.filter((message) => reaches(message.level, view.threshold));
    const style = {colour: view.colour ?? this.terminal.colour, showCluster: several};
    this.print(messageWriters[view.format](shown, style));
    if (shown.length === 0) this.say(noIssues({...view, unread: fileErrors.length > 0}));
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

/** What is analyzed, and how. */
interface ExaminationRequest extends MeshFlagValues {
  files: readonly string[];
  chosen: readonly AnalyzerEntry[];
  compat: boolean;
  'all-namespaces': boolean;
  'as-complete': boolean;
  meshConfigFile?: string | undefined;
  namespace?: string | undefined;
  revision: string;
  timeout: number;
  'use-kube': boolean;
}

interface View {
  messages: readonly PrintedMessage[];
  threshold: Level;
  format: MessageFormat;
  colour: boolean | undefined;
  files: readonly string[];
  namespace: string;
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
