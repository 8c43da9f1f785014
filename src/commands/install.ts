// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {InferredFlags} from '@oclif/core/interfaces';
import {renderInputs} from '../actions/manifest/inputs.js';
import {clusterOptions} from '../cli/cluster.js';
import {isCompatible} from '../cli/compat.js';
import {confirm} from '../cli/confirm.js';
import {dryRun, duration, type globalFlags, renderFlags} from '../cli/flags/global.js';
import {IstioCommand} from '../cli/istio-command.js';
import {ExitCode, IstioctlError, isForbidden, restated} from '../errors.js';
import {planDefaultTag} from '../install/default-tag.js';
import {diffWithCluster} from '../install/diff.js';
import {type InputChange, inputChange} from '../install/dropped-settings.js';
import {dryRunObjects} from '../install/dry-run.js';
import {withRightsHint} from '../install/errors.js';
import {install, prepareInstall} from '../install/install.js';
import {clusterWarnings, type VersionChange, versionChange} from '../install/preflight.js';
import type {Progress} from '../install/progress.js';
import {type RecordedInputs, readRecords} from '../install/record.js';
import {type InstallSettings, settingsOf} from '../install/settings.js';
import {processIdentity} from '../io/identity.js';
import type {Cluster} from '../io/kube/cluster.js';
import {connect} from '../io/kube/connect.js';
import {detectedSettings} from '../manifest/detected.js';
import {mergedInput, type RenderedManifest, renderManifest} from '../manifest/render.js';
import {validateInput} from '../manifest/validation/validate-input.js';
import {quantity} from '../quantity.js';
import {checkRevision} from '../revision/name.js';
import type {TagPackage} from '../revision/tag-objects.js';
import {RELEASE as release, ISTIO_VERSION as version} from '../version/client-version.js';
import {clusterDiffJson, clusterDiffText} from '../writer/install/diff.js';
import {droppedText} from '../writer/install/inputs.js';
import {dryRunText, objectList} from '../writer/install/plan.js';
import {createJsonProgress, createProgressWriter} from '../writer/install/progress.js';
import {warningLines} from '../writer/manifest/warnings.js';
import {usageText} from '../writer/revision/tags.js';

export const installFlags = {
  ...renderFlags,
  'allow-skew': Flags.boolean({summary: 'Go back to an older version, or on over more than one minor release'}),
  diff: Flags.boolean({summary: 'Show what would change in the cluster and write nothing; ends with 0, 1 or 2'}),
  'diff-format': Flags.string({
    summary: 'How --diff is shown: text or json',
    options: ['text', 'json'],
    default: 'text',
    helpValue: 'FORMAT',
  }),
  'dry-run': dryRun('Write nothing: the API server checks every object, with =client they are only listed'),
  'from-cluster': Flags.boolean({
    summary: 'Start from what the last install of this revision was given, and add to it',
  }),
  progress: Flags.string({
    summary: 'How progress is shown: auto, plain (no line is redrawn) or json (one event per line, on standard output)',
    options: ['auto', 'plain', 'json'],
    default: 'auto',
    helpValue: 'HOW',
  }),
  'readiness-timeout': duration({
    summary: 'Time each component has to become ready',
    default: 300_000,
    defaultHelp: async () => '5m0s',
  }),
  'rollback-on-failure': Flags.boolean({summary: 'When the install fails, make everything what it was before'}),
  'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
  verify: Flags.boolean({summary: 'Accepted and without effect: an install waits until it is ready'}),
  wait: Flags.boolean({summary: 'Wait until every component is ready', default: true}),
};

export type InstallFlags = InferredFlags<typeof installFlags & typeof globalFlags>;

type Inputs = Awaited<ReturnType<typeof renderInputs>>;

/** What was asked for, rendered for one cluster. */
export interface Request {
  manifest: RenderedManifest;
  settings: InstallSettings;
  inputs: Inputs;
  change: VersionChange | undefined;
  /** How far this is what the last install was given; undefined where that is not known. */
  inputChange: InputChange | undefined;
}

export default class Install extends IstioCommand {
  static override summary = 'Install a mesh into the cluster, or change the one that is there';
  static override task = 'install' as const;
  static override description =
    `--diff ends with 0 when nothing would change, 1 when something would, 2 when it could not be found out.
A deadline that passes ends with 124.`;
  static override aliases = ['apply', 'manifest:install', 'manifest:apply'];
  static override examples = [
    {description: 'The default profile', command: '<%= config.bin %> install'},
    {description: 'Another profile, without being asked', command: '<%= config.bin %> install --set profile=demo -y'},
    {description: 'See what would change', command: '<%= config.bin %> install --set profile=demo --diff'},
    {description: 'Let the API server check it all and write nothing', command: '<%= config.bin %> install --dry-run'},
  ];
  static override flags = installFlags;

