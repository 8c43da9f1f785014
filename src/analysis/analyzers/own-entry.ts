// SPDX-License-Identifier: Apache-2.0

import type {Analyze, AnalyzerEntry, Input} from '../model/analyzer.js';
import type {KindName} from '../model/resource.js';

interface Own {
  name: string;
  description: string;
  knows: 'all' | 'any';
  /** What messages are about. */
  of: readonly KindName[];
  /** What else is looked at. */
  with?: readonly Input[];
  /** How many of one kind it takes for a message; below that nothing is loaded. */
  least?: number;
  load: () => Promise<Analyze>;
}

const nothing: Analyze = () => [];

/** Returns an analyzer of our own; where there are fewer of its subjects than `least`, its code is not loaded. */
export function ownEntry({name, description, knows, of, with: more = [], least = 1, load}: Own): AnalyzerEntry {
  return {
    name,
    description,
    knows,
    subjects: of,
    inputs: [...new Set([...of, ...more])],
    load: async (resources) => (of.some((kind) => resources.all(kind).length >= least) ? load() : nothing),
  };
}
