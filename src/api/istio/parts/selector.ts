// SPDX-License-Identifier: Apache-2.0

import {list, map, message, type Rule, text} from './schema.js';

/** How a resource says to which workloads it applies. Istio has two spellings, and references to other resources. */

const NO_WILDCARD_VALUE: Rule = {rule: '!self.contains("*")', message: 'wildcard not allowed in label value match'};
const NO_WILDCARD_KEY: Rule = {
  rule: 'self.all(key, !key.contains("*"))',
  message: 'wildcard not allowed in label key match',
};
const NO_EMPTY_KEY: Rule = {rule: 'self.all(key, key.size() != 0)', message: 'key must not be empty'};

/** Selector with `matchLabels`: security, telemetry, extensions, DestinationRule, ProxyConfig. */
export const workloadSelector = message('Pods the resource applies to; without it, all in its namespace.', {
  matchLabels: map('Labels that a pod must have.', text('', {max: 63, rules: [NO_WILDCARD_VALUE]}), {
    max: 4096,
    rules: [NO_WILDCARD_KEY, NO_EMPTY_KEY],
  }),
});

const NO_WILDCARD: Rule = {rule: '!self.contains("*")', message: 'wildcard is not supported in selector'};

/** Selector with `labels`: the older networking kinds. */
export const labelSelector = message('Pods or VMs the resource applies to; without it, all in its namespace.', {
  labels: map('Labels that a workload must have.', text('', {max: 63, rules: [NO_WILDCARD]}), {max: 256}),
});

const SAME_NAMESPACE: Rule = {
  rule: 'self.size() == 0',
  message: 'cross namespace referencing is not currently supported',
};

const policyTarget = message(
  'Reference to a resource in the same namespace.',
  {
    group: text('API group of the target; empty for core Kubernetes kinds such as Service.', {
      max: 253,
      pattern: String.raw`^$|^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$`,
    }),
    kind: text('Kind of the target, such as `Gateway`.', {
      min: 1,
      max: 63,
      pattern: '^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$',
    }),
    name: text('Name of the target.', {min: 1, max: 253}),
    namespace: text('Must be left out: a target is always in the namespace of the resource.', {
      rules: [SAME_NAMESPACE],
    }),
  },
  {required: ['kind', 'name']},
);

export const targetRefs = list('Gateways, Services or other targets the resource is attached to.', policyTarget, {
  max: 16,
});

/** The single form is older; new resources use the list. */
export const policyAttachment = {
  selector: workloadSelector,
  targetRef: policyTarget.describe('The one target the resource is attached to; prefer `targetRefs`.'),
  targetRefs,
};

/** A policy is attached in one way only. */
export const ONE_ATTACHMENT: Rule = {
  rule: '(has(self.selector) ? 1 : 0) + (has(self.targetRef) ? 1 : 0) + (has(self.targetRefs) ? 1 : 0) <= 1',
  message: 'only one of targetRefs or selector can be set',
};