  async run(): Promise<void> {
    const {flags} = await this.parse(Install);
    await this.withRequest(flags, (cluster, request) => this.perform(cluster, request, flags));
  }

  /** Connects, renders what the flags ask for, says what to be wary of, and hands over. */
  protected async withRequest(
    flags: InstallFlags,
    work: (cluster: Cluster, request: Request) => Promise<void>,
  ): Promise<void> {
    checkRevision(flags.revision);
    if (flags['dry-run'] === 'client' && !flags.diff) return this.listObjects(flags);
    const failed = (error: unknown): never => {
      throw flags.diff ? asNotCompared(error) : error;
    };
    // What is wrong with files is said without a cluster.
    const given = await renderInputs(flags, this.terminal).catch(failed);
    const cluster = await connect(clusterOptions(flags)).catch(failed);
    try {
      const {gitVersion} = await cluster.serverVersion();
      const recorded = await lastInputs(cluster, flags, given.set);
      const inputs = flags['from-cluster'] ? startingFrom(recorded, given, flags) : given;
      const facts = {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
      const manifest = await renderManifest({...inputs, ...facts, release, validate: validateInput});
      const settings = settingsOf(manifest.document);
      const {owner} = settings;
      this.terminal.err(warningLines(manifest));
      const inputChange = recorded && (await this.compared(recorded, given, manifest));
      const {dropped = []} = inputChange ?? {};
      if (dropped.length > 0 && !flags['from-cluster']) this.terminal.err(droppedText(dropped));
      const change = await versionChange(cluster, owner, version);
      const {revision} = owner;
      for (const warning of await clusterWarnings(cluster, {version, revision, change}, Date.now())) this.say(warning);
      await work(cluster, {manifest, settings, inputs, change, inputChange});
    } catch (error) {
      throw flags.diff ? asNotCompared(error) : withRightsHint(error);
    } finally {
      cluster.close();
    }
  }

  protected async perform(cluster: Cluster, request: Request, flags: InstallFlags): Promise<void> {
    const {inputs, settings, change} = request;
    const {objects} = request.manifest;
    const charts = {openPackage: inputs.openPackage, release, path: settingIn(inputs.set, 'installPackagePath')};
    if (flags.diff) return this.showDiff(cluster, request, charts, flags['diff-format']);
    if (flags['dry-run'] === 'server') {
      const {owner} = settings;
      this.print(dryRunText(await dryRunObjects(cluster, objects, {owner, version})));
      return;
    }
    if (change?.unsupported && !flags['allow-skew'] && !isCompatible(flags.compat)) throw skewRefused(change);
    const {force} = inputs;
    const plan = await prepareInstall(cluster, {objects, settings, force}, (text) => this.say(text));
    if (plan.moves) {
      const {from, usage} = plan.moves;
      this.say(`The default tag moves from revision ${from} to default: ${usageText(usage)} use it.`);
    }
    if (!flags['skip-confirmation'] && !(await confirm(this.terminal, this.question(cluster, settings))))
      throw new IstioctlError('cancelled');
    const {'readiness-timeout': readinessTimeout, wait} = flags;
    const {name: holder, isGone} = processIdentity();
    const files = inputs.files.map(({name, text}) => ({name: name === '-' ? '(standard input)' : name, text}));
    const installation = {
      ...{objects, settings, version, charts, wait, readinessTimeout, force},
      goesOn: isCompatible(flags.compat),
      rollbackOnFailure: flags['rollback-on-failure'],
      inputs: {files, set: inputs.set},
      holder: {holder, isGone},
    };
    const onNotice = (text: string): void => this.say(text);
    const report = {progress: this.progressOf(flags.progress), signal: this.interrupted, onNotice};
    try {
      await install(cluster, installation, plan, report);
    } catch (error) {
      throw isCompatible(flags.compat) ? asReferenceEnds(error) : error;
    }
    if (!wait) this.say('Everything is applied; whether it becomes ready was not waited for.');
  }

  /** What an earlier install was given, beside this one. */
  private async compared(
    recorded: RecordedInputs,
    given: Inputs,
    {input}: RenderedManifest,
  ): Promise<InputChange | undefined> {
    const {files, set} = recorded;
    const before = await mergedInput({...given, files, set, release}).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      this.say(`What the last install was given cannot be compared with this: ${text}`);
      return undefined;
    });
    return before && inputChange(before.input, input);
  }

  private async showDiff(cluster: Cluster, request: Request, charts: TagPackage, format: string): Promise<void> {
    const {settings, manifest} = request;
    const plan = await planDefaultTag(cluster, manifest.objects, settings);
    const diff = await diffWithCluster(cluster, manifest.objects, plan, {...settings, version, charts});
    this.print(format === 'json' ? clusterDiffJson(diff) : clusterDiffText(diff));
    if (diff.unknown.length > 0) {
      throw new IstioctlError(`${quantity(diff.unknown.length, 'object')} could not be compared`, {
        exitCode: ExitCode.NotCompared,
      });
    }
    if (diff.changes.length > 0) throw new IstioctlError('', {exitCode: ExitCode.Failed});
    if (format === 'text') this.say('Nothing would change.');
  }

  /** What would be applied, as far as it can be known without a cluster. */
  private async listObjects(flags: InstallFlags): Promise<void> {
    if (flags['from-cluster'])
      throw new IstioctlError('--from-cluster needs a cluster, which --dry-run=client does not ask', {
        exitCode: ExitCode.Usage,
        hint: 'Use --dry-run=server or --diff.',
      });
    const inputs = await renderInputs(flags, this.terminal);
    const manifest = await renderManifest({...inputs, release, validate: validateInput});
    this.terminal.err(warningLines(manifest));
    this.print(objectList(manifest.objects));
  }

  private progressOf(how: string): Progress {
    if (how === 'json') return createJsonProgress((text) => this.print(text));
    return createProgressWriter(how === 'plain' ? {...this.terminal, interactive: false} : this.terminal);
  }

  protected question(cluster: Cluster, {profile}: InstallSettings): string {
    const {cluster: name, context} = cluster.origin;
    return `Install Istio ${version} with profile "${profile}" into cluster ${name} (context ${context})?`;
  }
}

