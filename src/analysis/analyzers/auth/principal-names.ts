// SPDX-License-Identifier: Apache-2.0

import {type EnvoyRole, hasEnvoys} from '../../index/envoys.js';
import {EVERYWHERE} from '../../index/hosts/export-scopes.js';
import {policyTargets} from '../../index/policies.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {sourceValues} from './source-fields.js';

const FORM = 'TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT';

/** Principals that are none of a workload of Istio, by their form. */
export function* malformedPrincipals(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const {value, path} of sourceValues(policy, ['principals'])) {
      const problem = formProblem(value);
      if (problem !== undefined) yield message('ISTX411', policy, [value, problem, FORM], path);
    }
  }
}

/** What is wrong with the form of a principal; identities that others issue may have forms of their own. */
function formProblem(value: string): string | undefined {
  if (value.startsWith('spiffe://')) return 'principals have no "spiffe://" before them';
  if (value.slice(1, -1).includes('*')) return 'a star in the middle stands for itself';
  if (value.length > 1 && value.startsWith('*') && value.endsWith('*')) return 'only one star counts';
  if (value.startsWith('*') || value.endsWith('*')) return undefined;
  const parts = value.split('/');
  const [domain = '', ns, namespace, sa, account] = parts;
  if (parts.length === 5 && domain && ns === 'ns' && namespace && sa === 'sa' && account) return undefined;
  if (domain === 'ns') return 'the trust domain is missing';
  // A SPIFFE identity of another issuer, such as example.org/workload.
  if (domain.includes('.') && parts.length > 1 && !parts.includes('ns') && !parts.includes('sa')) return undefined;
  return 'it has another form';
}

/**
 * Principals of trust domains whose certificates sidecars refuse: they accept the mesh's, its aliases, and those of
 * `caCertificates` (istio.io, "Trust Domain Migration").
 */
export function* foreignPrincipals(resources: Resources): Generator<Message> {
  const accepted = acceptedDomains(resources);
  if (!accepted) return;
  for (const policy of resources.all('AuthorizationPolicy')) {
    if (isForGateways(policy, resources)) continue;
    for (const {value, path} of sourceValues(policy, ['principals'])) {
      const [, domain] = /^([^/*]+)\/(?:ns\/|\*$)/.exec(value) ?? [];
      // `cluster.local` stands for the trust domain of the mesh, whatever that is.
      if (domain === undefined || domain === 'cluster.local' || accepted.includes(domain)) continue;
      yield message('ISTX412', policy, [value, domain, accepted], path);
    }
  }
}

/** Undefined where the settings of the mesh are not known, or istiod does not have trust domains checked. */
function acceptedDomains(resources: Resources): string[] | undefined {
  const {trustDomain, trustDomainAliases = [], caCertificates = []} = resources.meshConfig;
  if (!trustDomain) return undefined;
  const unchecked = resources
    .all('Deployment')
    .some(({spec}) =>
      spec.template?.spec?.containers?.some(({env}) =>
        env?.some(({name, value}) => name === 'PILOT_SKIP_VALIDATE_TRUST_DOMAIN' && value === 'true'),
      ),
    );
  if (unchecked) return undefined;
  return [trustDomain, ...trustDomainAliases, ...caCertificates.flatMap(({trustDomains = []}) => trustDomains)];
}

const GATEWAYS: readonly EnvoyRole[] = ['gateway', 'gateway-api'];

/** Whether a gateway may enforce the policy: its clients may have certificates of any issuer. */
function isForGateways(policy: Resource<'AuthorizationPolicy'>, resources: Resources): boolean {
  const targets = policyTargets(policy);
  if (targets.length > 0) return targets.some(({kind}) => kind === 'Gateway' || kind === 'GatewayClass');
  const scopes = policy.namespace === resources.meshConfig.rootNamespace ? [EVERYWHERE] : [policy.namespace];
  return GATEWAYS.some((role) => hasEnvoys(role, scopes, resources));
}
