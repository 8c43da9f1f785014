// SPDX-License-Identifier: Apache-2.0
import {type ChangeGroup, policyStep} from '../../preview/change/groups.js';
import type {ValueChange} from '../../proxy-diff/values.js';
import {resourceLines} from '../proxy-diff/report.js';

/**
 * Returns a line for each value that differs. A policy is in every filter chain that it holds for: what changes of it is
 * shown once, from its filter on, with the number of chains.
 */
export function groupLines(group: ChangeGroup): string[] {
  if (group.part !== 'policies') return resourceLines(group);
  const once = new Map<string, {value: ValueChange; chains: number}>();
  for (const value of group.values) {
    const own = {...value, path: [{field: 'filter'}, ...value.path.slice(policyStep(value.path))]};
    const key = JSON.stringify(own);
    const known = once.get(key);
    once.set(key, {value: own, chains: (known?.chains ?? 0) + 1});
  }
  return [...once.values()].flatMap(({value, chains}) => {
    const lines = resourceLines({...group, values: [value]});
    return chains > 1 ? lines.map((line) => `${line} (${chains} filter chains)`) : lines;
  });
}
