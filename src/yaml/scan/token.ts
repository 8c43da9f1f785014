// SPDX-License-Identifier: Apache-2.0

/** The words of YAML's grammar. Keys, and starts and ends of block collections, are found by indentation and `:`. */
export type TokenKind =
  | 'end of stream'
  | 'version directive'
  | 'tag directive'
  | 'document start'
  | 'document end'
  | 'block sequence'
  | 'block mapping'
  | 'block end'
  | 'flow sequence'
  | 'flow sequence end'
  | 'flow mapping'
  | 'flow mapping end'
  | 'block entry'
  | 'flow entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export type ScalarStyle = 'plain' | 'quoted' | 'block';

export interface Token {
  kind: TokenKind;
  /** Offsets into the text. */
  start: number;
  end: number;
  /** The value of a scalar, the name of an anchor or alias, the suffix of a tag, the prefix of a tag directive. */
  text: string;
  /** Of a tag or a tag directive: `!`, `!!`, `!name!`; empty for a tag that is whole. */
  handle?: string;
  style?: ScalarStyle;
  /** Of a version directive. */
  version?: string;
}

/** A text that is no YAML: what is wrong, and where. */
export class ScanError extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}
