// SPDX-License-Identifier: Apache-2.0
import {field, type Message, messageField, textField, typeOf} from '../dump/message.js';
import {isForAuthorizer, policyRule, type RbacAction, rbacAction} from '../rbac-policy.js';
import type {Outcome} from './branch.js';
import type {PassedOver} from './filter-chain.js';
import {type Origin, originText} from './origin.js';
import {policyTruth, type RbacInput} from './rbac.js';

/** What a filter that authorizes makes of a request. */
export interface Authorization {
  filter: string;
  /** CUSTOM asks a server of the user's. */
  action: RbacAction | 'CUSTOM';
  result: 'allowed' | 'denied' | 'unknown';
  /** The policy that decides; undefined where none takes the request. */
  policy?: string;
  origin?: Origin;
  /** What an unknown result depends on. */
  why?: string;
  passedOver: PassedOver[];
}

const RBAC = /\.filters\.(http|network)\.rbac\.v3\.RBAC$/;
const EXT_AUTHZ = /\.filters\.(http|network)\.ext_authz\.v3\.ExtAuthz$/;

/** What the filters of a connection or a request that authorize make of it, in their order. */
export function authorize(filters: readonly Message[], input: RbacInput): Authorization[] {
  const configs = filters.map((filter) => ({
    name: textField(filter, 'name'),
    config: messageField(filter, 'typed_config') ?? {},
  }));
  const shadows = configs.flatMap(({config}) => (RBAC.test(typeOf(config)) ? external(config) : []));
  return configs.flatMap(({name, config}): Authorization[] => {
    const type = typeOf(config);
    if (RBAC.test(type)) return field(config, 'matcher') ? [byMatcher(name)] : byRules(name, config, input);
    // Istio lets the server be asked for what its rules take only, by what the filter before writes down.
    const isLimited = field(config, 'filter_enabled_metadata') !== undefined;
    return EXT_AUTHZ.test(type) ? byServer(name, isLimited ? shadows : [], input) : [];
  });
}

const byMatcher = (filter: string): Authorization => ({
  filter,
  action: 'ALLOW',
  result: 'unknown',
  why: 'its rules are a matcher, which is not followed here',
  passedOver: [],
});

function byRules(filter: string, config: Message, input: RbacInput): Authorization[] {
  const rules = messageField(config, 'rules');
  // A filter without rules lets everything through; it is there for its shadow rules.
  if (!rules) return [];
  const action = rbacAction(rules);
  const {policy, why, passedOver} = firstThatFits(policiesIn(rules), input);
  const base = {filter, action, passedOver, ...named(policy)};
  if (action === 'LOG') return [{...base, result: 'allowed', ...(why !== undefined && {why})}];
  if (why !== undefined) return [{...base, result: 'unknown', why}];
  return [{...base, result: (policy !== undefined) === (action === 'DENY') ? 'denied' : 'allowed'}];
}

const SERVER_DECIDES = 'a server decides that is not asked here';

/** Whether it is certain that the policy takes the request. */
export function isTaken({policy, why}: Authorization): boolean {
  return policy !== undefined && (why === undefined || why === SERVER_DECIDES);
}

/** A server is asked for what the rules written down for it take; without any, for everything. */
function byServer(filter: string, shadows: readonly [string, Message][], input: RbacInput): Authorization[] {
  const {policy, why, passedOver} = firstThatFits(shadows, input);
  const base = {filter, action: 'CUSTOM' as const, passedOver, ...named(policy)};
  if (shadows.length > 0 && policy === undefined) return [{...base, result: 'allowed'}];
  return [{...base, result: 'unknown', why: why === undefined ? SERVER_DECIDES : `${why}; ${SERVER_DECIDES}`}];
}

function external(config: Message): [string, Message][] {
  const rules = messageField(config, 'shadow_rules');
  return rules ? policiesIn(rules).filter(([name]) => isForAuthorizer(name)) : [];
}

/** Envoy looks at policies in the order of their names. */
function policiesIn(rules: Message): [string, Message][] {
  const policies = messageField(rules, 'policies') ?? {};
  return Object.keys(policies)
    .sort()
    .map((name) => [name, messageField(policies, name) ?? {}]);
}

/** The first policy that takes the request; with a reason where that is not known, and none that surely does. */
function firstThatFits(
  policies: readonly [string, Message][],
  input: RbacInput,
): {policy?: string; why?: string; passedOver: PassedOver[]} {
  const passedOver: PassedOver[] = [];
  let open: {policy: string; why: string} | undefined;
  for (const [name, policy] of policies) {
    const truth = policyTruth(policy, input);
    if (truth.is === 'yes') return {policy: name, passedOver};
    if (truth.is === 'perhaps') open ??= {policy: name, why: truth.why};
    else passedOver.push({name: policyText(name), why: truth.why});
  }
  return {...open, passedOver};
}

function named(policy: string | undefined): Pick<Authorization, 'policy' | 'origin'> {
  if (policy === undefined) return {};
  const rule = policyRule(policy);
  return {policy, ...(rule && {origin: {kind: 'AuthorizationPolicy', name: rule.name, namespace: rule.namespace}})};
}

/** `AuthorizationPolicy deny.shop, rule 0`, or the name where Istio has not made it. */
export function policyText(policy: string): string {
  const rule = policyRule(policy);
  if (!rule) return `policy ${policy}`;
  return `${originText({kind: 'AuthorizationPolicy', ...rule})}, rule ${rule.rule}`;
}

/** What becomes of a request that the filters do not all let through; undefined where they do. */
export function forbidden(authorizations: readonly Authorization[], http: boolean): Outcome | undefined {
  const denied = authorizations.find(({result}) => result === 'denied');
  if (denied) {
    const {policy, action} = denied;
    const why = policy === undefined ? `no policy of ${action} takes it` : `${policyText(policy)} denies it`;
    return http
      ? {outcome: 'refused', text: `${why}, so Envoy answers 403`, status: 403}
      : {outcome: 'refused', text: `${why}, so Envoy closes the connection`};
  }
  const open = authorizations.find(({result}) => result === 'unknown');
  if (!open) return undefined;
  const about = open.policy === undefined ? open.filter : policyText(open.policy);
  return {outcome: 'unknown', text: `whether it is allowed is not known: ${about}: ${open.why}`};
}