/** The inputs recorded for the revision that is asked for; who may not read them has none. */
async function lastInputs(
  cluster: Cluster,
  flags: InstallFlags,
  set: readonly string[],
): Promise<RecordedInputs | undefined> {
  const revision = settingIn(set, 'revision');
  try {
    return (await readRecords(cluster, flags.istioNamespace, revision || 'default'))[0];
  } catch (error) {
    if (flags['from-cluster'] || !isForbidden(error)) throw error;
    return undefined;
  }
}

/** What the last `--set` of that path says. */
function settingIn(set: readonly string[], path: string): string | undefined {
  return set.findLast((argument) => argument.startsWith(`${path}=`))?.slice(path.length + 1);
}

/** What was given before, with what is given now on top: files after files, arguments after arguments. */
function startingFrom(recorded: RecordedInputs | undefined, given: Inputs, flags: InstallFlags): Inputs {
  if (recorded === undefined) {
    const revision = flags.revision || 'default';
    throw new IstioctlError(
      `--from-cluster: no inputs of revision ${revision} are recorded in namespace ${flags.istioNamespace}`,
      {hint: 'They are recorded by every install of this program; `istioctl installed show` prints them.'},
    );
  }
  const {files, set} = recorded;
  return {...given, files: [...files, ...given.files], set: [...set, ...given.set]};
}

/** 1 says that something differs, so failing to compare is 2. */
function asNotCompared(error: unknown): unknown {
  if (!(error instanceof IstioctlError) || error.message === '') return error;
  return restated(error, {exitCode: ExitCode.NotCompared});
}

/** The reference knows no exit code of its own for a deadline. */
function asReferenceEnds(error: unknown): unknown {
  if (!(error instanceof IstioctlError) || error.exitCode !== ExitCode.TimedOut) return error;
  return restated(error, {exitCode: ExitCode.Failed});
}

function skewRefused({from, to, direction}: VersionChange): IstioctlError {
  const step = direction === 'downgraded' ? 'back' : 'over more than one minor release';
  return new IstioctlError(`Istio would be ${direction} from ${from} to ${to}, which is a step ${step}`, {
    hint:
      direction === 'downgraded'
        ? 'Going back is not tested by anybody; --allow-skew does it all the same.'
        : 'Go by way of the releases between, or pass --allow-skew to do it all the same.',
  });
}
