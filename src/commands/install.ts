// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import type {InferredFlags} from '@oclif/core/interfaces';
import {clusterOptions} from '../cli/cluster-options.js';
import {confirm} from '../cli/confirm.js';
import {duration, type globalFlags, renderFlags} from '../cli/flags.js';
import {IstioCommand} from '../cli/istio-command.js';
import {isCompatible, renderInputs} from '../cli/render-request.js';
import {IstioctlError} from '../errors.js';
import {dryRunObjects} from '../install/dry-run.js';
import {install, prepareInstall} from '../install/install.js';
import {clusterWarnings, type VersionChange, versionChange} from '../install/preflight.js';
import {type InstallSettings, settingsOf} from '../install/settings.js';
import type {Cluster} from '../io/kube/cluster.js';
import {connect} from '../io/kube/connect.js';
import {detectedSettings} from '../manifest/detected.js';
import {type RenderedManifest, renderManifest} from '../manifest/render.js';
import {validateInput} from '../manifest/validation/validate-input.js';
import {checkRevision} from '../revision/name.js';
import {RELEASE as release, ISTIO_VERSION as version} from '../version/client-version.js';
import {dryRunText} from '../writer/install/plan.js';
import {createProgressWriter} from '../writer/install/progress.js';
import {warningLines} from '../writer/manifest/warnings.js';
import {usageText} from '../writer/revision/tags.js';

export const installFlags = {
  ...renderFlags,
  'allow-skew': Flags.boolean({summary: 'Go back to an older version, or on over more than one minor release'}),
  'dry-run': Flags.boolean({summary: 'Let the API server check every object and write none'}),
  'readiness-timeout': duration({
    summary: 'Time each component has to become ready',
    default: 300_000,
    defaultHelp: async () => '5m0s',
  }),
  'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
  verify: Flags.boolean({summary: 'Accepted and without effect: an install always waits until it is ready'}),
};

export type InstallFlags = InferredFlags<typeof installFlags & typeof globalFlags>;

/** What was asked for, rendered for one cluster. */
export interface Request {
  manifest: RenderedManifest;
  settings: InstallSettings;
  inputs: Awaited<ReturnType<typeof renderInputs>>;
  change: VersionChange | undefined;
}

export default class Install extends IstioCommand {
  static override summary = 'Install a mesh into the cluster, or change the one that is there';
  static override task = 'install' as const;
  static override aliases = ['apply', 'manifest:install', 'manifest:apply'];
  static override examples = [
    {description: 'The default profile', command: '<%= config.bin %> install'},
    {description: 'Another profile, without being asked', command: '<%= config.bin %> install --set profile=demo -y'},
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
    const cluster = await connect(clusterOptions(flags));
    try {
      const {gitVersion} = await cluster.serverVersion();
      const inputs = await renderInputs(flags, this.terminal);
      const facts = {kubeVersion: gitVersion, detected: detectedSettings(gitVersion)};
      const manifest = await renderManifest({...inputs, ...facts, release, validate: validateInput});
      const settings = settingsOf(manifest.document);
      const {owner} = settings;
      this.terminal.err(warningLines(manifest));
      const change = await versionChange(cluster, owner, version);
      const {revision} = owner;
      for (const warning of await clusterWarnings(cluster, {version, revision, change}, Date.now())) this.say(warning);
      await work(cluster, {manifest, settings, inputs, change});
    } finally {
      cluster.close();
    }
  }

  protected async perform(cluster: Cluster, request: Request, flags: InstallFlags): Promise<void> {
    const {inputs, settings, change} = request;
    const {objects} = request.manifest;
    if (flags['dry-run']) {
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
    const charts = {openPackage: inputs.openPackage, release, path: flags.manifests ?? flags.charts};
    const {'readiness-timeout': readinessTimeout} = flags;
    const progress = createProgressWriter(this.terminal);
    const signal = this.interrupted;
    await install(cluster, {objects, settings, version, charts, readinessTimeout, force}, plan, {progress, signal});
  }

  protected question(cluster: Cluster, {profile}: InstallSettings): string {
    const {cluster: name, context} = cluster.origin;
    return `Install Istio ${version} with profile "${profile}" into cluster ${name} (context ${context})?`;
  }
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
