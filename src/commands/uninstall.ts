// SPDX-License-Identifier: Apache-2.0
import * as Flags from '@oclif/core/flags';
import {renderInputs} from '../actions/manifest/inputs.js';
import {clusterOptions} from '../cli/cluster.js';
import {confirm} from '../cli/confirm.js';
import {renderFlags} from '../cli/flags/global.js';
import {IstioCommand} from '../cli/istio-command.js';
import {IstioctlError, usageMistake} from '../errors.js';
import {leftovers, type Uninstalled} from '../install/leftovers.js';
import {withLock} from '../install/lock.js';
import {missingNamespaces} from '../install/namespace.js';
import {settingsOf} from '../install/settings.js';
import {findInstalled, knownRevisions, removeInstalled, type UninstallScope} from '../install/uninstall.js';
import {backupOf, userResources} from '../install/uninstall-plan.js';
import {writePrivateFile} from '../io/files.js';
import {processIdentity} from '../io/identity.js';
import type {Cluster} from '../io/kube/cluster.js';
import {connect} from '../io/kube/connect.js';
import {translateDocument} from '../manifest/chart-values.js';
import {mergedInput} from '../manifest/render.js';
import {quantity} from '../quantity.js';
import {MUTATING, REVISION, TAG} from '../revision/labels.js';
import {usageOf} from '../revision/usage.js';
import {RELEASE as release} from '../version/client-version.js';
import {gatewaysAmong, leftoversText, removalText, userResourcesText} from '../writer/install/plan.js';
import {createProgressWriter} from '../writer/install/progress.js';
import {usageText} from '../writer/revision/tags.js';

/** Milliseconds that Kubernetes gets to remove what was deleted. */
const GONE_WITHIN = 120_000;

export default class Uninstall extends IstioCommand {
  static override summary = 'Remove a revision of the mesh, or everything of Istio, from the cluster';
  static override task = 'install' as const;
  static override strict = false;
  static override examples = [
    {description: 'One revision', command: '<%= config.bin %> uninstall --revision canary'},
    {description: 'Everything, the configuration of users too', command: '<%= config.bin %> uninstall --purge'},
    {
      description: 'Everything but the configuration of users, with a way back',
      command: '<%= config.bin %> uninstall --purge --keep-crds --backup istio.yaml',
    },
    {description: 'See what would go', command: '<%= config.bin %> uninstall --purge --dry-run --verbose'},
  ];
  static override flags = {
    charts: renderFlags.charts,
    backup: Flags.string({
      summary: 'Write all that goes into this file first, as a manifest that brings it back',
      helpValue: 'FILE',
    }),
    'dry-run': Flags.boolean({summary: 'Say what would be removed, and remove nothing'}),
    filename: Flags.string({char: 'f', summary: 'IstioOperator file that was installed', helpValue: 'FILE'}),
    force: Flags.boolean({summary: 'Accepted and without effect'}),
    'keep-crds': Flags.boolean({summary: 'With --purge: leave the CRDs, and with them the configuration of users'}),
    manifests: renderFlags.manifests,
    purge: Flags.boolean({summary: 'Remove everything of Istio, in all versions and revisions, CRDs included'}),
    revision: Flags.string({char: 'r', summary: 'Revision to remove', helpValue: 'NAME'}),
    set: renderFlags.set,
    'skip-confirmation': Flags.boolean({char: 'y', summary: 'Do not ask'}),
    verbose: Flags.boolean({char: 'v', summary: 'List the objects to be removed by name'}),
  };

