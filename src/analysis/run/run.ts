// SPDX-License-Identifier: Apache-2.0

import type {AnalyzerEntry, Input} from '../model/analyzer.js';
import type {Message} from '../model/message.js';
import type {Resources} from '../model/resources.js';

export interface Analysis {
  messages: Message[];
  /** Analyzers that did not run, and the inputs that nothing provides. */
  skipped: {analyzer: AnalyzerEntry; missing: Input[]}[];
  /** Analyzers for which no time was left. */
  unfinished: AnalyzerEntry[];
}

export interface RunOptions {
  /** Asked between analyzers; true ends the run. */
  outOfTime?: () => boolean;
}

/** Runs the analyzers whose inputs can be had, in their order. */
export async function runAnalyzers(
  entries: readonly AnalyzerEntry[],
  resources: Resources,
  {outOfTime = () => false}: RunOptions = {},
): Promise<Analysis> {
  const analysis: Analysis = {messages: [], skipped: [], unfinished: []};
  for (const entry of entries) {
    if (entry.subjects?.every((kind) => resources.all(kind).length === 0)) continue;
    const missing = entry.inputs.filter((input) => !isKnown(input, entry, resources));
    if (missing.length > 0) {
      analysis.skipped.push({analyzer: entry, missing});
      continue;
    }
    if (!hasSomething(entry, resources)) continue;
    if (outOfTime()) {
      analysis.unfinished.push(entry);
      continue;
    }
    const analyze = await entry.load(resources);
    for (const message of analyze(resources)) analysis.messages.push(message);
  }
  return analysis;
}

function isKnown(input: Input, {knows}: AnalyzerEntry, resources: Resources): boolean {
  if (input === 'MeshConfig' || input === 'MeshNetworks' || knows === 'any') return true;
  return knows === 'all' ? resources.knowsAll(input) : resources.provides(input);
}

/** Where there is nothing of all that an analyzer reads, its code need not even be loaded. */
function hasSomething({inputs}: AnalyzerEntry, resources: Resources): boolean {
  return inputs.some((input) => {
    if (input === 'MeshConfig') return false;
    return input === 'MeshNetworks' || resources.all(input).length > 0;
  });
}
