// SPDX-License-Identifier: Apache-2.0

import {dataPlaneOf} from '../../index/ambient.js';
import {hasLabels, selectorText} from '../../index/labels.js';
import {workloadsOf} from '../../index/pods.js';
import {policyTargets} from '../../index/policies.js';
import {isPodAmbient, isPodInMesh} from '../../index/workloads.js';
import type {Analyze} from '../../model/analyzer.js';
import {type Message, message} from '../../model/message.js';
import type {Resource} from '../../model/resource.js';
import type {Resources} from '../../model/resources.js';

/** Policies that hold for no workload, or speak of namespaces that do not exist (§3.3). */
export const authorizationPolicies: Analyze = function* (resources) {
  const pods = resources.all('Pod').filter((pod) => isPodAmbient(pod) || isPodInMesh(pod, resources));
  for (const policy of resources.all('AuthorizationPolicy')) {
    yield* withoutWorkloads(policy, pods, resources.meshConfig.rootNamespace);
    yield* withoutNamespaces(policy, resources);
  }
};

/**
 * The same, but that pods count which ztunnel handles once they run, and those that controllers will make; and that
 * policies with targets are not for pods.
 */
export const attachedPolicies: Analyze = function* (resources) {
  for (const policy of resources.all('AuthorizationPolicy')) {
    if (policyTargets(policy).length === 0 && !hasWorkloads(policy, resources)) {
      yield message('IST0127', policy, [selectorText(policy.spec.selector?.matchLabels)]);
    }
    yield* withoutNamespaces(policy, resources);
  }
};

function hasWorkloads({namespace, spec: {selector}}: Resource<'AuthorizationPolicy'>, resources: Resources): boolean {
  const meshWide = namespace === resources.meshConfig.rootNamespace;
  if (meshWide && !selector) return true;
  const pods = workloadsOf(resources).selected(selector?.matchLabels, meshWide ? undefined : namespace);
  // What the labels of an unknown namespace ask for is not known either.
  return pods.some((pod) => pod.resource.unplaced || dataPlaneOf(pod, resources) !== 'none');
}

function* withoutWorkloads(
  policy: Resource<'AuthorizationPolicy'>,
  pods: readonly Resource<'Pod'>[],
  rootNamespace: string,
): Generator<Message> {
  const {selector} = policy.spec;
  const meshWide = policy.namespace === rootNamespace;
  if (meshWide && !selector) return;
  const labels = selector?.matchLabels;
  const matched = pods.some((pod) => (meshWide || pod.namespace === policy.namespace) && hasLabels(pod.labels, labels));
  if (!matched) yield message('IST0127', policy, [selectorText(labels)]);
}

function* withoutNamespaces(policy: Resource<'AuthorizationPolicy'>, resources: Resources): Generator<Message> {
  for (const [i, {from = []}] of (policy.spec.rules ?? []).entries()) {
    for (const [j, {source}] of from.entries()) {
      const {namespaces = [], notNamespaces = []} = source ?? {};
      const path = ['spec', 'rules', i, 'from', j, 'source', 'namespaces'];
      // The reference looks the place of an excluded namespace up in the other list.
      for (const [k, pattern] of [...namespaces.entries(), ...shifted(notNamespaces, namespaces.length)]) {
        if (resources.all('Namespace').some(({name}) => matches(pattern, name))) continue;
        yield message('IST0101', policy, ['namespace', pattern], [...path, k]);
      }
    }
  }
}

function shifted(values: readonly string[], by: number): [number, string][] {
  return values.map((value, k) => [k - by, value]);
}

function matches(pattern: string, name: string): boolean {
  if (pattern === '*') return true;
  if (pattern.startsWith('*')) return name.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return name.startsWith(pattern.slice(0, -1));
  return pattern.toLowerCase() === name.toLowerCase();
}
