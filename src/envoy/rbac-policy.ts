// SPDX-License-Identifier: Apache-2.0
import {enumField, type Message} from './dump/message.js';

/** What Envoy does with what the policies of an RBAC filter match. */
const ACTIONS = ['ALLOW', 'DENY', 'LOG'] as const;

export type RbacAction = (typeof ACTIONS)[number];

/** `action` of envoy.config.rbac.v3.RBAC. */
export function rbacAction(rules: Message): RbacAction {
  const action = enumField(rules, 'action', ACTIONS);
  return ACTIONS.find((each) => each === action) ?? 'ALLOW';
}

/** Whether a policy is there for an external authorizer to be asked, which Istio writes into shadow rules. */
export function isForAuthorizer(policy: string): boolean {
  return policy.startsWith('istio-ext-authz-');
}

/** One rule of an AuthorizationPolicy. */
export interface PolicyRule {
  namespace: string;
  name: string;
  /** Its place among the rules, from 0. */
  rule: string;
}

/** What Istio calls a rule in an RBAC filter (spec/proxy.md §8). */
const POLICY_NAME = /(?:istio-ext-authz-)?ns\[(.+)\]-policy\[(.+)\]-rule\[(.+)\]/;

/** The rule that a policy of an RBAC filter is made of; undefined for what Istio has not made. */
export function policyRule(policy: string): PolicyRule | undefined {
  const [, namespace, name, rule] = POLICY_NAME.exec(policy) ?? [];
  return namespace === undefined || name === undefined || rule === undefined ? undefined : {namespace, name, rule};
}
