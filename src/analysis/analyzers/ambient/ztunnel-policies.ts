// SPDX-License-Identifier: Apache-2.0

import {DATA_PLANE, dataPlaneOf} from '../../ambient.js';
import {labelOf} from '../../labels.js';
import {type Message, message} from '../../message.js';
import {oncePer} from '../../once.js';
import {podsOf} from '../../pods.js';
import {policyTargets} from '../../policies.js';
import type {Resource} from '../../resource.js';
import type {Resources} from '../../resources.js';
import {asksForHttpAlone, type HttpAttribute, httpAttributes, type Rule, rulesOf} from './http-attributes.js';

type Enforced = Resource<'AuthorizationPolicy'> | Resource<'RequestAuthentication'>;

/**
 * Policies without a target that ztunnel is to enforce and cannot, for want of requests to look into. It leaves out
 * ALLOW rules that speak of them, and of DENY rules what speaks of them; other actions and JWTs it does not know
 * (istio.io, "Use Layer 4 security policy").
 */
export function* ztunnelPolicies(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    const {action = 'ALLOW'} = policy.spec;
    if (!isForZtunnel(policy, resources)) continue;
    if (action === 'CUSTOM' || action === 'AUDIT') {
      yield message('ISTX109', policy, [`knows no action ${action}`], ['spec', 'action']);
    } else yield* unjudged(policy, action);
  }
  for (const policy of resources.all('RequestAuthentication')) {
    if (isForZtunnel(policy, resources)) yield message('ISTX109', policy, ['validates no JWT']);
  }
}

function* unjudged(policy: Resource<'AuthorizationPolicy'>, action: 'ALLOW' | 'DENY' | number): Generator<Message> {
  for (const [i, rule] of rulesOf(policy).entries()) {
    const attributes = httpAttributes(rule, i);
    const [first] = attributes;
    if (first) yield message('ISTX108', policy, [i, namesOf(attributes), effectOf(action, rule)], first.path);
  }
}

function namesOf(attributes: readonly HttpAttribute[]): string {
  return [...new Set(attributes.map(({name}) => name))].join(', ');
}

function effectOf(action: 'ALLOW' | 'DENY' | number, rule: Rule): string {
  if (action !== 'DENY')
    return 'the rule never matches, and what it should allow is DENIED unless another rule allows it';
  const rest = asksForHttpAlone(rule) ? 'ALL traffic' : 'all traffic that the rest of the rule matches';
  return `they are left out, and ${rest} is DENIED`;
}

/** Whether some workload of the policy is known to be handled by ztunnel. */
function isForZtunnel(policy: Enforced, resources: Resources): boolean {
  if (policyTargets(policy).length > 0) return false;
  const everywhere = policy.namespace === resources.meshConfig.rootNamespace;
  const labels = policy.spec.selector?.matchLabels;
  if (labels && Object.keys(labels).length > 0) {
    const pods = podsOf(resources).selected(labels, everywhere ? undefined : policy.namespace);
    return pods.some((pod) => dataPlaneOf(pod, resources) === 'ambient');
  }
  return everywhere ? ambientNamespaces(resources).size > 0 : ambientNamespaces(resources).has(policy.namespace);
}

/** Namespaces with pods that ztunnel handles, and those labelled so of whose pods nothing is known. */
const ambientNamespaces = oncePer((resources): ReadonlySet<string> => {
  const {all, inNamespace} = podsOf(resources);
  const labelled = resources
    .all('Namespace')
    .filter(({name, labels}) => labelOf(labels, DATA_PLANE) === 'ambient' && inNamespace(name).length === 0);
  const taken = all.filter((pod) => dataPlaneOf(pod, resources) === 'ambient');
  return new Set([...labelled.map(({name}) => name), ...taken.map(({namespace}) => namespace)]);
});