  async run(): Promise<void> {
    const {flags, argv} = await this.parse(Uninstall);
    const byRevision = flags.revision !== undefined || flags.set?.some((argument) => argument.startsWith('revision='));
    if (!byRevision && !flags.filename && !flags.purge) {
      throw usageMistake(
        'at least one of the --revision (or --set revision=<revision>), --filename or --purge flags must be set',
      );
    }
    if (argv.length > 0) throw usageMistake('istioctl uninstall does not take arguments');
    // What is wrong with files is said without a cluster.
    const inputs = await renderInputs({...flags, filename: given(flags)}, this.terminal);
    const cluster = await connect(clusterOptions(flags));
    try {
      const scope = await this.scope(cluster, flags, inputs);
      const objects = await findInstalled(cluster, scope);
      if (objects.length === 0) return this.say('Nothing to remove: the cluster holds no such objects of Istio.');
      const resources = await userResources(cluster, objects);
      this.say(removalText(objects, flags.verbose));
      this.terminal.err(userResourcesText(resources));
      await this.warnOfUse(cluster, scope);
      const gateways = gatewaysAmong(objects);
      if (gateways.length > 0)
        this.say(`Gateways are among them, and traffic through them will stop: ${gateways.join(', ')}`);
      const namespace = scope.purge ? flags.istioNamespace : scope.owner.namespace;
      const revision = scope.purge ? undefined : scope.owner.revision;
      const isPlan = flags['dry-run'] ?? false;
      if (isPlan) return await this.sayWhatIsLeft(cluster, {namespace, revision, objects}, isPlan);
      const asks = scope.purge || byRevision || gateways.length > 0;
      const question = `Remove ${quantity(objects.length, 'object')} from cluster ${cluster.origin.cluster}?`;
      if (asks && !flags['skip-confirmation'] && !(await confirm(this.terminal, question))) {
        throw new IstioctlError('cancelled');
      }
      if (flags.backup) {
        writePrivateFile('backup', flags.backup, backupOf(objects, resources));
        this.say(`Everything is in ${flags.backup}, to be brought back with kubectl apply --server-side -f.`);
      }
      await this.locked(cluster, namespace, () => {
        const progress = createProgressWriter(this.terminal);
        return removeInstalled(cluster, objects, {progress, signal: this.interrupted, timeout: GONE_WITHIN});
      });
      await this.sayWhatIsLeft(cluster, {namespace, revision, objects}, isPlan);
    } finally {
      cluster.close();
    }
  }

  /** Says who is still injected by what goes. */
  private async warnOfUse(cluster: Cluster, scope: UninstallScope): Promise<void> {
    if (scope.purge) return;
    const {revision} = scope.owner;
    this.say(`Revision ${revision} is the choice of ${usageText(await usageOf(cluster, revision))}.`);
    for (const {metadata} of await cluster.list(MUTATING, {labelSelector: `${REVISION}=${revision},${TAG}`})) {
      const tag = metadata.labels?.[TAG] ?? '';
      this.say(`Tag ${tag} stands for it, the choice of ${usageText(await usageOf(cluster, tag))}.`);
    }
  }

  /** When what was asked for is done, not being allowed to look around is no failure. */
  private async sayWhatIsLeft(cluster: Cluster, uninstalled: Uninstalled, isPlan: boolean): Promise<void> {
    try {
      this.terminal.err(leftoversText(await leftovers(cluster, uninstalled), {isPlan}));
    } catch (error) {
      this.say(`What is left behind cannot be said: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private async locked(cluster: Cluster, namespace: string, work: () => Promise<void>): Promise<void> {
    if ((await missingNamespaces(cluster, [namespace])).length > 0) return work();
    const {name: holder, isGone} = processIdentity();
    const onNotice = (text: string): void => this.say(text);
    await withLock(cluster, {namespace, holder, isGone, onNotice, signal: this.interrupted}, work);
  }

  /** What the flags ask to be removed. */
  private async scope(cluster: Cluster, flags: ScopeFlags, inputs: Inputs): Promise<UninstallScope> {
    if (flags.purge) {
      if (flags.revision || flags.filename)
        this.say('--purge removes everything: --revision and --filename do not count.');
      return {purge: true, keepCrds: flags['keep-crds']};
    }
    if (flags.revision && !(await knownRevisions(cluster)).includes(flags.revision)) {
      throw new IstioctlError('could not find target revision', {hint: `There is none called ${flags.revision}.`});
    }
    const {input} = await mergedInput({...inputs, release});
    const {owner} = settingsOf(translateDocument(input, inputs));
    return {purge: false, owner: {...owner, revision: owner.revision || 'default'}};
  }
}

type Inputs = Awaited<ReturnType<typeof renderInputs>>;

/** The files that count: none where everything goes. */
function given({purge, filename}: ScopeFlags): string[] {
  return filename && !purge ? [filename] : [];
}

interface ScopeFlags {
  purge: boolean;
  'keep-crds': boolean;
  revision?: string | undefined;
  filename?: string | undefined;
  set?: string[] | undefined;
  manifests?: string | undefined;
  charts?: string | undefined;
}
