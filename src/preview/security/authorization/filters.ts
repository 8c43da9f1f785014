// SPDX-License-Identifier: Apache-2.0
import {any, extension, plain} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {oncePerContext} from '../../once.js';
import type {Layer} from './condition.js';
import {policiesOf} from './policy.js';
import {type RbacAction, ruleSets} from './rules.js';

export const HTTP_RBAC = 'envoy.filters.http.rbac';
export const NETWORK_RBAC = 'envoy.filters.network.rbac';

/** Istio's actions in the order in which Envoy asks them, with those of its RBAC filter. */
const ACTIONS: readonly (readonly [action: string, rbac: RbacAction])[] = [
  ['AUDIT', 'LOG'],
  ['DENY', 'DENY'],
  ['ALLOW', 'ALLOW'],
];

/** Returns the mesh's trust domain and its aliases. */
export function trustDomains({mesh}: Context): string[] {
  return [mesh.settings.trustDomain, ...mesh.settings.trustDomainAliases];
}

/**
 * Returns the filters that enforce AuthorizationPolicies of AUDIT, DENY and ALLOW on requests or connections of a proxy
 * (https://istio.io/latest/docs/concepts/security/#implicit-enablement); `namespace` is that of a service as of {@link policiesOf}.
 */
export function authorizationFilters(context: Context, layer: Layer, namespace?: string): readonly EnvoyMessage[] {
  return filtersOf[layer](context, namespace ?? context.proxy.namespace);
}

const filtersOf = {
  http: oncePerContext((context, namespace) => enforcingFilters(context, 'http', namespace)),
  tcp: oncePerContext((context, namespace) => enforcingFilters(context, 'tcp', namespace)),
};

function enforcingFilters(context: Context, layer: Layer, namespace: string): readonly EnvoyMessage[] {
  return ACTIONS.flatMap(([action, rbacAction]) => {
    const policies = policiesOf(context, action, namespace);
    if (policies.length === 0) return [];
    const building = {action: rbacAction, layer, trustDomains: trustDomains(context), prefix: ''};
    const {rules, shadowRules} = ruleSets(policies, building);
    // Without policies in dry run istiod writes the prefix of ALLOW, whatever the action.
    const prefix = SHADOW_PREFIXES.get(shadowRules ? rbacAction : 'ALLOW');
    return [rbacFilter(layer, {rules, shadow_rules: shadowRules, shadow_rules_stat_prefix: prefix})];
  });
}

/** Before the names of statistics and metadata of policies in dry run. */
const SHADOW_PREFIXES = new Map<RbacAction, string>([
  ['ALLOW', 'istio_dry_run_allow_'],
  ['DENY', 'istio_dry_run_deny_'],
]);

/** Returns an RBAC filter of a layer. */
export function rbacFilter(layer: Layer, fields: EnvoyMessage): EnvoyMessage {
  if (layer === 'http') return extension(HTTP_RBAC, any('envoy.extensions.filters.http.rbac.v3.RBAC', plain(fields)));
  const type = 'envoy.extensions.filters.network.rbac.v3.RBAC';
  return extension(NETWORK_RBAC, any(type, {...plain(fields), stat_prefix: 'tcp.'}));
}
