// SPDX-License-Identifier: Apache-2.0
import type {OutdatedNamespace, UpgradePlan} from '../../install/upgrade-plan.js';
import {quantity} from '../../quantity.js';

/** The steps of an upgrade with the commands to run; `command` is the one that does the first step. */
export function upgradePlanText(plan: UpgradePlan, command: string): string {
  return [
    ...controlPlaneStep(plan, command),
    ...tagStep(plan),
    ...proxyStep(plan),
    'Afterwards, see that proxies are connected and in sync:',
    '     istioctl proxy-status',
    '',
  ].join('\n');
}

function controlPlaneStep({change, to, revision}: UpgradePlan, command: string): string[] {
  const head = `1. Control plane, revision ${revision}`;
  if (change === undefined) return [`${head}: ${to}, none of another version runs`, `     ${command}`];
  const skew = change.unsupported ? ['     ! not a step to the next minor release: --allow-skew is needed'] : [];
  return [`${head}: ${change.from} -> ${change.to}`, `     ${command}`, ...skew];
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
