// SPDX-License-Identifier: Apache-2.0
import {IstioctlError} from '../errors.js';
import type {Cluster} from '../io/kube/cluster.js';
import type {TagPackage} from '../revision/tag-objects.js';
import type {RenderedObject} from './component.js';
import {type DefaultTagPlan, planDefaultTag, setDefaultTag, withoutDoubleInjection} from './default-tag.js';
import {installObjects} from './installer.js';
import {ensureNamespace} from './namespace.js';
import type {Progress} from './progress.js';
import type {InstallSettings} from './settings.js';

export interface Installation {
  objects: RenderedObject[];
  settings: InstallSettings;
  version: string;
  charts: TagPackage;
  /** Wait until components are ready. */
  wait: boolean;
  /** Milliseconds each component has to become ready. */
  readinessTimeout: number;
  /** Conflicts of webhooks become warnings. */
  force: boolean;
}

export interface InstallReport {
  progress: Progress;
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
 * Installs rendered objects from the namespace to the default tag (spec/install.md §1.3, steps 9 to 14). What fails
 * leaves what was applied; running it again goes on from there.
 */
export async function install(
  cluster: Cluster,
  {objects, settings, version, charts, wait, readinessTimeout}: Installation,
  plan: DefaultTagPlan,
  report: InstallReport,
): Promise<void> {
  const {owner, webhooksAreOthers, injectByDefault} = settings;
  await ensureNamespace(cluster, owner.namespace, settings.network);
  const applied = await withoutDoubleInjection(cluster, objects, plan);
  await installObjects(cluster, applied, {owner, version, wait, readinessTimeout, ...report});
  if (plan.needed && objects.some(({component}) => component === 'Pilot')) {
    await setDefaultTag(cluster, {owner, version, webhooksAreOthers, injectByDefault, charts});
  }
}
