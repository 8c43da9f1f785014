// SPDX-License-Identifier: Apache-2.0

import type {Message} from './message.js';
import type {KindName} from './resource.js';
import type {Resources} from './resources.js';

/** Kinds that an analyzer reads; the mesh's own settings are always there, but count as inputs in lists. */
export type Input = KindName | 'MeshConfig' | 'MeshNetworks';

/** One concern: it looks at resources, yields messages and knows no files, no cluster and no other analyzer. */
export interface Analyzer {
  name: string;
  description: string;
  inputs: readonly Input[];
  analyze(resources: Resources): Iterable<Message>;
}

/** What lists of analyzers show; the code behind it is loaded when it runs. */
export interface AnalyzerEntry extends Omit<Analyzer, 'analyze'> {
  load(): Promise<Analyzer['analyze']>;
}
