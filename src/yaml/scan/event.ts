// SPDX-License-Identifier: Apache-2.0
import type {ScalarStyle} from './token.js';

/** What a node has in front of it. */
export interface Properties {
  anchor?: string | undefined;
  /** Whole, such as `tag:yaml.org,2002:str`; `!` alone stands for itself. */
  tag?: string | undefined;
}

export interface ScalarEvent extends Properties {
  type: 'scalar';
  text: string;
  style: ScalarStyle;
  /** Where the scalar starts, its quote or indicator included. */
  start: number;
}

/** The nodes of a document in the order of the text; each collection has an `end` behind its last node. */
export type Event =
  | ScalarEvent
  | {type: 'alias'; name: string; start: number}
  | ({type: 'sequence' | 'mapping'; start: number} & Properties)
  | {type: 'end'};
