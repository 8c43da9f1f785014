// SPDX-License-Identifier: Apache-2.0

import {envoyRole} from '../../index/envoys.js';
import {mtlsMode} from '../../index/peer-authentication.js';
import {type PodLike, workloadsOf} from '../../index/pods.js';
import {policyTargets} from '../../index/policies.js';
import {type Message, message} from '../../model/message.js';
import {fullName, type Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {emptyAttributeEffect} from './empty-attribute.js';
import {ruleSourceValues} from './source-fields.js';

type Policy = Resource<'AuthorizationPolicy'>;

/** Policies about the identity of callers, for workloads that take plain text alone: there nobody has an identity. */
export function* identityWithoutMtls(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    const found = firstIdentity(policy);
    if (!found) continue;
    const authentication = disabledBy(policy, resources);
    if (!authentication) continue;
    const effect = emptyAttributeEffect(policy, found, 'certificate');
    yield message('ISTX413', policy, [fullName(authentication), found.field, effect], found.path);
  }
}

/** The first value about identity of the first rule with one. */
function firstIdentity({spec}: Policy) {
  for (const [i, rule] of (spec.rules ?? []).entries()) {
    const [found] = ruleSourceValues(rule, ['spec', 'rules', i]);
    if (found) return found;
  }
  return undefined;
}

/** The PeerAuthentication by which all workloads of the policy take plain text alone, on every port. */
function disabledBy(policy: Policy, resources: Resources): Resource<'PeerAuthentication'> | undefined {
  if (policyTargets(policy).length > 0) return undefined;
  const meshWide = policy.namespace === resources.meshConfig.rootNamespace;
  const pods = workloadsOf(resources).selected(
    policy.spec.selector?.matchLabels,
    meshWide ? undefined : policy.namespace,
  );
  const enforcing = pods.filter((pod) => envoyRole(pod, resources) !== undefined);
  const [first] = enforcing;
  if (!first || !enforcing.every((pod) => isDisabled(pod, resources))) return undefined;
  return mtlsMode(first, undefined, resources)?.policy;
}

function isDisabled(pod: PodLike, resources: Resources): boolean {
  if (envoyRole(pod, resources) !== 'sidecar') return false;
  const ports = resources
    .inNamespace('PeerAuthentication', pod.namespace)
    .flatMap(({spec}) => Object.keys(spec.portLevelMtls ?? {}).map(Number));
  return [undefined, ...ports].every((port) => mtlsMode(pod, port, resources)?.mode === 'DISABLE');
}
