// SPDX-License-Identifier: Apache-2.0

import {selectorText} from '../../index/labels.js';
import {policyTargets} from '../../index/policies.js';
import {groupBy} from '../../model/group-by.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource, type Specs} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';
import {isForZtunnelAlone} from '../../ztunnel/enforcement.js';
import {ruleEffect} from '../../ztunnel/rules.js';

type Policy = Resource<'AuthorizationPolicy'>;
type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];

/**
 * DENY rules that match whatever comes, where something else says that not all was meant: an ALLOW policy for the same
 * workloads, which then allows nothing, or conditions that cannot fail. An empty rule alone is how to lock a workload.
 */
export function* denyEverything(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    if (policy.spec.action !== 'DENY') continue;
    const isZtunnels = isForZtunnelAlone(policy, resources);
    const index = (policy.spec.rules ?? []).findIndex(
      (rule) => matchesEverything(rule) && !(isZtunnels && ruleEffect('DENY', rule) === 'never'),
    );
    if (index < 0) continue;
    const allowing = allowedBeside(policy, resources);
    const why = allowing ? `ALLOW policy "${fullName(allowing)}" allows nothing` : 'its conditions cannot fail';
    const rule = policy.spec.rules?.[index] ?? {};
    if (allowing || Object.keys(rule).length > 0) {
      yield message('ISTX403', policy, [index, why], ['spec', 'action']);
    }
  }
}

function matchesEverything({from = [], to = [], when = []}: Rule): boolean {
  if (when.length > 0) return false;
  return (
    (from.length === 0 || from.some(({source}) => isAny(source, ['ipBlocks', 'remoteIpBlocks']))) &&
    (to.length === 0 || to.some(({operation}) => isAny(operation, ['hosts', 'methods', 'paths'])))
  );
}

const ALL = new Set(['*', '0.0.0.0/0']);

/** Whether of all that fields ask for nothing can fail; `*` of other fields fails for what has no identity. */
function isAny(given: object | undefined, open: readonly string[]): boolean {
  return Object.entries(given ?? {}).every(
    ([field, list]: [string, readonly string[]]) => open.includes(field) && list.some((value) => ALL.has(value)),
  );
}

const allows = oncePer((resources) => {
  const policies = resources
    .all('AuthorizationPolicy')
    .filter(({spec: {action = 'ALLOW', rules = []}}) => action === 'ALLOW' && rules.length > 0);
  return {
    byNamespace: groupBy(policies, ({namespace}) => namespace),
    byWorkloads: groupBy(policies, workloadsOf),
  };
});

/** An ALLOW policy for workloads that the policy denies everything to. */
function allowedBeside(policy: Policy, resources: Resources): Policy | undefined {
  const {byNamespace, byWorkloads} = allows(resources);
  const all = policyTargets(policy).length === 0 && selectorText(policy.spec.selector?.matchLabels) === '';
  const [found] = (all ? byNamespace.get(policy.namespace) : byWorkloads.get(workloadsOf(policy))) ?? [];
  return found;
}

function workloadsOf(policy: Policy): string {
  const targets = policyTargets(policy).map(({kind, name}) => `${kind} ${name}`);
  return `${policy.namespace}/${selectorText(policy.spec.selector?.matchLabels)} ${targets.toSorted().join()}`;
}
