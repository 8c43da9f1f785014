// SPDX-License-Identifier: Apache-2.0

import type {Labels} from './kubernetes.js';

/** A selector as messages show it: `k=v` pairs sorted by key (spec §3.0). */
export function selectorText(selector: Labels): string {
  return Object.entries(selector)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The label that {@link selectorText} shows first; messages point at it. */
export function firstLabel(selector: Labels): string {
  return Object.keys(selector).sort()[0] ?? '';
}

/** Whether labels hold every pair of a selector. An empty selector matches everything. */
export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}
