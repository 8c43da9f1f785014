// SPDX-License-Identifier: Apache-2.0
import {IstioctlError, restated} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import {labelled} from '../revision/labels.js';
import type {TagPackage} from '../revision/tag-objects.js';
import type {RenderedObject} from './apply/component.js';
import {installObjects} from './apply/installer.js';
import type {Progress} from './apply/progress.js';
import {objectsToPrune} from './apply/prune.js';
import {PATIENCE} from './apply/transient.js';
import {
  type DefaultTagPlan,
  defaultTagObjects,
  planDefaultTag,
  setDefaultTag,
  withoutDoubleInjection,
} from './plan/default-tag.js';
import {ensureNamespace} from './plan/namespace.js';
import type {InstallSettings} from './plan/settings.js';
import {type LockOptions, withLock} from './record/lock.js';
import {type RecordedInputs, recordInputs} from './record/record.js';
import {rollBack, rollbackText, type Snapshot, takeSnapshots} from './undo/rollback.js';

export interface Installation {
  objects: RenderedObject[];
  settings: InstallSettings;
  version: string;
  charts: TagPackage;
  /** Wait until components are ready. */
  wait: boolean;
  /** Milliseconds each component has to become ready. */
  readinessTimeout: number;
  /** See `InstallOptions`. */
  goesOn: boolean;
  /** Make everything what it was before when the install fails. */
  rollbackOnFailure: boolean;
  /** What was asked for, to be recorded. */
  inputs: Pick<RecordedInputs, 'files' | 'set'>;
  /** Who installs. */
  holder: Pick<LockOptions, 'holder' | 'isGone'>;
  /** Conflicts of webhooks become warnings. */
  force: boolean;
}

export interface InstallReport {
  progress: Progress;
  /** Told what the user should know, but need not decide. */
  onNotice(text: string): void;
  signal: AbortSignal;
}

/**
 * Looks at what the webhooks of the cluster mean for this install, and changes nothing. Throws when they would inject
 * the same pods, unless forced.
 */
export async function prepareInstall(
  cluster: Cluster,
  {objects, settings, force}: Pick<Installation, 'objects' | 'settings' | 'force'>,
  onNotice: (text: string) => void,
): Promise<DefaultTagPlan> {
  const plan = await planDefaultTag(cluster, objects, settings);
  if (plan.conflicts.length > 0) {
    const conflict = `creating default tag would conflict:\n${plan.conflicts.join('\n')}`;
    if (!force)
      throw new IstioctlError(conflict, {hint: 'Remove the other webhooks, or pass --force to go on all the same.'});
    onNotice(`invalid webhook configs; continuing because of --force: ${conflict}`);
  }
  return plan;
}

/**
 * Installs rendered objects from the namespace to the default tag (spec/install.md §1.3, steps 9 to 14), alone in its
 * namespace, and records what it was asked for. What fails leaves what was applied, and running it again goes on from
 * there; with `rollbackOnFailure` it leaves what was there before.
 */
export async function install(
  cluster: Cluster,
  installation: Installation,
  plan: DefaultTagPlan,
  report: InstallReport,
): Promise<void> {
  const {settings, version, inputs, holder} = installation;
  const {namespace} = settings.owner;
  await ensureNamespace(cluster, namespace, settings.network);
  await withLock(cluster, {namespace, ...holder, ...report}, async () => {
    const wanted = await withoutDoubleInjection(cluster, installation.objects, plan);
    const snapshots = installation.rollbackOnFailure ? await snapshotsOf(cluster, installation, wanted) : undefined;
    try {
      await applyAndTag(cluster, {...installation, objects: wanted}, plan, report);
    } catch (error) {
      if (snapshots === undefined || report.signal.aborted) throw error;
      throw withText(error, rollbackText(await rollBack(cluster, snapshots)));
    }
    await recordInputs(cluster, settings.owner, {version, ...inputs}).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      report.onNotice(`The inputs of this install could not be recorded for --from-cluster: ${text}`);
    });
  });
}

async function applyAndTag(
  cluster: Cluster,
  {objects, settings, version, charts, wait, readinessTimeout, goesOn}: Installation,
  plan: DefaultTagPlan,
  {progress, signal}: InstallReport,
): Promise<void> {
  const {owner} = settings;
  await installObjects(cluster, objects, {owner, version, wait, readinessTimeout, goesOn, progress, signal});
  if (!plan.needed || !objects.some(({component}) => component === 'Pilot')) return;
  const onRetry = (error: Error): void => progress({kind: 'retrying', component: 'Pilot', error});
  await setDefaultTag(cluster, {...settings, version, charts}, {patience: PATIENCE, signal, onRetry});
}

/** What the install may write or remove, as it is now. */
async function snapshotsOf(
  cluster: Cluster,
  {settings, version, charts, objects}: Installation,
  wanted: readonly RenderedObject[],
): Promise<Snapshot[]> {
  const applied = wanted.map((object) => labelled(object.value(), {}));
  const tag = await defaultTagObjects(cluster, {...settings, version, charts}, applied);
  return takeSnapshots(cluster, [...applied, ...tag, ...(await objectsToPrune(cluster, objects, settings.owner))]);
}

function withText(error: unknown, text: string): IstioctlError {
  const message = `${error instanceof Error ? error.message : String(error)}\n${text}`;
  if (!(error instanceof IstioctlError)) return new IstioctlError(message, {cause: error});
  return restated(error, {message});
}
