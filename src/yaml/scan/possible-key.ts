// SPDX-License-Identifier: Apache-2.0

/** A node that is the key of a mapping if a `:` follows it on its line: what makes it a key comes after it. */
export interface PossibleKey {
  /** Which token of the stream it starts with, counted from 0. */
  token: number;
  offset: number;
  line: number;
  column: number;
  /** It stands where nothing but a key can stand. */
  required: boolean;
}
