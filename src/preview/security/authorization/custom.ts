// SPDX-License-Identifier: Apache-2.0
import {extension} from '../../any.js';
import type {Context} from '../../model/context.js';
import type {EnvoyMessage} from '../../model/json.js';
import {oncePerContext} from '../../once.js';
import type {ExtensionProvider} from '../../settings/extension-provider.js';
import {meshConfig} from '../../settings/mesh-config.js';
import type {Layer} from './condition.js';
import {extAuthzConfig, isInvalidProvider} from './ext-authz.js';
import {HTTP_RBAC, NETWORK_RBAC, rbacFilter, trustDomains} from './filters.js';
import {isDryRun, type Policy, policiesOf} from './policy.js';
import {type RuleBuilding, rbac} from './rules.js';

const PREFIX = 'istio-ext-authz';
const SHADOW_PREFIX = 'istio_ext_authz_';
const BAD = '-deny-due-to-bad-CUSTOM-action';

/**
 * Returns the filters of AuthorizationPolicies of CUSTOM: an RBAC filter finds out whether a policy matches, the filter
 * behind it asks the provider then (https://istio.io/latest/docs/tasks/security/authorization/authz-custom/). Requests
 * of a provider that istiod cannot use are denied, and all of them where a workload has several providers. `namespace` is
 * that of a service as of {@link policiesOf}.
 */
export function customFilters(context: Context, layer: Layer, namespace?: string): readonly EnvoyMessage[] {
  return filtersOf[layer](context, namespace ?? context.proxy.namespace);
}

const filtersOf = {
  http: oncePerContext((context, namespace) => providerFilters(context, 'http', namespace)),
  tcp: oncePerContext((context, namespace) => providerFilters(context, 'tcp', namespace)),
};

function providerFilters(context: Context, layer: Layer, namespace: string): readonly EnvoyMessage[] {
  const policies = policiesOf(context, 'CUSTOM', namespace);
  const names = [...new Set(policies.map(providerName))].sort();
  return names.flatMap((name) => {
    const building: RuleBuilding = {
      action: 'DENY',
      layer,
      trustDomains: trustDomains(context),
      prefix: name ? `${PREFIX}-${name}-` : `${PREFIX}-`,
    };
    const own = policies.filter((policy) => providerName(policy) === name);
    const provider = names.length > 1 ? undefined : usableProvider(context, name);
    return provider ? askingFilters(context, provider, own, building) : [denyingFilter(own, building)];
  });
}

function providerName({spec}: Policy): string {
  return spec.provider?.name ?? '';
}

/** Of several providers of one name the last one counts, and is invalid. */
function usableProvider({mesh}: Context, name: string): ExtensionProvider | undefined {
  const {extensionProviders = []} = meshConfig(mesh.settings);
  const found = extensionProviders.filter(
    (provider) => provider.name === name && (provider.envoyExtAuthzHttp ?? provider.envoyExtAuthzGrpc),
  );
  const [only] = found;
  return only && found.length === 1 && !isInvalidProvider(mesh, only) ? only : undefined;
}

function askingFilters(
  {mesh}: Context,
  provider: ExtensionProvider,
  policies: readonly Policy[],
  building: RuleBuilding,
): EnvoyMessage[] {
  const {layer} = building;
  const config = extAuthzConfig(mesh, provider, layer, enabledBy(layer, `${PREFIX}-${provider.name ?? ''}`));
  if (!config) return [];
  const tried = policies.filter(isDryRun);
  const rules = tried.length > 0 ? rbac(tried, building) : undefined;
  const asking = rbacFilter(layer, {
    rules: rules?.['policies'] ? rules : undefined,
    shadow_rules: rbac(
      policies.filter((policy) => !isDryRun(policy)),
      building,
    ),
    shadow_rules_stat_prefix: SHADOW_PREFIX,
  });
  return [
    asking,
    extension(layer === 'http' ? 'envoy.filters.http.ext_authz' : 'envoy.filters.network.ext_authz', config),
  ];
}

/** The policy that the RBAC filter found is told to the filter behind it in metadata. */
function enabledBy(layer: Layer, prefix: string): EnvoyMessage {
  return {
    filter: layer === 'http' ? HTTP_RBAC : NETWORK_RBAC,
    path: [{key: `${SHADOW_PREFIX}shadow_effective_policy_id`}],
    value: {string_match: {prefix}},
  };
}

function denyingFilter(policies: readonly Policy[], building: RuleBuilding): EnvoyMessage {
  const {policies: built} = rbac(
    policies.filter((policy) => !isDryRun(policy)),
    building,
  );
  const denied = Object.entries(built && typeof built === 'object' ? built : {}).map(([name, policy]) => [
    name + BAD,
    policy,
  ]);
  const rules = {action: 'DENY', ...(denied.length > 0 && {policies: Object.fromEntries(denied)})};
  return rbacFilter(building.layer, {rules});
}
