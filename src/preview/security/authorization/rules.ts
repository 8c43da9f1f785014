// SPDX-License-Identifier: Apache-2.0
import type {EnvoyMessage} from '../../model/json.js';
import {type Condition, condition, conjunction, type Layer} from './condition.js';
import {operationAttribute, operationConditions, PERMISSIONS} from './permissions.js';
import {isDryRun, type Policy, type Rule} from './policy.js';
import {type PolicyPlace, PRINCIPALS, sourceAttribute, sourceConditions} from './principals.js';

/** Actions of Envoy's RBAC filter. */
export type RbacAction = 'ALLOW' | 'DENY' | 'LOG';

export interface RuleBuilding {
  action: RbacAction;
  layer: Layer;
  trustDomains: readonly string[];
  /** Before the names of policies. */
  prefix: string;
}

/** What the RBAC filter enforces, and what it only tries out. */
export interface RuleSets {
  rules?: EnvoyMessage;
  shadowRules?: EnvoyMessage;
}

/** What a policy without rules becomes: it matches nothing. */
const NEVER: EnvoyMessage = {
  permissions: [{not_rule: {any: true}}],
  principals: [{not_id: {any: true}}],
};

/** Returns policies of one action as rules of the RBAC filter (package istio.io/istio/pilot/pkg/security/authz). */
export function ruleSets(policies: readonly Policy[], building: RuleBuilding): RuleSets {
  const enforced = policies.filter((policy) => !isDryRun(policy));
  const tried = policies.filter(isDryRun);
  return {
    ...(enforced.length > 0 && {rules: rbac(enforced, building)}),
    ...(tried.length > 0 && {shadowRules: rbac(tried, building)}),
  };
}

/** Returns policies as `config.rbac.v3.RBAC`. */
export function rbac(policies: readonly Policy[], building: RuleBuilding): EnvoyMessage {
  const built = policies.flatMap((policy) => envoyPolicies(policy, building));
  return {
    ...(building.action !== 'ALLOW' && {action: building.action}),
    ...(built.length > 0 && {policies: Object.fromEntries(built)}),
  };
}

function envoyPolicies({namespace, name, spec}: Policy, building: RuleBuilding): [string, EnvoyMessage][] {
  const nameOf = (index: number) => `${building.prefix}ns[${namespace}]-policy[${name}]-rule[${index}]`;
  const {rules = []} = spec;
  if (rules.length === 0) return [[nameOf(0), NEVER]];
  const place = {namespace, trustDomains: building.trustDomains};
  return rules.flatMap((rule, index): [string, EnvoyMessage][] => {
    const built = envoyPolicy(rule, place, building);
    return built ? [[nameOf(index), built]] : [];
  });
}

function envoyPolicy(rule: Rule, place: PolicyPlace, {action, layer}: RuleBuilding): EnvoyMessage | undefined {
  const when = whenConditions(rule, place);
  if (!when) return undefined;
  const to = listOrOne(rule.to).map((entry) => [...operationConditions(entry?.operation), ...when.operation]);
  const from = listOrOne(rule.from).map((entry) => [...sourceConditions(entry?.source, place), ...when.source]);
  const strict = action === 'ALLOW';
  const permissions = to.map((parts) => conjunction(parts, {layer, strict, connectives: PERMISSIONS}));
  const principals = from.map((parts) => conjunction(parts, {layer, strict, connectives: PRINCIPALS}));
  const all = [...permissions, ...principals];
  return all.every((part) => part !== undefined)
    ? {permissions: all.slice(0, permissions.length), principals: all.slice(permissions.length)}
    : undefined;
}

function listOrOne<T>(list: readonly T[] = []): readonly (T | undefined)[] {
  return list.length > 0 ? list : [undefined];
}

/** Undefined where a key is unknown: the whole rule is void then. */
function whenConditions(
  {when = [], from}: Rule,
  place: PolicyPlace,
): {operation: Condition[]; source: Condition[]} | undefined {
  const operation: Condition[] = [];
  const source: Condition[] = [];
  for (const entry of when) {
    const matcher = operationAttribute(entry);
    if (matcher) operation.push(...condition(matcher, entry.values, entry.notValues));
    else {
      const conditions = sourceAttribute(entry, place, listOrOne(from).length);
      if (!conditions) return undefined;
      source.push(...conditions);
    }
  }
  return {operation, source};
}
