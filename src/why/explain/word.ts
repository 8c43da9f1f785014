// SPDX-License-Identifier: Apache-2.0

/** A response flag or response code detail of Envoy, explained. */
export interface Word {
  /** `UF`; of details the part before braces. */
  word: string;
  kind: 'flag' | 'detail';
  /** The status that clients get with it; empty where there is none of its own. */
  status: string;
  meaning: string;
  /** What brings it about in a mesh. */
  causes: readonly string[];
  /** How to tell these apart. */
  tell: string;
}
