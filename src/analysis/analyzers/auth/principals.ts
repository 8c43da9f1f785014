// SPDX-License-Identifier: Apache-2.0

import {workloadsOf} from '../../index/pods.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Path, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {oncePer} from '../../run/once.js';

type Policy = Resource<'AuthorizationPolicy'>;

interface Named {
  value: string;
  path: Path;
  /** It is `namespace/account` or `account`, not the whole principal. */
  account: boolean;
}

/** Policies about service accounts that do not exist. */
export function* principals(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const named of namesIn(policy)) {
      const problem = problemOf(named, policy, resources);
      if (problem !== undefined) yield message('ISTX401', policy, [named.value, problem], named.path);
    }
  }
}

function* namesIn({spec}: Policy): Generator<Named> {
  for (const [i, {from = [], when = []}] of (spec.rules ?? []).entries()) {
    for (const [j, {source = {}}] of from.entries()) {
      const at = ['spec', 'rules', i, 'from', j, 'source'];
      for (const key of ['principals', 'notPrincipals'] as const) yield* values(source[key], [...at, key], false);
      for (const key of ['serviceAccounts', 'notServiceAccounts'] as const) {
        yield* values(source[key], [...at, key], true);
      }
    }
    for (const [j, condition] of when.entries()) {
      const {key = ''} = condition;
      if (key !== 'source.principal' && key !== 'source.serviceAccount') continue;
      for (const list of ['values', 'notValues'] as const) {
        yield* values(condition[list], ['spec', 'rules', i, 'when', j, list], key === 'source.serviceAccount');
      }
    }
  }
}

function* values(list: readonly string[] | undefined, path: Path, account: boolean): Generator<Named> {
  for (const [k, value] of (list ?? []).entries()) yield {value, path: [...path, k], account};
}

/** What is wrong with one name. Names with stars that stand for more than the trust domain may mean anyone. */
function problemOf({value, account}: Named, policy: Policy, resources: Resources): string | undefined {
  if (account) {
    const [namespace, name] = value.includes('/') ? value.split('/') : [policy.namespace, value];
    return missing({namespace: namespace ?? '', name: name ?? ''}, resources);
  }
  const [, domain = '', namespace = '', name = ''] = /^(.*)\/ns\/([^/*]+)\/sa\/([^/*]+)$/.exec(value) ?? [];
  if (name === '' || !isOurs(domain, resources)) return undefined;
  return missing({namespace, name}, resources);
}

/** Other trust domains are other meshes, of which nothing is known here. */
function isOurs(domain: string, {meshConfig: {trustDomain = 'cluster.local', trustDomainAliases = []}}: Resources) {
  // `cluster.local` stands for the trust domain of the mesh, whatever that is.
  return domain === '*' || ['cluster.local', trustDomain, ...trustDomainAliases].includes(domain);
}

function missing(account: {namespace: string; name: string}, resources: Resources): string | undefined {
  const {namespace, name} = account;
  const known = accounts(resources);
  if (
    known.has(fullName(account)) ||
    known.has(`${ANY}/${name}`) ||
    !resources.lacks('ServiceAccount', namespace, name)
  )
    return undefined;
  const namespaceExists = resources.find('Namespace', '', namespace) !== undefined;
  if (name === 'default' && namespaceExists) return undefined;
  // Files of applications seldom hold what the control plane came with.
  if (namespace === resources.istioNamespace && resources.inNamespace('ServiceAccount', namespace).length === 0) {
    return undefined;
  }
  return `there is no service account "${name}" in namespace "${namespace}"`;
}

/** The namespace of what may be in any. */
const ANY = '*';

/** What exists, what pods run as, and what gateway controllers create for Gateways. */
const accounts = oncePer((resources): ReadonlySet<string> => {
  const names = new Set(resources.all('ServiceAccount').map(fullName));
  for (const {resource, namespace, spec} of workloadsOf(resources).all) {
    if (spec.serviceAccountName) names.add(`${resource.unplaced ? ANY : namespace}/${spec.serviceAccountName}`);
  }
  for (const {namespace, name, annotations, spec} of resources.all('KubernetesGateway')) {
    const own = annotations['gateway.istio.io/service-account'] ?? annotations['gateway.istio.io/name-override'];
    for (const account of [name, `${name}-${spec.gatewayClassName}`, own ?? name]) names.add(`${namespace}/${account}`);
  }
  return names;
});
