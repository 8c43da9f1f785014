// SPDX-License-Identifier: Apache-2.0

import type {LabelSelector, Labels} from '../model/kubernetes.js';

/** `k=v,k2=v2`, sorted by key; empty for no labels. */
export function selectorText(labels: Labels | undefined): string {
  return Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The label that a selector's text begins with. */
export function firstLabel(labels: Labels | undefined): string {
  return selectorText(labels).split('=')[0] ?? '';
}

/** Whether the labels hold all that is wanted; nothing wanted matches everything. */
export function hasLabels(labels: Labels, wanted: Labels | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labelOf(labels, key) === value);
}

/** A label by its name, which may be one that every object has. */
export function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}

/** Whether a Kubernetes selector takes the labels; none takes all, one that Kubernetes would refuse takes nothing. */
export function matchesSelector(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (!selector) return true;
  if (!hasLabels(labels, selector.matchLabels)) return false;
  return (selector.matchExpressions ?? []).every(({key = '', operator = '', values = []}) => {
    const value = labelOf(labels, key);
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
  });
}
