// SPDX-License-Identifier: Apache-2.0
import {type ConfigDump, mapMessages, sectionOf} from '../envoy/dump/config-dump.js';
import {type Message, messageField, messagesField, textField} from '../envoy/dump/message.js';
import {filterName, HTTP_CONNECTION_MANAGER} from '../envoy/filter.js';
import {isForAuthorizer, policyRule, rbacAction} from '../envoy/rbac-policy.js';

/** What Envoy does with what a policy matches; CUSTOM is Istio's, for an external authorizer. */
export const ACTIONS = ['DENY', 'ALLOW', 'LOG', 'CUSTOM'] as const;
export type Action = (typeof ACTIONS)[number];

/** An AuthorizationPolicy as a proxy holds it. */
export interface EnforcedPolicy {
  action: Action;
  /** NAME.NAMESPACE; empty for what Istio has not made. */
  name: string;
  /** How many of its rules the proxy holds, over all actions. */
  rules: number;
}

export interface EnforcedPolicies {
  /** By action in the order of {@link ACTIONS}, then by name. */
  policies: EnforcedPolicy[];
  /** Names in the filters that are not of Istio's making, in the order of the dump. */
  foreign: string[];
  /** Whether the proxy has a dynamic listener at all. */
  anyListener: boolean;
}

const HTTP_RBAC = 'envoy.filters.http.rbac';
const NETWORK_RBAC = 'envoy.filters.network.rbac';

/** What stands for a filter without a policy, which lets nothing match. */
const MATCHES_NOTHING = '_anonymous_match_nothing_';

/**
 * The authorization policies in the filters of a proxy's dynamic listeners; the default chain of a listener is left
 * out, as in the reference. Throws an IstioctlError where the dump has no listeners' section.
 */
export function enforcedPolicies(dump: ConfigDump): EnforcedPolicies {
  const found = new Findings();
  const listeners = mapMessages(dump, sectionOf(dump, 'Listeners'), ['dynamic_listeners'], (entry) => {
    const listener = messageField(messageField(entry, 'active_state') ?? {}, 'listener');
    for (const chain of listener ? messagesField(listener, 'filter_chains') : []) {
      for (const filter of messagesField(chain, 'filters')) found.addFilter(filter);
    }
    return true;
  });
  return {policies: found.policies(), foreign: found.foreign, anyListener: listeners.length > 0};
}

class Findings {
  readonly foreign: string[] = [];
  private readonly namesOf = new Map<Action, Set<string>>();
  private readonly rulesOf = new Map<string, Set<string>>();

  addFilter(filter: Message): void {
    const name = textField(filter, 'name');
    const config = messageField(filter, 'typed_config') ?? {};
    if (name === NETWORK_RBAC) this.addRules(config);
    if (filterName(filter) !== HTTP_CONNECTION_MANAGER) return;
    for (const inner of messagesField(config, 'http_filters')) {
      if (textField(inner, 'name') === HTTP_RBAC) this.addRules(messageField(inner, 'typed_config') ?? {});
    }
  }

  private addRules(rbac: Message): void {
    const rules = messageField(rbac, 'rules');
    const action = rules ? rbacAction(rules) : 'ALLOW';
    const policies = namesIn(rules);
    if (policies.length === 0) this.add(action, MATCHES_NOTHING, '');
    for (const policy of policies) this.addPolicy(action, policy);
    for (const policy of namesIn(messageField(rbac, 'shadow_rules'))) {
      if (isForAuthorizer(policy)) this.addPolicy('CUSTOM', policy);
    }
  }

  private addPolicy(action: Action, policy: string): void {
    const rule = policyRule(policy);
    if (!rule) this.foreign.push(policy);
    this.add(action, rule ? `${rule.name}.${rule.namespace}` : '', rule?.rule ?? '');
  }

  private add(action: Action, name: string, rule: string): void {
    this.namesOf.set(action, (this.namesOf.get(action) ?? new Set()).add(name));
    this.rulesOf.set(name, (this.rulesOf.get(name) ?? new Set()).add(rule));
  }

  policies(): EnforcedPolicy[] {
    return ACTIONS.flatMap((action) =>
      [...(this.namesOf.get(action) ?? [])]
        .sort()
        .map((name) => ({action, name, rules: this.rulesOf.get(name)?.size ?? 0})),
    );
  }
}

function namesIn(rules: Message | undefined): string[] {
  return Object.keys((rules && messageField(rules, 'policies')) ?? {});
}
