// SPDX-License-Identifier: Apache-2.0

import type {Message} from './message.js';
import type {KindName} from './resource.js';
import type {Resources} from './resources.js';

/** What an analyzer reads: kinds, and what the mesh says of itself, which is always there. */
export type Input = KindName | 'MeshConfig' | 'MeshNetworks';

/** Looks at resources and says what is wrong with them; knows no files, no cluster and no other analyzer. */
export type Analyze = (resources: Resources) => Iterable<Message>;

/** One concern. It runs where all of its inputs can be had; its code is loaded only then. */
export interface AnalyzerEntry {
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly Input[];
  /**
   * For analyzers of our own: `all` says of something that it does not exist, so must know all of each input; `any`
   * finds what it finds in the resources at hand. Those of the reference take files at their word, but for core kinds.
   */
  readonly knows?: 'all' | 'any';
  /** Those of the inputs that messages are about: without one there is nothing to look at. */
  readonly subjects?: readonly KindName[];
  load(resources: Resources): Promise<Analyze>;
}
