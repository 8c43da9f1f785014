// SPDX-License-Identifier: Apache-2.0

import type {LabelSelector, Labels} from './kubernetes.js';
import {selects} from './selectors.js';

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

/** Whether a Kubernetes label selector matches. A missing one matches everything, an invalid one nothing. */
export function labelSelectorMatches(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selects(selector?.matchLabels ?? {}, labels)) return false;
  return (selector?.matchExpressions ?? []).every((requirement) => holds(requirement, labels));
}

function holds({key = '', operator, values = []}: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return values.length > 0 && (value === undefined || !values.includes(value));
    case 'Exists':
      return values.length === 0 && value !== undefined;
    case 'DoesNotExist':
      return values.length === 0 && value === undefined;
    default:
      return false;
  }
}
