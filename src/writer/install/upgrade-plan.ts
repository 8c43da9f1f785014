// SPDX-License-Identifier: Apache-2.0
import {isDone, isRunning, type OutdatedNamespace, type UpgradePlan} from '../../install/plan/upgrade-plan.js';
import {quantity} from '../../quantity.js';

/**
 * The steps of an upgrade with the commands to run.
 *
 * @param command The one that does the first step.
 */
export function upgradePlanText(plan: UpgradePlan, command: string): string {
  if (isDone(plan)) {
    return [
      `Nothing to do: the control plane of revision ${plan.revision} and all proxies run ${plan.to}.`,
      ...otherRevisions(plan),
      '',
    ].join('\n');
  }
  return [
    ...controlPlaneStep(plan, command),
    ...tagStep(plan),
    ...proxyStep(plan),
    'Afterwards, see that proxies are connected and in sync:',
    '     istioctl proxy-status',
    '',
  ].join('\n');
}

function controlPlaneStep(plan: UpgradePlan, command: string): string[] {
  const {change, to, revision, dropped, isSettled} = plan;
  const head = `1. Control plane, revision ${revision}`;
  if (isRunning(plan) && isSettled) return [`${head}: runs ${to} already`, ...otherRevisions(plan)];
  const kept = isRunning(plan)
    ? `runs ${to}, perhaps with other settings: \`istioctl install --diff\` shows them`
    : `${to}, new`;
  const lost = `${quantity(dropped.length, 'setting')} of the last install would be lost: ${dropped.join(', ')}`;
  return [
    `${head}: ${change ? `${change.from} -> ${change.to}` : kept}`,
    `     ${command}${dropped.length > 0 ? ' --from-cluster' : ''}`,
    ...(change?.unsupported ? ['     ! not a step to the next minor release: --allow-skew is needed'] : []),
    ...(dropped.length > 0 ? [`     ! without --from-cluster ${lost}`] : []),
    ...otherRevisions(plan),
  ];
}

/** The control planes that stay as they are. */
function otherRevisions({revision, running}: UpgradePlan): string[] {
  const others = running.filter((each) => each.revision !== revision);
  if (others.length === 0) return [];
  const names = others.map(({revision: name, version}) => `${name} (${version ?? 'version unknown'})`);
  return [`   Beside it ${others.length === 1 ? 'runs revision' : 'run revisions'} ${names.join(', ')}`];
}

function tagStep({tags, revision}: UpgradePlan): string[] {
  if (tags.length === 0) return ['2. Tags: none stands for another revision'];
  const lines = tags.map(
    (tag) => `     istioctl tag set ${tag.tag} --revision ${revision} --overwrite   # now ${tag.revision}`,
  );
  return [`2. Tags that stand for another revision, if they are to move`, ...lines];
}

function proxyStep({namespaces, to}: UpgradePlan): string[] {
  if (namespaces.length === 0) return [`3. Proxies: none runs another version than ${to}`];
  return [`3. Proxies of another version than ${to}, restarted namespace by namespace`, ...namespaces.flatMap(restart)];
}

function restart({namespace, pods, workloads, alone, blockedBy}: OutdatedNamespace): string[] {
  return [
    `   ${namespace}: ${quantity(pods, 'pod')}`,
    ...(workloads.length > 0 ? [`     kubectl -n ${namespace} rollout restart ${workloads.join(' ')}`] : []),
    ...(alone.length > 0 ? [`     ! nothing starts these pods anew: ${alone.join(', ')}`] : []),
    ...(blockedBy.length > 0 ? [`     ! no pod may go now, says PodDisruptionBudget ${blockedBy.join(', ')}`] : []),
  ];
}
