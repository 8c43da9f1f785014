// SPDX-License-Identifier: Apache-2.0

import {labelOf} from '../../index/labels.js';
import {policyTargets} from '../../index/policies.js';
import type {Labels} from '../../model/kubernetes.js';
import {type Message, message} from '../../model/message.js';
import type {Path, Resource, Specs} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';
import {isForZtunnelAlone} from '../../ztunnel/enforcement.js';
import {emptyAttributeEffect} from './empty-attribute.js';

type Policy = Resource<'AuthorizationPolicy'>;
type Rule = NonNullable<Specs['AuthorizationPolicy']['rules']>[number];

/** Policies about what JWTs say, for workloads where nothing reads JWTs. */
export function* claims(resources: Resources): Generator<Message> {
  for (const policy of resources.all('AuthorizationPolicy')) {
    for (const [i, rule] of (policy.spec.rules ?? []).entries()) {
      const claim = claimIn(rule, i);
      if (!claim) continue;
      // ztunnel reads no JWT at all, which ISTX108 reports with what becomes of the rule.
      if (!isAuthenticated(policy, resources) && !isForZtunnelAlone(policy, resources))
        yield message('ISTX404', policy, [claim.name, emptyAttributeEffect(policy, claim, 'token')], claim.path);
      break;
    }
  }
}

interface Claim {
  name: string;
  /** It is met by requests without a JWT. */
  negative: boolean;
  path: Path;
}

function claimIn({from = [], when = []}: Rule, index: number): Claim | undefined {
  const at = ['spec', 'rules', index];
  for (const [j, {source}] of from.entries()) {
    for (const name of ['requestPrincipals', 'notRequestPrincipals'] as const) {
      if (!source?.[name]?.length) continue;
      return {name, negative: name.startsWith('not'), path: [...at, 'from', j, 'source', name, 0]};
    }
  }
  for (const [j, {key = '', values = []}] of when.entries()) {
    if (key.startsWith('request.auth.')) {
      return {name: key, negative: values.length === 0, path: [...at, 'when', j, 'key']};
    }
  }
  return undefined;
}

/** Whether some RequestAuthentication may hold for workloads of the policy. */
function isAuthenticated(policy: Policy, resources: Resources): boolean {
  const {rootNamespace} = resources.meshConfig;
  if (policy.namespace === rootNamespace) return resources.all('RequestAuthentication').length > 0;
  return [...new Set([policy.namespace, rootNamespace])]
    .flatMap((namespace) => resources.inNamespace('RequestAuthentication', namespace))
    .some((authentication) => mayMeet(policy, authentication));
}

function mayMeet(policy: Policy, authentication: Resource<'RequestAuthentication'>): boolean {
  const [ours, theirs] = [policyTargets(policy), policyTargets(authentication)];
  if (theirs.length > 0 && ours.length > 0) {
    // What a waypoint reads it knows of every Service behind it.
    return theirs.some(
      ({kind, name}) => kind !== 'Service' || ours.some((own) => own.kind === kind && own.name === name),
    );
  }
  if (theirs.length > 0 || ours.length > 0) return true;
  return agree(policy.spec.selector?.matchLabels ?? {}, authentication.spec.selector?.matchLabels ?? {});
}

/** Whether a pod may have all labels of both. */
function agree(a: Labels, b: Labels): boolean {
  return Object.entries(a).every(([key, value]) => (labelOf(b, key) ?? value) === value);
}
