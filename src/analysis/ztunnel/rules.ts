// SPDX-License-Identifier: Apache-2.0

import type {Path, Resource, Specs} from '../model/resource.js';

export type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];

/** The actions that ztunnel enforces. */
export type ZtunnelAction = 'ALLOW' | 'DENY';

/** A field or condition of a rule that ztunnel does not check. */
export interface UncheckedField {
  name: string;
  path: Path;
}

/**
 * What ztunnel enforces of a rule: all of it (`same`); nothing, as the rule matches no connection (`never`); fewer
 * connections (`narrower`), more connections (`wider`), or fewer here and more there (`mixed`).
 */
export type RuleEffect = 'same' | 'never' | 'narrower' | 'wider' | 'mixed';

/** Fields of requests: an ALLOW rule with one of them is dropped as a whole. */
const REQUEST_FIELDS = new Set([
  'remoteIpBlocks',
  'notRemoteIpBlocks',
  'requestPrincipals',
  'notRequestPrincipals',
  'hosts',
  'notHosts',
  'methods',
  'notMethods',
  'paths',
  'notPaths',
]);

/** Fields of connections that istiod does not pass on to ztunnel: the rule is sent without them. */
const LOST_FIELDS = new Set(['trustDomains', 'notTrustDomains']);

/** Keys of conditions that istiod passes on; it takes every other one for an attribute of requests. */
const CHECKED_KEYS = new Set([
  'source.ip',
  'source.namespace',
  'source.principal',
  'destination.ip',
  'destination.port',
]);

/** One alternative of a clause: a source, an operation, or a condition, which is the only one of its clause. */
interface Alternative {
  unchecked: UncheckedField[];
  /** Whether ztunnel has something to match connections with. */
  isChecked: boolean;
}

/** Returns the parts of the rule at `index` of a policy that ztunnel does not check, in their order. */
export function uncheckedFields(rule: Rule, index: number): UncheckedField[] {
  return clausesOf(rule, index).flatMap((clause) => clause.flatMap(({unchecked}) => unchecked));
}

/**
 * Returns what ztunnel makes of a rule. istiod drops an ALLOW rule that mentions requests; of any other rule it drops
 * the fields that ztunnel does not check, and an alternative without fields matches nothing, so that a clause (`from`,
 * `to`, each `when`) without other alternatives switches the whole rule off. Measured on ztunnel 1.30.3; see
 * https://istio.io/latest/docs/ambient/usage/l4-policy/.
 */
export function ruleEffect(action: ZtunnelAction, rule: Rule): RuleEffect {
  const clauses = clausesOf(rule, 0);
  const alternatives = clauses.flat();
  if (alternatives.every(({unchecked}) => unchecked.length === 0)) return 'same';
  if (action === 'ALLOW' && alternatives.some(({unchecked}) => unchecked.some(isOfRequests))) return 'never';
  if (clauses.some((clause) => clause.every(({isChecked}) => !isChecked))) return 'never';
  const isNarrower = alternatives.some(({isChecked}) => !isChecked);
  const isWider = alternatives.some(({isChecked, unchecked}) => isChecked && unchecked.length > 0);
  if (isNarrower && isWider) return 'mixed';
  return isWider ? 'wider' : 'narrower';
}

function isOfRequests({name}: UncheckedField): boolean {
  return !LOST_FIELDS.has(name);
}

/** All clauses have to match, and of each clause one alternative. */
function clausesOf({from = [], to = [], when = []}: Rule, index: number): Alternative[][] {
  const at = ['spec', 'rules', index];
  const clauses = [
    from.map(({source}, i) => alternative(source, [...at, 'from', i, 'source'])),
    to.map(({operation}, i) => alternative(operation, [...at, 'to', i, 'operation'])),
    ...when.map(({key = ''}, i) => [condition(key, [...at, 'when', i, 'key'])]),
  ];
  return clauses.filter((clause) => clause.length > 0);
}

function alternative(fields: object | undefined, path: Path): Alternative {
  const names = Object.entries(fields ?? {}).flatMap(([name, values]: [string, readonly string[]]) =>
    values.length > 0 ? [name] : [],
  );
  const unchecked = names.filter((name) => REQUEST_FIELDS.has(name) || LOST_FIELDS.has(name));
  return {
    unchecked: unchecked.map((name) => ({name, path: [...path, name, 0]})),
    isChecked: unchecked.length < names.length,
  };
}

function condition(key: string, path: Path): Alternative {
  const isChecked = CHECKED_KEYS.has(key);
  return {unchecked: isChecked ? [] : [{name: key, path}], isChecked};
}

/** Returns the rules of a policy; none where it has none. */
export function rulesOf({spec}: Resource<'AuthorizationPolicy'>): readonly Rule[] {
  return spec.rules ?? [];
}
