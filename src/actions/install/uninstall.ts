// SPDX-License-Identifier: Apache-2.0
import {openCluster} from '../../cli/cluster.js';
import {confirm} from '../../cli/confirm.js';
import type {GlobalFlagValues} from '../../cli/flags/global.js';
import type {Session} from '../../cli/session.js';
import {IstioctlError, usageMistake} from '../../errors.js';
import {missingNamespaces} from '../../install/plan/namespace.js';
import {settingsOf} from '../../install/plan/settings.js';
import {withLock} from '../../install/record/lock.js';
import {leftovers, type Uninstalled} from '../../install/undo/leftovers.js';
import {findInstalled, knownRevisions, removeInstalled, type UninstallScope} from '../../install/undo/uninstall.js';
import {backupOf, userResources} from '../../install/undo/uninstall-plan.js';
import {writePrivateFile} from '../../io/files.js';
import {processIdentity} from '../../io/identity.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {translateDocument} from '../../manifest/chart-values.js';
import {mergedInput} from '../../manifest/render.js';
import {quantity} from '../../quantity.js';
import {MUTATING, REVISION, TAG} from '../../revision/labels.js';
import {usageOf} from '../../revision/usage.js';
import {RELEASE as release} from '../../version/client-version.js';
import {gatewaysAmong, leftoversText, removalText, userResourcesText} from '../../writer/install/plan.js';
import {createProgressWriter} from '../../writer/install/progress.js';
import {usageText} from '../../writer/revision/tags.js';
import {renderInputs} from '../manifest/inputs.js';

/** Milliseconds that Kubernetes gets to remove what was deleted. */
const GONE_WITHIN = 120_000;

export interface UninstallFlags extends GlobalFlagValues {
  charts?: string | undefined;
  backup?: string | undefined;
  'dry-run': boolean;
  filename?: string | undefined;
  force: boolean;
  'keep-crds': boolean;
  manifests?: string | undefined;
  purge: boolean;
  revision?: string | undefined;
  set?: string[] | undefined;
  'skip-confirmation': boolean;
  verbose: boolean;
}

/** Removes a revision of the mesh, or all of it, from the cluster. */
export async function uninstall(session: Session, argv: readonly string[], flags: UninstallFlags): Promise<void> {
  const byRevision = flags.revision !== undefined || flags.set?.some((argument) => argument.startsWith('revision='));
  if (!byRevision && !flags.filename && !flags.purge) {
    throw usageMistake(
      'at least one of the --revision (or --set revision=<revision>), --filename or --purge flags must be set',
    );
  }
  if (argv.length > 0) throw usageMistake('istioctl uninstall does not take arguments');
  // What is wrong with files is said without a cluster.
  const inputs = await renderInputs({...flags, filename: given(flags)}, session.terminal);
  const cluster = await openCluster(flags);
  try {
    const scope = await scopeOf(session, cluster, flags, inputs);
    const objects = await findInstalled(cluster, scope);
    if (objects.length === 0) return session.say('Nothing to remove: the cluster holds no such objects of Istio.');
    const resources = await userResources(cluster, objects);
    session.say(removalText(objects, flags.verbose));
    session.terminal.err(userResourcesText(resources));
    await warnOfUse(session, cluster, scope);
    const gateways = gatewaysAmong(objects);
    if (gateways.length > 0)
      session.say(`Gateways are among them, and traffic through them will stop: ${gateways.join(', ')}`);
    const namespace = scope.purge ? flags.istioNamespace : scope.owner.namespace;
    const revision = scope.purge ? undefined : scope.owner.revision;
    const isPlan = flags['dry-run'] ?? false;
    if (isPlan) return await sayWhatIsLeft(session, cluster, {namespace, revision, objects}, isPlan);
    const asks = scope.purge || byRevision || gateways.length > 0;
    const question = `Remove ${quantity(objects.length, 'object')} from cluster ${cluster.origin.cluster}?`;
    if (asks && !flags['skip-confirmation'] && !(await confirm(session.terminal, question))) {
      throw new IstioctlError('cancelled');
    }
    if (flags.backup) {
      writePrivateFile('backup', flags.backup, backupOf(objects, resources));
      session.say(`Everything is in ${flags.backup}, to be brought back with kubectl apply --server-side -f.`);
    }
    await locked(session, cluster, namespace, () => {
      const progress = createProgressWriter(session.terminal);
      return removeInstalled(cluster, objects, {progress, signal: session.interrupted, timeout: GONE_WITHIN});
    });
    await sayWhatIsLeft(session, cluster, {namespace, revision, objects}, isPlan);
  } finally {
    cluster.close();
  }
}

/** Says who is still injected by what goes. */
async function warnOfUse(session: Session, cluster: Cluster, scope: UninstallScope): Promise<void> {
  if (scope.purge) return;
  const {revision} = scope.owner;
  session.say(`Revision ${revision} is the choice of ${usageText(await usageOf(cluster, revision))}.`);
  for (const {metadata} of await cluster.list(MUTATING, {labelSelector: `${REVISION}=${revision},${TAG}`})) {
    const tag = metadata.labels?.[TAG] ?? '';
    session.say(`Tag ${tag} stands for it, the choice of ${usageText(await usageOf(cluster, tag))}.`);
  }
}

/** When what was asked for is done, not being allowed to look around is no failure. */
async function sayWhatIsLeft(
  session: Session,
  cluster: Cluster,
  uninstalled: Uninstalled,
  isPlan: boolean,
): Promise<void> {
  try {
    session.terminal.err(leftoversText(await leftovers(cluster, uninstalled), {isPlan}));
  } catch (error) {
    session.say(`What is left behind cannot be said: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function locked(session: Session, cluster: Cluster, namespace: string, work: () => Promise<void>): Promise<void> {
  if ((await missingNamespaces(cluster, [namespace])).length > 0) return work();
  const {name: holder, isGone} = processIdentity();
  const onNotice = (text: string): void => session.say(text);
  await withLock(cluster, {namespace, holder, isGone, onNotice, signal: session.interrupted}, work);
}

/** What the flags ask to be removed. */
async function scopeOf(session: Session, cluster: Cluster, flags: ScopeFlags, inputs: Inputs): Promise<UninstallScope> {
  if (flags.purge) {
    if (flags.revision || flags.filename)
      session.say('--purge removes everything: --revision and --filename do not count.');
    return {purge: true, keepCrds: flags['keep-crds']};
  }
  if (flags.revision && !(await knownRevisions(cluster)).includes(flags.revision)) {
    throw new IstioctlError('could not find target revision', {hint: `There is none called ${flags.revision}.`});
  }
  const {input} = await mergedInput({...inputs, release});
  const {owner} = settingsOf(translateDocument(input, inputs));
  return {purge: false, owner: {...owner, revision: owner.revision || 'default'}};
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
