// SPDX-License-Identifier: Apache-2.0
import type {TokenKind} from './token.js';

/** What the brackets of flow collections stand for, by their code. */
export const BRACKETS = new Map<number, {kind: TokenKind; opens: boolean}>([
  [0x5b, {kind: 'flow sequence', opens: true}],
  [0x7b, {kind: 'flow mapping', opens: true}],
  [0x5d, {kind: 'flow sequence end', opens: false}],
  [0x7d, {kind: 'flow mapping end', opens: false}],
]);
