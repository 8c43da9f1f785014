// SPDX-License-Identifier: Apache-2.0
import type {InstallFlags} from '../../cli/flags/install.js';
import type {Session} from '../../cli/session.js';
import type {ExitCode} from '../../errors.js';
import type {InstallSettings} from '../../install/plan/settings.js';
import {planUpgrade} from '../../install/plan/upgrade-plan.js';
import type {Cluster} from '../../io/kube/cluster.js';
import {ISTIO_VERSION as version} from '../../version/client-version.js';
import {upgradePlanText} from '../../writer/install/upgrade-plan.js';
import {perform} from './install.js';
import {type Request, withRequest} from './request.js';

export type UpgradeFlags = InstallFlags & {plan: boolean};

/** Brings the mesh of a cluster to this version, or says what there is to do. */
export async function upgradeMesh(session: Session, flags: UpgradeFlags): Promise<ExitCode | void> {
  return withRequest(session, flags, async (cluster, request) => {
    if (!flags.plan) return perform(session, cluster, request, {...flags, question});
    const command = ['istioctl', 'upgrade', ...session.argv.filter((word) => !/^--plan(=|$)/.test(word)).map(quoted)];
    const plan = await planUpgrade(cluster, {...request.settings.owner, ...inputsOf(request, flags)}, version);
    session.print(upgradePlanText(plan, command.join(' ')));
  });
}

function question(cluster: Cluster, {profile}: InstallSettings): string {
  const {cluster: name, context} = cluster.origin;
  return `Upgrade the mesh of cluster ${name} (context ${context}) to Istio ${version} with profile "${profile}"?`;
}

/** What becomes of the settings of the last install, for the plan. */
function inputsOf({inputChange}: Request, flags: InstallFlags): {dropped: string[]; isSettled: boolean} {
  const dropped = flags['from-cluster'] ? [] : (inputChange?.dropped ?? []);
  return {dropped: dropped.map(({path}) => path), isSettled: inputChange?.isSame ?? false};
}

/** The word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
