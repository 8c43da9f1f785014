// SPDX-License-Identifier: Apache-2.0
import type {KubeObject} from '../io/kube/cluster.js';
import {parts, selects, text, texts} from './objects.js';

/** Names of a DestinationRule's subsets, in its order: those that one of the pods is part of, and the others. */
export interface Subsets {
  matching: string[];
  other: string[];
}

/** Sorts subsets by whether one of the label sets has all of their labels. */
export function subsetsOf(rule: KubeObject | undefined, labelSets: readonly Record<string, string>[]): Subsets {
  const subsets: Subsets = {matching: [], other: []};
  for (const subset of parts(rule?.['spec'], 'subsets')) {
    const labels = texts(subset, 'labels');
    const isMatching = labelSets.some((each) => selects(labels, each));
    (isMatching ? subsets.matching : subsets.other).push(text(subset, 'name'));
  }
  return subsets;
}
